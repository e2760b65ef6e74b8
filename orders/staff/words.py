"""The desk's words and colours for what the tables call by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from orders import mail
from orders.models import Order, Payment
from payments.gateways.names import CASH, STRIPE, TRANSFER
from products.restock_mail import RESTOCK

Status = Order.Status

# todo: somebody has to act; wait: somebody else has to; done: went well; quiet: over.
TONES: dict[Status, str] = {
    Status.NEW: "wait",
    Status.PAID: "todo",
    Status.ACCEPTED: "todo",
    Status.PARTLY_FULFILLED: "todo",
    Status.FULFILLED: "done",
    Status.RETURNED: "quiet",
    Status.CANCELED: "quiet",
    Status.EXPIRED: "quiet",
    Status.REFUNDED: "quiet",
}

GATEWAYS: dict[str, str | Promise] = {
    STRIPE: _("Card"),
    CASH: _("Cash on delivery"),
    TRANSFER: _("Bank transfer"),
}

MAILS: dict[str, str | Promise] = {
    mail.ORDER_RECEIVED: _("Order received"),
    mail.PAYMENT_WAITING: _("Waiting for payment"),
    mail.PAYMENT_FAILED: _("Payment failed"),
    mail.PAID: _("Payment received"),
    mail.SHIPPED: _("Parcel sent"),
    mail.CANCELLED: _("Order cancelled"),
    mail.REFUNDED: _("Refund done"),
    mail.LATE_PAYMENT: _("Payment came too late"),
    mail.ORDER_LINK: _("Link to the order"),
    mail.METHOD_CHANGED: _("Payment method changed"),
    mail.TRANSFER_REMINDER: _("Reminder of the transfer"),
    mail.TRANSFER_IN_PART: _("Part of the transfer is missing"),
    mail.TRANSFER_EXPIRED: _("No transfer came in time"),
    RESTOCK: _("Back in stock"),
}


def mail_words(kind: str) -> str:
    """Return what a mail is about; notices to staff share one name."""
    return str(_("Notice to staff") if kind.startswith("staff-") else MAILS.get(kind, kind))


def gateway_words(name: str) -> str:
    return str(GATEWAYS.get(name, name))


def transfer_words(order: Order, payment: Payment) -> str:
    """Say what the transfer that was just recorded did to its order."""
    if payment.state == Payment.State.REVIEW:
        if order.status == Status.NEW and payment.received < payment.amount:
            return gettext(
                "The transfer is recorded. A part is missing; the customer is told, and the order waits."
            )
        return gettext(
            "The transfer is recorded. It is not the sum that was expected: decide what happens to it."
        )
    if order.status in (Status.CANCELED, Status.EXPIRED):
        return gettext(
            "The transfer is recorded. The order is closed: send the money back, then say so here."
        )
    if payment.refunds.exists():
        return gettext(
            "The transfer is recorded. The order was paid already: send the money back, then say so here."
        )
    return gettext("The transfer is recorded, and the order is paid.")
