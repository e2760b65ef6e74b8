"""What an order will be, before it is one: frozen, filled in by the checkout, which orders never sees."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.money import ZERO


@dataclass(frozen=True)
class Contact:
    email: str
    phone: str
    name: str
    address_line1: str
    address_line2: str
    city: str
    postcode: str
    country: str
    note: str = ""
    region: str = ""
    # Who ordered, where the parcel goes to somebody else.
    buyer_name: str = ""
    is_gift: bool = False
    gift_message: str = ""


@dataclass(frozen=True)
class Company:
    """Who the invoice is for, and what VIES said of its number."""

    name: str
    number: str = ""
    vat_number: str = ""
    address: str = ""
    person: str = ""
    vat_check: dict[str, Any] = field(default_factory=dict)
    vat_check_reference: str = ""


@dataclass(frozen=True)
class DraftLine:
    """Sums in EUR; `gross` = unit_gross * quantity - discount_gross - vat_removed and net + vat = gross."""

    kind: str
    title: str
    quantity: int
    vat_class: str
    vat_rate: Decimal
    unit_gross: Decimal
    regular_unit_gross: Decimal
    discount_gross: Decimal
    gross: Decimal
    net: Decimal
    vat: Decimal
    variant_id: int | None = None
    variant_label: str = ""
    sku: str = ""
    weight_grams: int = 0
    image_id: int | None = None
    vat_removed: Decimal = ZERO
    note: str = ""
    is_gift: bool = False
    gift_message: str = ""
    # The promotion (its public id) that gives it for nothing.
    given_by: uuid.UUID | None = None


@dataclass(frozen=True)
class DraftDiscount:
    """What a promotion takes off, gross EUR; all of them together are the order's `discount_gross`."""

    promotion: uuid.UUID
    name: str
    code: str
    gross: Decimal


@dataclass(frozen=True)
class DraftVat:
    rate: Decimal
    gross: Decimal
    net: Decimal
    vat: Decimal


@dataclass(frozen=True)
class OrderDraft:
    """Everything that is copied onto the order; the database checks the sums again by constraint."""

    cart_reference: uuid.UUID
    language: str
    contact: Contact
    lines: tuple[DraftLine, ...]
    vat_rows: tuple[DraftVat, ...]
    vat_treatment: str
    vat_country: str
    goods_gross: Decimal
    delivery_gross: Decimal
    fee_gross: Decimal
    discount_gross: Decimal
    total_net: Decimal
    total_vat: Decimal
    total_gross: Decimal
    delivery_code: str
    delivery_name: str
    delivery_days: tuple[int, int]
    payment_method: str
    terms_version: str
    terms_accepted_at: datetime
    customer_id: int | None = None
    currency: str = field(default="EUR")
    vat_removed: Decimal = ZERO
    vat_ground: str = ""
    company: Company | None = None
    discounts: tuple[DraftDiscount, ...] = ()
    expected: tuple[date, date] | None = None
    pickup_place: str = ""

    def quantities(self) -> dict[int, int]:
        """Return how many of each variant the goods lines need."""
        wanted: dict[int, int] = {}
        for line in self.lines:
            if line.kind == "goods" and line.variant_id is not None:
                wanted[line.variant_id] = wanted.get(line.variant_id, 0) + line.quantity
        return wanted
