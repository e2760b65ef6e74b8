"""Old carts go, and what was typed into them."""

from django.db.models import Q
from django.utils import timezone

from checkout.limits import CART_LIFETIME, CUSTOMER_CART_LIFETIME, MUTATION_LIFETIME
from checkout.models import Cart, CartMutation


def delete_old_carts() -> int:
    """Delete carts that nobody touched for their time, with their lines and keys; return how many. Orders are not touched.

    A guest's cart waits as long as its cookie, 8 days, and so does what is left of one that was ordered; the open cart of an
    account waits 90 days (ADR 32). Keys of changes are forgotten after 8 days, whatever the cart does.
    """
    now = timezone.now()
    of_an_account = Q(customer__isnull=False, state=Cart.State.OPEN)
    stale = Q(updated_at__lt=now - CART_LIFETIME) & ~of_an_account
    stale |= Q(updated_at__lt=now - CUSTOMER_CART_LIFETIME) & of_an_account
    _total, by_model = Cart.objects.filter(stale).delete()
    CartMutation.objects.filter(made_at__lt=now - MUTATION_LIFETIME).delete()
    return by_model.get("checkout.Cart", 0)
