"""What a change of many products is worked out from."""

from collections.abc import Iterable

from django.db.models import Prefetch

from products.models import OptionValue, Variant


def variants_for_change(product_ids: Iterable[int]) -> list[Variant]:
    """Return the variants in force of these products, by product name, with product, stock and values: two queries."""
    values = Prefetch("values", OptionValue.objects.select_related("option"))
    return list(
        Variant.objects.filter(product__in=list(product_ids), archived_at__isnull=True)
        .select_related("product", "stock")
        .prefetch_related(values)
        .order_by("product__name", "product_id", "position", "pk")
    )
