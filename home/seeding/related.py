"""Products that show each other."""

from home.seeding.data import DemoDataError, load, products
from home.seeding.shop import ACTOR, DemoShop
from products.models import Product, Variant
from products.services.relations import set_relations


def relate_products(shop: DemoShop) -> None:
    """Pick related products where none were picked; a merchant's own choice is left alone."""
    first_skus = {data["key"]: data["variants"][0]["sku"] for data in products()}
    found = Variant.objects.filter(sku__in=first_skus.values()).select_related("product")
    by_sku = {variant.sku: variant.product for variant in found}
    for key, rows in load("related").items():
        product = _product(key, first_skus, by_sku)
        if product.relations.exists():
            continue
        set_relations(
            product_id=product.pk,
            version=product.version,
            cross_sell=[_product(other, first_skus, by_sku).pk for other in rows["goes_with"]],
            up_sell=[_product(other, first_skus, by_sku).pk for other in rows.get("better", ())],
            actor=ACTOR,
        )
        shop.made["related products"] += 1


def _product(key: str, first_skus: dict[str, str], by_sku: dict[str | None, Product]) -> Product:
    if first_skus.get(key) not in by_sku:
        raise DemoDataError(f"related.yaml names {key!r}, which is no product.")
    return by_sku[first_skus[key]]
