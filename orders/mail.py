"""The mails about an order: one function per mail, one mail per occasion (docs/flows.md has the table).

Each writes a row of the outbox in the transaction of what it tells about, and an entry in the order's history.
"""

import logging
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.mail import enqueue_mail, note_mail
from core.mail_writing import writes
from core.models import OutgoingMail, default_shop
from legal_pages.models import LegalKind
from legal_pages.selectors import version_in_force, version_labelled
from legal_pages.texts import EnclosedText, enclosed
from orders import events
from orders.links import order_url
from orders.models import Order, Payment, Refund, Shipment
from orders.selectors import legal_url, read_order_page

logger = logging.getLogger(__name__)

ORDER_RECEIVED = "order-received"
PAYMENT_WAITING = "payment-waiting"
PAYMENT_FAILED = "payment-failed"
PAID = "paid"
SHIPPED = "shipped"
CANCELLED = "cancelled"
REFUNDED = "refunded"
LATE_PAYMENT = "late-payment"
ORDER_LINK = "order-link"


def order_received(order: Order) -> None:
    """The contract: goods, sums, VAT, address, and the legal texts themselves, which a link would not preserve.

    Written after commit, because the shopper waits for the order and not for its mail; the order is frozen, and so are the
    versions of the legal texts.
    """
    event_key = f"{ORDER_RECEIVED}:{order.public_id}"
    if OutgoingMail.objects.filter(event_key=event_key).exists():
        return
    mail = note_mail(
        kind=ORDER_RECEIVED,
        event_key=event_key,
        reference=str(order.number),
        recipient=order.email,
        language=order.language,
    )
    events.mail_queued(order, kind=ORDER_RECEIVED, mail_id=str(mail.public_id))


@writes(ORDER_RECEIVED)
def _order_received(mail: OutgoingMail) -> tuple[str, dict[str, Any]]:
    order = Order.objects.get(number=int(mail.reference))
    return "order_received", {
        "order": order,
        "page": read_order_page(order),
        "order_url": order_url(order),
        "terms_url": legal_url(LegalKind.TERMS, order.language),
        "returns_url": legal_url(LegalKind.RETURNS, order.language),
        "enclosed": _enclosed_texts(order),
    }


def payment_waiting(order: Order) -> None:
    """Once, when a card order was left unpaid: the link back."""
    _write(order, PAYMENT_WAITING, key=str(order.public_id), template="payment_waiting")


def payment_failed(order: Order, payment: Payment) -> None:
    """A payment that was under way failed after the shopper had left."""
    _write(order, PAYMENT_FAILED, key=str(payment.public_id), template="payment_failed", payment=payment)


def paid(order: Order, payment: Payment) -> None:
    """The money is here: by card, or in cash at the door."""
    _write(order, PAID, key=str(payment.public_id), template="paid", payment=payment)


def shipped(order: Order, shipment: Shipment) -> None:
    """A parcel left."""
    context = {"shipment": shipment, "parcel": list(shipment.lines.select_related("line"))}
    _write(order, SHIPPED, key=str(shipment.public_id), template="shipped", **context)


def cancelled(order: Order, *, reason: str, due_back: Decimal) -> None:
    """The order, or the rest of it, is cancelled; `due_back` is EUR that goes back."""
    _write(order, CANCELLED, key=str(order.public_id), template="cancelled", reason=reason, due_back=due_back)


def refunded(order: Order, refund: Refund) -> None:
    """Money went back."""
    _write(order, REFUNDED, key=str(refund.public_id), template="refunded", refund=refund)


def late_payment(order: Order, payment: Payment) -> None:
    """Money came too late and goes back by itself."""
    _write(order, LATE_PAYMENT, key=str(payment.public_id), template="late_payment", payment=payment)


def order_link(order: Order, *, key: str) -> None:
    """The link, asked for again; `key` tells one request from the next."""
    _write(order, ORDER_LINK, key=key, template="order_link")


def staff_notice(kind: str, *, key: str, order: Order | None = None, detail: str = "") -> None:
    """Tell staff that money needs a person to look; the mark on the order and its history say so as well."""
    shop = default_shop()
    recipient = shop.staff_email or shop.email
    if not recipient:
        logger.error("nobody is set to get the notice %s %s", kind, key)
        return
    enqueue_mail(
        kind=f"staff-{kind}",
        event_key=f"staff-{kind}:{key}"[:120],
        reference=str(order.number) if order else "",
        recipient=recipient,
        language=settings.LANGUAGE_CODE,
        template="staff_notice",
        context={
            "kind": kind,
            "order": order,
            "detail": detail,
            "desk_url": f"{settings.SITE_URL}/{settings.ADMIN_PATH}/orders/{order.pk}/" if order else "",
        },
    )


def _enclosed_texts(order: Order) -> list[EnclosedText]:
    """The terms that were accepted and how to withdraw, on a durable medium (Directive 2011/83/EU, Art. 8(7))."""
    accepted_on = timezone.localdate(order.terms_accepted_at)
    found = (
        version_labelled(order.terms_version),
        version_in_force(LegalKind.RETURNS, order.language, accepted_on),
    )
    return [enclosed(version, site_url=settings.SITE_URL) for version in found if version]


def _write(order: Order, kind: str, *, key: str, template: str, **context: Any) -> None:
    event_key = f"{kind}:{key}"
    if OutgoingMail.objects.filter(event_key=event_key).exists():
        return
    mail = enqueue_mail(
        kind=kind,
        event_key=event_key,
        reference=str(order.number),
        recipient=order.email,
        language=order.language,
        template=template,
        context={"order": order, "page": read_order_page(order), "order_url": order_url(order), **context},
    )
    events.mail_queued(order, kind=kind, mail_id=str(mail.public_id))
