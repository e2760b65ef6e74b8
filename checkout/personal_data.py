"""What carts hold about people."""

from typing import Any

from django.db.models import Prefetch

from checkout.models import Cart, CartLine
from core.personal_data import PersonalData, register, register_erasure, register_export

register(
    PersonalData(
        model="checkout.Cart",
        fields=("draft", "country", "customer", "postcode", "vat_number", "gift_message"),
        purpose="To keep what was typed into the checkout until the order is placed, and an account's cart for its other "
        "devices (GDPR art. 6(1)(b)).",
        kept="Until the order is placed, or for eight days without a visit, 90 days in an account; then removed nightly "
        "with the cart.",
    ),
    PersonalData(
        model="checkout.CartLine",
        fields=("note", "gift_message"),
        purpose="To keep notes and gift words until the order is placed (GDPR art. 6(1)(b)).",
        kept="As long as the cart; taken out of it when the order is placed.",
    ),
)

CART = (
    "country",
    "postcode",
    "vat_number",
    "gift_message",
    "codes",
    "delivery_code",
    "payment_method",
    "draft",
)
LINE = ("quantity", "saved_for_later", "note", "gift_message")


def cart_data(user: Any) -> dict[str, Any]:
    """Return the open cart of an account, with all that was typed into it, for the copy of its owner's data."""
    lines = Prefetch("lines", CartLine.objects.select_related("variant__product"))
    carts = Cart.objects.filter(customer=user.pk, state=Cart.State.OPEN).prefetch_related(lines)
    return {
        "cart": [
            {name: _plain(getattr(cart, name)) for name in CART}
            | {
                "lines": [
                    {"product": line.variant.product.name}
                    | {name: _plain(getattr(line, name)) for name in LINE}
                    for line in cart.lines.all()
                ]
            }
            for cart in carts
        ]
    }


def erase_carts(user: Any) -> None:
    """Delete the open cart of an account with what was typed into it; an ordered one keeps nothing but its order's link."""
    Cart.objects.filter(customer=user.pk, state=Cart.State.OPEN).delete()
    Cart.objects.filter(customer=user.pk).update(draft={}, vat_number="", postcode="", gift_message="")


def _plain(value: Any) -> Any:
    return value if isinstance(value, (dict, list, int)) else str(value)


register_export(cart_data)
register_erasure(erase_carts)
