"""Where an order stands, in words for its buyer: the one place that turns states into sentences."""

from dataclasses import dataclass
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from orders.models import Order, Payment
from orders.selectors import OrderPage
from pricing.formats import format_money

Status = Order.Status
State = Payment.State
Mark = Literal["check", "clock", "close"]


@dataclass(frozen=True)
class Situation:
    """`waiting` says that the page changes by itself soon, when the provider has reported."""

    name: str
    mark: Mark
    title: str
    lead: str
    waiting: bool = False

    @property
    def mark_kind(self) -> str:
        return {"check": "", "clock": "waiting", "close": "stopped"}[self.mark]


def situation(page: OrderPage, *, returned: bool) -> Situation:
    """Return the truth about the order now; `returned` is a shopper who just came back from paying."""
    if page.order.status == Status.NEW:
        return _unpaid(page, returned=returned)
    return _SETTLED[Status(page.order.status)](page)


def _unpaid(page: OrderPage, *, returned: bool) -> Situation:
    payment = page.open_payment
    if page.order.needs_review and page.transfer_in_part:
        words = {"received": format_money(page.received), "due": format_money(page.due)}
        return Situation(
            "part",
            "clock",
            _("A part of your transfer is here"),
            _("%(received)s of it has reached us, %(due)s is still missing. The goods are kept for you.")
            % words,
        )
    if page.order.needs_review:
        return Situation(
            "review",
            "clock",
            _("We are checking your payment"),
            _(
                "Something about the payment needs a person to look at it. We will write to you; please do not pay again."
            ),
        )
    if payment and payment.state == State.PROCESSING:
        return Situation(
            "processing",
            "clock",
            _("Your payment is under way"),
            _(
                "Your bank has not confirmed it yet. The goods are kept for you, and we write to you once it is decided."
            ),
            waiting=True,
        )
    if payment and payment.state == State.STARTED and returned:
        return Situation(
            "confirming",
            "clock",
            _("We are waiting for the confirmation of your payment"),
            _("It usually takes a few seconds. This page shows it as soon as it is here."),
            waiting=True,
        )
    if (
        page.last_payment
        and page.last_payment.failure_code
        and not (payment and payment.state == State.CREATED)
    ):
        return Situation(
            "refused",
            "close",
            _("The payment did not go through"),
            _(
                "Nothing was charged. The goods are kept for you for a while: try again or choose another way to pay."
            ),
        )
    if page.order.payment_method == Order.PaymentMethod.TRANSFER:
        return Situation("transfer", "clock", _("Your order is waiting for your transfer"), _until(page))
    return Situation(
        "waiting",
        "clock",
        _("Your order is waiting for payment"),
        _("No payment has reached us yet. The goods are kept for you for a while."),
    )


def _until(page: OrderPage) -> str:
    """Say until when the goods are kept; without an end while a payment is looked at."""
    until = page.order.hold_expires_at
    if until is None:
        return _("The goods are kept for you.")
    words = {"date": date_format(timezone.localtime(until), "j F Y")}
    return (
        _("The goods are kept for you until the end of %(date)s; please send the money before that.") % words
    )


def _paid(page: OrderPage) -> Situation:
    if page.refunded:
        return Situation(
            "paid",
            "check",
            _("Thank you, your order is paid"),
            _("%(amount)s of it went back to you.") % {"amount": format_money(page.refunded)},
        )
    return Situation(
        "paid",
        "check",
        _("Thank you, your order is paid"),
        _("We are preparing it and write to you when it is ready to collect.")
        if page.order.is_collected
        else _("We are preparing it and write to you when it is sent."),
    )


def _accepted(page: OrderPage) -> Situation:
    lead = (
        _("You pay %(amount)s in cash when you collect the order. We write to you when it is ready.")
        if page.order.is_collected
        else _("You pay %(amount)s in cash when the parcel arrives.")
    )
    words = {"amount": format_money(page.order.total_gross)}
    return Situation("accepted", "check", _("Thank you, your order is in"), lead % words)


def _partly_sent(page: OrderPage) -> Situation:
    if page.order.is_collected:
        title = _("Part of your order is ready to collect")
        return Situation("partly", "check", title, _("We write to you when the rest is ready."))
    return Situation(
        "partly", "check", _("Part of your order is on its way"), _("The rest follows in another parcel.")
    )


def _sent(page: OrderPage) -> Situation:
    if page.order.is_collected:
        return Situation("sent", "check", _("Your order is ready to collect"), page.order.pickup_place)
    return Situation("sent", "check", _("Your order is on its way"), _("We hope that you enjoy it."))


def _returned(page: OrderPage) -> Situation:
    return Situation("returned", "close", _("Your order came back to us"), _money_back(page))


def _canceled(page: OrderPage) -> Situation:
    return Situation("canceled", "close", _("Your order is cancelled"), _money_back(page))


def _expired(page: OrderPage) -> Situation:
    if page.refunded or page.refund_under_way:
        lead = _money_back(page)
    elif page.order.payment_method == Order.PaymentMethod.TRANSFER:
        lead = _(
            "No transfer has reached us in time, and the goods are on sale again. If your money is on its way, you get the "
            "goods if we still have them, or all of it back."
        )
    else:
        lead = _("Nothing was charged, and the goods are on sale again.")
    return Situation("expired", "close", _("The time to pay is over"), lead)


def _refunded(page: OrderPage) -> Situation:
    return Situation("refunded", "close", _("Your order is refunded"), _money_back(page))


def _money_back(page: OrderPage) -> str:
    if page.refund_under_way:
        return _("%(amount)s is on its way back to you.") % {"amount": format_money(page.refund_under_way)}
    if page.refunded:
        return _("%(amount)s went back to you.") % {"amount": format_money(page.refunded)}
    return _("Nothing is to be paid.")


_SETTLED = {
    Status.PAID: _paid,
    Status.ACCEPTED: _accepted,
    Status.PARTLY_FULFILLED: _partly_sent,
    Status.FULFILLED: _sent,
    Status.RETURNED: _returned,
    Status.CANCELED: _canceled,
    Status.EXPIRED: _expired,
    Status.REFUNDED: _refunded,
}
