"""Old carts go, and what was typed into them."""

from django.utils import timezone

from checkout.limits import CART_LIFETIME
from checkout.models import Cart


def delete_old_carts() -> int:
    """Delete carts untouched for longer than their cookie lives; return how many. Orders are not touched."""
    _total, by_model = Cart.objects.filter(updated_at__lt=timezone.now() - CART_LIFETIME).delete()
    return by_model.get("checkout.Cart", 0)
