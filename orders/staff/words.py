"""The desk's words and colours for what the tables call by code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders import mail
from orders.models import Order
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

GATEWAYS: dict[str, str | Promise] = {"stripe": _("Card"), "cod": _("Cash on delivery")}

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
    RESTOCK: _("Back in stock"),
}


def mail_words(kind: str) -> str:
    """Return what a mail is about; notices to staff share one name."""
    return str(_("Notice to staff") if kind.startswith("staff-") else MAILS.get(kind, kind))


def gateway_words(name: str) -> str:
    return str(GATEWAYS.get(name, name))
