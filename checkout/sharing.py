"""A link to the goods of a cart, and to nothing else: no person, no code, no words. The link is the whole memory (ADR 32).

A mail to somebody who left a cart behind carries the same link: it restores the goods when the cart itself is long gone.
"""

from collections.abc import Iterable

from checkout.limits import MOST, MOST_LINES, SHARE_LIFETIME
from checkout.selectors import CartItem
from core.signing import LinkInvalid, read_link, sign_link

_PURPOSE = "cart-goods"


def goods_token(goods: Iterable[tuple[int, int]]) -> str:
    """Return a signed token of these (variant id, quantity), good for 30 days and at home in a URL path."""
    return sign_link(_PURPOSE, ".".join(f"{variant_id}x{quantity}" for variant_id, quantity in goods))


def token_of(items: Iterable[CartItem]) -> str:
    """Return the token of a cart's lines."""
    return goods_token((item.variant_id, item.quantity) for item in items)


def goods_of(token: str) -> dict[int, int]:
    """Return the quantity by variant id; raises LinkExpired or LinkInvalid (core.signing)."""
    value = read_link(_PURPOSE, token, int(SHARE_LIFETIME.total_seconds()))
    goods: dict[int, int] = {}
    for part in value.split(".")[:MOST_LINES]:
        variant_id, _x, quantity = part.partition("x")
        if not (variant_id.isdigit() and quantity.isdigit()):
            raise LinkInvalid
        goods[int(variant_id)] = max(1, min(MOST, int(quantity)))
    return goods
