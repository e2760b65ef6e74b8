"""From a frozen draft to an order, inside the transaction of whoever has the cart (DESIGN flow (c))."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from core.actors import Actor
from core.correlation import current_id
from core.models import default_shop
from core.transactions import require_transaction
from orders import events, locks, mail
from orders.drafts import Company, OrderDraft
from orders.errors import MethodUnavailable
from orders.lifecycle import transition
from orders.models import Order, OrderDiscount, OrderLine, OrderVat
from orders.services.attempts import new_payment
from orders.services.holds import hold_until
from orders.transfer import transfer_available
from payments.gateways import card_available
from products.services import stock

Method = Order.PaymentMethod
Status = Order.Status


def create_order(draft: OrderDraft, *, actor: Actor) -> Order:
    """Make the order, hold its stock and write down its first payment, all in the open transaction.

    A card order waits (NEW) and is held for 45 minutes: call start_payment() after commit. A transfer waits until its
    deadline. Cash on delivery is ACCEPTED and kept at once; an order that costs nothing is PAID. Raises OutOfStock naming
    what is short, MethodUnavailable, and IntegrityError when the cart has an order already.
    """
    require_transaction("create_order")
    waits = draft.total_gross > 0 and draft.payment_method in (Method.CARD, Method.TRANSFER)
    until = _hold_until(draft.payment_method) if waits else None
    order = locks.mark_locked(_write(draft, hold_expires_at=until))
    events.placed(order, actor=actor)
    stock.hold(
        reference=order.public_id,
        quantities=draft.quantities(),
        expires_at=order.hold_expires_at,
        keep=not waits,
        actor=actor,
    )
    if draft.total_gross > 0:
        new_payment(order, method=order.payment_method)
    if not waits:
        transition(order, Status.ACCEPTED if draft.total_gross > 0 else Status.PAID, actor=actor)
    if not waits or draft.payment_method == Method.TRANSFER:
        mail.order_received(order)
    return order


def _hold_until(method: str) -> datetime:
    offered = transfer_available(default_shop()) if method == Method.TRANSFER else card_available()
    if not offered:
        raise MethodUnavailable
    return hold_until(method, timezone.now())


def _write(draft: OrderDraft, *, hold_expires_at: datetime | None) -> Order:
    contact = draft.contact
    order = Order.objects.create(
        number=_next_number(),
        cart_reference=draft.cart_reference,
        language=draft.language,
        currency=draft.currency,
        customer_id=draft.customer_id,
        email=contact.email,
        phone=contact.phone,
        name=contact.name,
        address_line1=contact.address_line1,
        address_line2=contact.address_line2,
        city=contact.city,
        postcode=contact.postcode,
        country=contact.country,
        note=contact.note,
        region=contact.region,
        buyer_name=contact.buyer_name,
        is_gift=contact.is_gift,
        gift_message=contact.gift_message,
        **_company(draft.company),
        delivery_code=draft.delivery_code,
        delivery_name=draft.delivery_name,
        delivery_days_min=draft.delivery_days[0],
        delivery_days_max=draft.delivery_days[1],
        expected_from=draft.expected[0] if draft.expected else None,
        expected_until=draft.expected[1] if draft.expected else None,
        pickup_place=draft.pickup_place,
        payment_method=draft.payment_method,
        terms_version=draft.terms_version,
        terms_accepted_at=draft.terms_accepted_at,
        vat_treatment=draft.vat_treatment,
        vat_country=draft.vat_country,
        vat_ground=draft.vat_ground,
        goods_gross=draft.goods_gross,
        delivery_gross=draft.delivery_gross,
        fee_gross=draft.fee_gross,
        discount_gross=draft.discount_gross,
        vat_removed=draft.vat_removed,
        total_net=draft.total_net,
        total_vat=draft.total_vat,
        total_gross=draft.total_gross,
        hold_expires_at=hold_expires_at,
        correlation_id=current_id(),
    )
    OrderLine.objects.bulk_create(
        OrderLine(order=order, position=position, **vars(line))
        for position, line in enumerate(draft.lines, start=1)
    )
    OrderVat.objects.bulk_create(OrderVat(order=order, **vars(row)) for row in draft.vat_rows)
    OrderDiscount.objects.bulk_create(
        OrderDiscount(order=order, position=position, **vars(discount))
        for position, discount in enumerate(draft.discounts, start=1)
    )
    return order


def _company(company: Company | None) -> dict[str, Any]:
    """Return the company of an invoice as the order's columns; nothing for a consumer."""
    if company is None:
        return {}
    return {
        "company_name": company.name,
        "company_number": company.number,
        "company_vat_number": company.vat_number,
        "company_address": company.address,
        "company_person": company.person,
        "vat_check": company.vat_check,
        "vat_check_reference": company.vat_check_reference,
    }


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_order_number_seq')")
        return int(cursor.fetchone()[0])
