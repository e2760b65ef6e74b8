"""What staff picked to be shown with a product."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from products.models import Product, ProductRelation
from products.services.specs import InvalidCatalogue
from products.services.versions import locked_product

Kind = ProductRelation.Kind
# Of each kind; a page shows four.
MOST = 12


@transaction.atomic
def set_relations(
    *, product_id: int, version: int, cross_sell: Sequence[int], up_sell: Sequence[int], actor: Actor
) -> int:
    """Replace what is shown with a product by these products, in this order, and return its new version.

    Nothing is written where nothing differs. Raises StaleVersion, or InvalidCatalogue (keys "cross_sell" and "up_sell")
    for the product itself, one that stands twice, is archived or unknown, or too many; then nothing is changed.
    """
    product = locked_product(product_id, version)
    wanted = {Kind.CROSS_SELL: list(cross_sell), Kind.UP_SELL: list(up_sell)}
    others = {found.pk: found for found in Product.objects.filter(pk__in=[*cross_sell, *up_sell])}
    before = _relations(product)
    _refuse_nonsense(product, wanted, others, known={pk for ids in before.values() for pk in ids})
    if before == wanted:
        return product.version
    product.relations.all().delete()
    ProductRelation.objects.bulk_create(
        ProductRelation(product=product, related_id=pk, kind=kind, position=position)
        for kind, ids in wanted.items()
        for position, pk in enumerate(ids)
    )
    names = dict(
        Product.objects.filter(pk__in=[*before[Kind.CROSS_SELL], *before[Kind.UP_SELL]]).values_list(
            "pk", "name"
        )
    )
    names |= {pk: other.name for pk, other in others.items()}
    changes = {
        field: [", ".join(names[pk] for pk in before[kind]), ", ".join(names[pk] for pk in wanted[kind])]
        for field, kind in (("cross_sell", Kind.CROSS_SELL), ("up_sell", Kind.UP_SELL))
        if before[kind] != wanted[kind]
    }
    record_audit(actor=actor, action="relations-changed", obj=product, changes=changes)
    # No list shows them, so the listing has nothing to refresh.
    product.version += 1
    product.save(update_fields=["version", "updated_at"])
    return product.version


def _relations(product: Product) -> dict[Kind, list[int]]:
    found: dict[Kind, list[int]] = {Kind.CROSS_SELL: [], Kind.UP_SELL: []}
    for kind, pk in product.relations.order_by("position", "pk").values_list("kind", "related_id"):
        found[Kind(kind)].append(pk)
    return found


def _refuse_nonsense(
    product: Product, wanted: dict[Kind, list[int]], others: dict[int, Product], *, known: set[int]
) -> None:
    """Raise InvalidCatalogue; what was archived after it had been picked may stay, because it is not shown anyway."""
    errors: dict[tuple[int | None, str], str] = {}
    seen: set[int] = set()
    for field, ids in (("cross_sell", wanted[Kind.CROSS_SELL]), ("up_sell", wanted[Kind.UP_SELL])):
        for pk in ids:
            words = _problem(product, pk, others.get(pk), seen, known)
            seen.add(pk)
            if words:
                errors.setdefault((None, field), words)
        if len(ids) > MOST:
            errors.setdefault((None, field), _("At most %(most)d products.") % {"most": MOST})
    if errors:
        raise InvalidCatalogue(errors)


def _problem(product: Product, pk: int, other: Product | None, seen: set[int], known: set[int]) -> str:
    if other is None:
        return _("This product does not exist any more.")
    if pk == product.pk:
        return _("A product cannot be shown with itself.")
    if pk in seen:
        return _("“%(name)s” stands here twice.") % {"name": other.name}
    if other.is_archived and pk not in known:
        return _("“%(name)s” is archived.") % {"name": other.name}
    return ""
