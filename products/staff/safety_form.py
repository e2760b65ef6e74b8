"""The section “Safety (GPSR)” of the commerce screen: its form, and what still keeps the pages from being published."""

from dataclasses import asdict, dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actors import Actor
from products.models import EconomicOperator, Product
from products.models.operators import SAFETY_AREA
from products.safety import in_words
from products.services import safety
from products.services.safety import LONGEST_REASON, LONGEST_WARNING, SafetyFacts, facts_of
from products.services.specs import InvalidCatalogue


@dataclass(frozen=True)
class Readiness:
    """What a page still lacks, in words; empty when it can be published."""

    language: str
    missing: str


def readiness_of(product: Product) -> list[Readiness]:
    """Say for each page of the product, as its newest draft has it, what keeps it from being published."""
    found = []
    for page in product.pages.select_related("locale", "latest_revision").order_by("locale_code"):
        draft = page.get_latest_revision_as_object()
        missing = draft.missing(pictured=bool(draft.gallery.all()))
        found.append(Readiness(page.locale.get_display_name(), in_words(missing)))
    return found


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_WARNING,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SafetyForm(forms.Form):
    manufacturer = forms.ModelChoiceField(
        label=gettext_lazy("Manufacturer"),
        queryset=EconomicOperator.objects.all(),
        empty_label=gettext_lazy("Not chosen"),
        required=False,
    )
    responsible_person = forms.ModelChoiceField(
        label=gettext_lazy("Responsible person in the EU"),
        queryset=EconomicOperator.objects.filter(country__in=SAFETY_AREA),
        empty_label=gettext_lazy("Nobody"),
        required=False,
        help_text=gettext_lazy("Needed when the manufacturer has no address in the EU."),
    )
    warnings_bg = _text(
        gettext_lazy("Warnings (Bulgarian)"),
        gettext_lazy("As they stand on the product or come with it, one a line."),
    )
    warnings_en = _text(gettext_lazy("Warnings (English)"))
    no_warnings = forms.BooleanField(label=gettext_lazy("The product needs no warning"), required=False)
    gpsr_exempt_reason = forms.CharField(
        label=gettext_lazy("Exempt from all of this because"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=gettext_lazy(
            "Only for what the regulation does not cover, such as antiques. Leave it empty for everything else."
        ),
    )

    @classmethod
    def of(cls, product: Product, data=None) -> "SafetyForm":
        facts = asdict(facts_of(product))
        initial = {name.removesuffix("_id"): value for name, value in facts.items()}
        return cls(data, initial=initial, prefix="safety")

    def facts(self) -> SafetyFacts:
        data = dict(self.cleaned_data)
        manufacturer, responsible = data.pop("manufacturer"), data.pop("responsible_person")
        return SafetyFacts(
            manufacturer_id=manufacturer.pk if manufacturer else None,
            responsible_person_id=responsible.pk if responsible else None,
            **data,
        )


def save_safety(form: SafetyForm | None, product: Product, version: int, actor: Actor) -> str | None:
    """Save what was typed and say so; None when something is refused, which then stands beside its field."""
    if form is None or not form.is_valid():
        return None
    try:
        safety.change_safety(product_id=product.pk, version=version, facts=form.facts(), actor=actor)
    except InvalidCatalogue as refusal:
        for (_variant, name), words in refusal.errors.items():
            form.add_error(name, words)
        return None
    product.refresh_from_db()
    lacking = {one.missing for one in readiness_of(product) if one.missing}
    if lacking:
        return _("Saved. Before publishing, this is still missing: %(missing)s.") % {
            "missing": "; ".join(sorted(lacking))
        }
    return _("Saved.")
