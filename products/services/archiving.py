"""Taking products out of sale and putting them back: nothing of them is ever deleted."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit import record_audit
from products.models import Product
from products.services.versions import touch_product


@transaction.atomic
def archive_product(*, product_id: int, actor: Actor, reason: str = "") -> None:
    """Take a product out of sale; its pages, prices, stock and history stay."""
    _set_archived(product_id, timezone.now(), "product-archived", actor, reason)


@transaction.atomic
def restore_product(*, product_id: int, actor: Actor, reason: str = "") -> None:
    """Put an archived product back on sale."""
    _set_archived(product_id, None, "product-restored", actor, reason)


def _set_archived(product_id: int, moment: datetime | None, action: str, actor: Actor, reason: str) -> None:
    product = Product.objects.select_for_update(no_key=True).get(pk=product_id)
    if product.is_archived == (moment is not None):
        return
    product.archived_at = moment
    product.save(update_fields=["archived_at", "updated_at"])
    record_audit(actor=actor, action=action, obj=product, changes={}, reason=reason)
    touch_product(product)
