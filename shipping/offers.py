"""What is offered for a parcel, and why something is not: the words between the shop and its carriers."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from core.money import ZERO

# Why a method is not offered; shipping.wording has the sentence for each.
Reason = Literal[
    "no_zone",
    "postcode_needed",
    "postcode",
    "no_price",
    "weight",
    "heavy",
    "long",
    "worth_less",
    "worth_more",
    "closed",
]


@dataclass(frozen=True)
class Destination:
    country: str
    postcode: str = ""


@dataclass(frozen=True)
class DeliveryOffer:
    """One way of delivery to a country. `price` is what this cart would pay, gross EUR; `regular_price` without a gift.

    `code` tells the offer from every other: the method's own, with the key of the place behind it where there is one to collect at.
    """

    code: str
    kind: str
    name: str
    description: str
    price: Decimal
    regular_price: Decimal
    free_from: Decimal | None
    days_min: int
    days_max: int
    allows_cod: bool
    method_code: str = ""
    # First and last day, both included.
    expected: tuple[date, date] | None = None
    place: str = ""
    chargeable_grams: int = 0

    @property
    def is_free(self) -> bool:
        return self.price == ZERO

    @property
    def is_pickup(self) -> bool:
        return self.kind == "pickup"


@dataclass(frozen=True)
class Refusal:
    """A method (or, without a name, all of them) that is not offered; `limit` in EUR, grams or millimetres as the reason says."""

    reason: Reason
    name: str = ""
    limit: Decimal | None = None


@dataclass(frozen=True)
class Quotation:
    """Everything that carriers answered; `zone` is the name, for staff, of the zone that was found."""

    offers: tuple[DeliveryOffer, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    zone: str = field(default="")
