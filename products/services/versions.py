"""Who was faster: every writer of a product locks it at the version it was shown, and raises that version."""

from products.models import Product
from products.services.listing import refresh_products
from products.services.specs import StaleVersion


def locked_product(product_id: int, version: int) -> Product:
    """Lock the product for the rest of the transaction; raises StaleVersion when it is not at this version."""
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if product.version != version:
        raise StaleVersion
    return product


def touch_product(product: Product) -> int:
    """Raise the version of a locked product, refresh its listing and return the new version."""
    product.version += 1
    product.save(update_fields=["version", "updated_at"])
    refresh_products([product.pk])
    return product.version
