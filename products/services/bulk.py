"""Changing many products at once: each in a transaction of its own, so that one that is refused stops no other."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import Product
from products.services import archiving
from products.services.specs import InvalidCatalogue, StaleVersion
from products.services.versions import locked_product, touch_product

logger = logging.getLogger(__name__)
# Products with the version that was seen when the change was decided.
Seen = Mapping[int, int]


@dataclass(frozen=True)
class Refusal:
    """A product, or a variant of it, that was left as it was, and why."""

    product_id: int
    name: str
    words: str


@dataclass
class Report:
    changed: int = 0
    unchanged: int = 0
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class FactsChange:
    """What is set on every chosen product; None leaves a fact as it is."""

    brand: str | None = None
    vat_class: str | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()

    def applied(self, product: Product) -> dict[str, tuple[object, object]]:
        """Return what would differ, by field: before and after."""
        tags = [tag for tag in product.tags if tag not in self.remove_tags]
        tags += [tag for tag in self.add_tags if tag not in tags]
        pairs = {
            "brand": (product.brand, product.brand if self.brand is None else self.brand),
            "vat_class": (product.vat_class, self.vat_class or product.vat_class),
            "tags": (product.tags, tags),
        }
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def change_facts(*, seen: Seen, change: FactsChange, actor: Actor, reason: str = "") -> Report:
    """Set brand, VAT class and tags of many products; the report names those that were refused."""
    return each_product(seen, lambda pk, version: _change_facts(pk, version, change, actor, reason))


def archive(*, seen: Seen, actor: Actor, reason: str) -> Report:
    """Take many products out of sale; those that are archived already are left alone."""
    return each_product(seen, lambda pk, version: _archive(pk, version, actor, reason))


def restore(*, seen: Seen, actor: Actor, reason: str) -> Report:
    """Put many archived products back on sale; those that are on sale are left alone."""
    return each_product(seen, lambda pk, version: _restore(pk, version, actor, reason))


def each_product(seen: Seen, act: Callable[[int, int], bool]) -> Report:
    """Let `act` change every product at the version that was seen, in a transaction of its own; it tells whether anything differed.

    What it refuses, with StaleVersion or InvalidCatalogue, is entered in the report, and the next product follows; so does
    what fails unforeseen, and the log says why.
    """
    report = Report()
    names = dict(Product.objects.filter(pk__in=seen).values_list("pk", "name"))
    for pk, name in sorted(names.items()):
        try:
            with transaction.atomic():
                changed = act(pk, seen[pk])
        except StaleVersion:
            words = _("Somebody else saved this product after the preview.")
        except InvalidCatalogue as refusal:
            words = " ".join(dict.fromkeys(refusal.errors.values()))
        except Exception as error:
            words = unforeseen(error, f"product {pk}")
        else:
            report.changed += changed
            report.unchanged += not changed
            continue
        report.refusals.append(Refusal(pk, name, words))
    return report


def unforeseen(error: Exception, what: str) -> str:
    """Log an error that must not leave a change of many half done without a report, and return words for the report."""
    logger.error("a change of many failed at %s", what, exc_info=error)
    words = _("It was left as it was because of a fault in the shop (%(kind)s), which its log describes.")
    return words % {"kind": type(error).__name__}


def _change_facts(product_id: int, version: int, change: FactsChange, actor: Actor, reason: str) -> bool:
    product = locked_product(product_id, version)
    written = change.applied(product)
    if not written:
        return False
    for name, (_before, after) in written.items():
        setattr(product, name, after)
    product.save(update_fields=[*written, "updated_at"])
    changes = {name: [_as_words(before), _as_words(after)] for name, (before, after) in written.items()}
    record_audit(actor=actor, action="product-changed", obj=product, changes=changes, reason=reason)
    touch_product(product)
    return True


def _archive(product_id: int, version: int, actor: Actor, reason: str) -> bool:
    if locked_product(product_id, version).is_archived:
        return False
    archiving.archive_product(product_id=product_id, actor=actor, reason=reason)
    return True


def _restore(product_id: int, version: int, actor: Actor, reason: str) -> bool:
    if not locked_product(product_id, version).is_archived:
        return False
    archiving.restore_product(product_id=product_id, actor=actor, reason=reason)
    return True


def _as_words(value: object) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)
