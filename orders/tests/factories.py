"""Orders to test with, made through the service that makes all orders.

order = make_order((make_sellable(price="12.90"), 2))            # by card, waiting for payment
order = make_order((mug, 1), payment_method="cod")               # accepted, cash at the door
"""

import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import SHOPPER
from core.money import ZERO
from orders.drafts import Contact, DraftLine, DraftVat, OrderDraft
from orders.models import Order
from orders.services.placing import create_order
from products.models import Variant
from taxes.arithmetic import TaxedPrice, split_vat

RATE = Decimal("20.00")


def make_contact(**changed: str) -> Contact:
    values = {
        "email": "ana@example.com",
        "phone": "+359888123456",
        "name": "Ана Петрова",
        "address_line1": "ул. Шипка 6",
        "address_line2": "",
        "city": "София",
        "postcode": "1504",
        "country": "BG",
        "note": "",
    }
    return Contact(**(values | changed))


def make_draft(
    *wanted: tuple[Variant, int],
    delivery: str = "5.90",
    fee: str = "0.00",
    contact: Contact | None = None,
    **changed: Any,
) -> OrderDraft:
    """Return a draft at 20 % VAT; `delivery` and `fee` are gross EUR."""
    units = [("goods", variant, quantity, variant.price) for variant, quantity in wanted]
    units += [
        (kind, None, 1, Decimal(sum_))
        for kind, sum_ in (("delivery", delivery), ("fee", fee))
        if Decimal(sum_)
    ]
    prices = split_vat([unit * quantity for _kind, _variant, quantity, unit in units], RATE)
    lines = tuple(_line(*unit, price) for unit, price in zip(units, prices, strict=True))
    goods = sum((line.gross for line in lines if line.kind == "goods"), start=ZERO)
    gross, net, vat = (
        sum((getattr(p, name) for p in prices), start=ZERO) for name in ("gross", "net", "vat")
    )
    values: dict[str, Any] = {
        "cart_reference": uuid.uuid4(),
        "language": "bg",
        "contact": contact or make_contact(),
        "lines": lines,
        "vat_rows": (DraftVat(rate=RATE, gross=gross, net=net, vat=vat),),
        "vat_treatment": "charged",
        "vat_country": "BG",
        "goods_gross": goods,
        "delivery_gross": Decimal(delivery),
        "fee_gross": Decimal(fee),
        "discount_gross": ZERO,
        "total_net": net,
        "total_vat": vat,
        "total_gross": gross,
        "delivery_code": "door",
        "delivery_name": "Куриер до врата",
        "delivery_days": (1, 2),
        "payment_method": "card",
        "terms_version": "terms-bg-1",
        "terms_accepted_at": timezone.now(),
    }
    return OrderDraft(**(values | changed))


def make_order(*wanted: tuple[Variant, int], **changed: Any) -> Order:
    """Place an order for these variants and quantities."""
    with transaction.atomic():
        return create_order(make_draft(*wanted, **changed), actor=SHOPPER)


def _line(kind: str, variant: Variant | None, quantity: int, unit: Decimal, price: TaxedPrice) -> DraftLine:
    return DraftLine(
        kind=kind,
        title=str(variant.product.name) if variant else kind.capitalize(),
        quantity=quantity,
        vat_class="standard",
        vat_rate=RATE,
        unit_gross=unit,
        regular_unit_gross=unit,
        discount_gross=ZERO,
        gross=price.gross,
        net=price.net,
        vat=price.vat,
        variant_id=variant.pk if variant else None,
        sku=(variant.sku or "") if variant else "",
        weight_grams=variant.weight_grams if variant else 0,
    )
