"""Who answers for the safety of a product and what it warns of (GPSR art. 19): the one writer of these facts."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import EconomicOperator, Product, ProductPage, ProductPageImage
from products.models.operators import SAFETY_AREA
from products.safety import Missing, missing_facts
from products.services.specs import InvalidCatalogue
from products.services.versions import locked_product, touch_product

LONGEST_WARNING = 4000
LONGEST_REASON = 200
# Beside which field of the form the loss of a fact is told.
_FIELDS = {
    Missing.MANUFACTURER: "manufacturer",
    Missing.RESPONSIBLE_PERSON: "responsible_person",
    Missing.WARNINGS_BG: "warnings_bg",
    Missing.WARNINGS_EN: "warnings_en",
    Missing.PICTURE: "gpsr_exempt_reason",
}


@dataclass(frozen=True)
class SafetyFacts:
    """The facts of one product, named like its columns; warnings are plain text."""

    manufacturer_id: int | None = None
    responsible_person_id: int | None = None
    warnings_bg: str = ""
    warnings_en: str = ""
    no_warnings: bool = False
    gpsr_exempt_reason: str = ""

    def normalised(self) -> "SafetyFacts":
        return SafetyFacts(
            manufacturer_id=self.manufacturer_id,
            responsible_person_id=self.responsible_person_id,
            warnings_bg=self.warnings_bg.strip(),
            warnings_en=self.warnings_en.strip(),
            no_warnings=self.no_warnings,
            gpsr_exempt_reason=self.gpsr_exempt_reason.strip(),
        )

    def problems(self) -> dict[str, str]:
        found = {}
        if self.no_warnings and (self.warnings_bg or self.warnings_en):
            found["no_warnings"] = _(
                "Either there are warnings, or none are needed: clear the one or the other."
            )
        for name in ("warnings_bg", "warnings_en"):
            if len(getattr(self, name)) > LONGEST_WARNING:
                found[name] = _("At most %(count)d characters.") % {"count": LONGEST_WARNING}
        if len(self.gpsr_exempt_reason) > LONGEST_REASON:
            found["gpsr_exempt_reason"] = _("At most %(count)d characters.") % {"count": LONGEST_REASON}
        return found


def facts_of(product: Product) -> SafetyFacts:
    """Return the facts that the product has now."""
    return SafetyFacts(**{name: getattr(product, name) for name in SafetyFacts.__dataclass_fields__})


def missing_safety_facts(product: Product, language: str) -> list[str]:
    """Return in the active language what the product lacks before a page in `language` may be published."""
    return [str(one.label) for one in missing_facts(product, language)]


@transaction.atomic
def change_safety(*, product_id: int, version: int, facts: SafetyFacts, actor: Actor) -> int:
    """Set the safety facts of a product and return its new version.

    A fact that a published page needs cannot be taken away. Raises StaleVersion or InvalidCatalogue (keys: None and the
    name of a field), and then nothing is changed.
    """
    product = locked_product(product_id, version)
    wanted = checked(facts)
    before = facts_of(product)
    if before == wanted:
        return product.version
    lacking = _lacking_by_page(product)
    for name, value in asdict(wanted).items():
        setattr(product, name, value)
    _refuse(_losses(lacking, _lacking_by_page(product)))
    product.save(update_fields=[*asdict(wanted), "updated_at"])
    record_audit(actor=actor, action="safety-changed", obj=product, changes=_differences(before, wanted))
    return touch_product(product)


def checked(facts: SafetyFacts) -> SafetyFacts:
    """Return the facts as they may be written, in one query at the most; raises InvalidCatalogue."""
    wanted = facts.normalised()
    answering = [pk for pk in (wanted.manufacturer_id, wanted.responsible_person_id) if pk is not None]
    operators = EconomicOperator.objects.in_bulk(answering) if answering else {}
    _refuse(wanted.problems() | _operator_problems(wanted, operators))
    return wanted


def products_left_without(operator: EconomicOperator, country: str) -> int:
    """Count the published products that would lack somebody in the EU if this operator moved to `country`."""
    if country in SAFETY_AREA:
        return 0
    on_sale = Product.objects.filter(gpsr_exempt_reason="", archived_at__isnull=True).filter(
        Exists(ProductPage.objects.filter(product=OuterRef("pk"), live=True))
    )
    made = on_sale.filter(manufacturer=operator, responsible_person=None)
    answered = on_sale.filter(responsible_person=operator)
    return (made | answered).count()


def _operator_problems(facts: SafetyFacts, operators: dict[int, EconomicOperator]) -> dict[str, str]:
    found = {}
    for name in ("manufacturer", "responsible_person"):
        pk = getattr(facts, f"{name}_id")
        if pk is not None and pk not in operators:
            found[name] = _("This entry is no longer there. Choose another one.")
    answering = operators.get(facts.responsible_person_id or 0)
    if answering and answering.needs_responsible_person:
        found["responsible_person"] = _(
            "The responsible person must have an address in the European Union (or in Iceland, Liechtenstein, Norway)."
        )
    return found


def _lacking_by_page(product: Product) -> dict[str, set[Missing]]:
    """Return what each published page of the product lacks, by its language."""
    pictures = ProductPageImage.objects.filter(page=OuterRef("pk"))
    pages = product.pages.filter(live=True).annotate(pictured=Exists(pictures))
    lacking = {}
    for page in pages:
        missing = set(missing_facts(product, page.locale_code))
        if not product.gpsr_exempt_reason and not page.pictured:
            missing.add(Missing.PICTURE)
        lacking[page.locale_code] = missing
    return lacking


def _losses(before: dict[str, set[Missing]], after: dict[str, set[Missing]]) -> dict[str, str]:
    """Say which published page would lose what; what was missing before may be put right step by step."""
    found = {}
    for language, missing in after.items():
        for one in missing - before[language]:
            found[_FIELDS[one]] = _(
                "A published page (%(language)s) needs this: %(what)s. Unpublish the page first, or complete it."
            ) % {"language": language, "what": one.label}
    return found


def _differences(before: SafetyFacts, after: SafetyFacts) -> dict[str, list[Any]]:
    old, new = asdict(before), asdict(after)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def _refuse(problems: dict[str, str]) -> None:
    if problems:
        raise InvalidCatalogue({(None, name): words for name, words in problems.items()})
