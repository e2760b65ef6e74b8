"""The history of an order as its buyer may see it: no codes, no names of staff, no mails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from orders.models import Order, OrderEvent
from orders.selectors import OrderPage
from pricing.formats import format_money

Kind = OrderEvent.Kind
Method = Order.PaymentMethod
Status = Order.Status


@dataclass(frozen=True)
class Moment:
    """Something that happened, or, without a time, that is still to come."""

    title: str
    at: datetime | None = None
    note: str = ""
    link: str = ""
    stopped: bool = False


def timeline(page: OrderPage) -> list[Moment]:
    """Return what happened, oldest first, and then what is to come."""
    told = [moment for event in page.events if (moment := _tell(event, page.order))]
    return told + _ahead(page.order)


def _tell(event: OrderEvent, order: Order) -> Moment | None:
    if event.kind == Kind.STATUS_CHANGED:
        title = _CLOSED.get(event.to_status)
        return Moment(title(), event.at, stopped=True) if title else None
    if event.kind == Kind.SHIPPED and order.is_collected:
        return Moment(_("Ready to collect"), event.at)
    words = _WORDS.get(Kind(event.kind))
    return words(event) if words else None


def _ahead(order: Order) -> list[Moment]:
    to_pay = Moment(_("Payment"))
    to_send = Moment(_("Ready to collect") if order.is_collected else _("Sent to you"))
    if order.status == Status.NEW:
        return [to_pay, to_send]
    if order.status in (Status.PAID, Status.ACCEPTED):
        return [to_send]
    if order.status == Status.PARTLY_FULFILLED:
        return [Moment(_("The rest is ready") if order.is_collected else _("The rest is sent to you"))]
    return []


def _money(data: dict[str, Any]) -> str:
    return format_money(Decimal(data["amount"]))


def _parcel(event: OrderEvent) -> Moment:
    data = event.data
    note = " ".join(part for part in (data.get("carrier", ""), data.get("tracking_number", "")) if part)
    return Moment(_("Parcel sent"), event.at, note=note, link=data.get("tracking_url", ""))


# Functions, because the words are chosen in the language of whoever reads.
_CLOSED: dict[str, Callable[[], str]] = {
    Status.CANCELED: lambda: _("Order cancelled"),
    Status.EXPIRED: lambda: _("The time to pay is over"),
    Status.RETURNED: lambda: _("The parcel came back"),
}
_METHODS: dict[str, Callable[[], str]] = {
    Method.CARD: lambda: _("You chose to pay by card"),
    Method.CASH_ON_DELIVERY: lambda: _("You chose to pay in cash on delivery"),
    Method.TRANSFER: lambda: _("You chose to pay by bank transfer"),
}
_WORDS: dict[Kind, Callable[[OrderEvent], Moment]] = {
    Kind.PLACED: lambda e: Moment(_("Order received"), e.at),
    Kind.PAYMENT_PENDING: lambda e: Moment(_("Payment under way"), e.at, note=_money(e.data)),
    Kind.PAYMENT_FAILED: lambda e: Moment(_("The payment did not go through"), e.at, stopped=True),
    Kind.PAYMENT_RECEIVED: lambda e: Moment(_("Payment received"), e.at, note=_money(e.data)),
    Kind.METHOD_CHANGED: lambda e: Moment(_METHODS[e.data["after"]](), e.at),
    Kind.STOCK_SHORT: lambda e: Moment(_("The goods are sold out meanwhile"), e.at, stopped=True),
    Kind.SHIPPED: _parcel,
    Kind.REFUND_REQUESTED: lambda e: Moment(_("Refund asked for"), e.at, note=_money(e.data)),
    Kind.REFUND_SUCCEEDED: lambda e: Moment(_("Refund done"), e.at, note=_money(e.data)),
}
