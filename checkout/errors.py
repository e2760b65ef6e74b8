"""Why a cart cannot be changed or ordered. The views turn these into words (checkout/wording.py)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

ChangeKind = Literal["price", "short", "sold_out", "withdrawn", "lines", "sums", "terms", "vat_number"]


@dataclass(frozen=True)
class Change:
    """Something that is no longer as the shopper last saw it. Prices are gross EUR of one."""

    kind: ChangeKind
    variant_id: int | None = None
    title: str = ""
    before: Decimal | None = None
    after: Decimal | None = None
    wanted: int = 0
    available: int = 0


class CheckoutRefused(Exception):
    """Base of all refusals here: nothing was changed."""


class QuantityRefused(CheckoutRefused):
    """More than there is, or not from 1 to 999. `available` is what the line could hold at the most."""

    def __init__(self, *, title: str, wanted: int, available: int, in_cart: int) -> None:
        super().__init__(f"{wanted} wanted, {available} available")
        self.title = title
        self.wanted = wanted
        self.available = available
        self.in_cart = in_cart


class NotSold(CheckoutRefused):
    """The variant does not exist, or is not sold at present."""


class CartFull(CheckoutRefused):
    """The cart holds as many different things as one payment can list."""


class CartClosed(CheckoutRefused):
    """The cart has become an order, or is gone."""


class CartEmpty(CheckoutRefused):
    """There is nothing in the cart that could be ordered."""


class DeliveryRefused(CheckoutRefused):
    """The chosen way of delivery is not offered to that country."""


class PaymentRefused(CheckoutRefused):
    """The chosen way to pay is not offered for this order."""


class CartChanged(CheckoutRefused):
    """What would be charged is not what the shopper saw; `quote` is the present one."""

    def __init__(self, changes: tuple[Change, ...], quote) -> None:
        super().__init__(", ".join(change.kind for change in changes))
        self.changes = changes
        self.quote = quote
