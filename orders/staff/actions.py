"""What may be done with an order on the desk: buttons, their permissions and their forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.lifecycle import may
from orders.models import Order
from orders.staff.desk import Desk
from orders.staff.forms import (
    AcceptForm,
    CancelForm,
    CashReceivedForm,
    NoteForm,
    RefundForm,
    ReturnForm,
    ReviewForm,
    SentBackForm,
    ShipForm,
    TransferForm,
)

StrOrPromise = str | Promise


@dataclass(frozen=True)
class Action:
    """A button of the desk: the word in its URL, the permission it needs, its words.

    `folded` keeps what is rare or cannot be undone a click away from a hurried hand.
    """

    name: str
    permission: str
    heading: StrOrPromise
    button: StrOrPromise
    sending: StrOrPromise
    explanation: StrOrPromise = ""
    serious: bool = False
    folded: bool = False


ACTIONS = {
    action.name: action
    for action in (
        Action(
            "review",
            "orders.change_order",
            _("Needs review"),
            _("It is settled"),
            _("Saving…"),
            _(
                "Something about the money needs a person: look at the payments and the history, then say what you found."
            ),
        ),
        Action("ship", "orders.ship_order", _("Send"), _("Record the parcel"), _("Recording…")),
        Action(
            "cash",
            "orders.change_order",
            _("Cash on delivery"),
            _("Mark the cash as received"),
            _("Saving…"),
            _("When the carrier has paid the money out to the shop."),
        ),
        Action(
            "transfer",
            "orders.change_order",
            _("Bank transfer"),
            _("Record the transfer"),
            _("Saving…"),
            _(
                "What the bank's statement shows for this order. The sum that is missing marks the order as paid and the customer "
                "gets a mail; less or more waits until you decide."
            ),
        ),
        Action(
            "accept",
            "orders.change_order",
            _("More was transferred"),
            _("Accept the order as paid"),
            _("Saving…"),
            _("The order is paid, and what is over its total is to be sent back by you."),
        ),
        Action(
            "sent-back",
            "orders.refund_order",
            _("Money to send back"),
            _("The money was sent back"),
            _("Saving…"),
            _("Transfer it to the account that it came from, then say so here. The customer gets a mail."),
        ),
        Action("note", "orders.change_order", _("Note"), _("Save the note"), _("Saving…"), folded=True),
        Action(
            "return",
            "orders.ship_order",
            _("Came back"),
            _("Record the return"),
            _("Recording…"),
            _("The parcel was refused or everything was sent back. Money goes back by a refund."),
            folded=True,
        ),
        Action(
            "refund",
            "orders.refund_order",
            _("Refund"),
            _("Refund the money"),
            _("Refunding…"),
            _(
                "A card gets the money back by itself; cash and transfers are paid back by you. The customer gets a mail once it "
                "is done."
            ),
            serious=True,
            folded=True,
        ),
        Action(
            "cancel",
            "orders.cancel_order",
            _("Cancel"),
            _("Cancel the order"),
            _("Cancelling…"),
            _(
                "What was not sent goes back on sale, what was paid for it goes back to the customer, who gets a mail."
            ),
            serious=True,
            folded=True,
        ),
    )
}


@dataclass(frozen=True)
class Card:
    """An action that this person may take with this order now, with its form."""

    action: Action
    form: forms.Form
    url: str
    folded: bool = False

    @property
    def template(self) -> str:
        own = self.action.name in ("ship", "sent-back")
        return f"orders/staff/{self.action.name if own else 'plain'}_form.html"

    @property
    def open(self) -> bool:
        """Whether the form is in sight: it is not folded away, or it was just refused."""
        return self.form.is_bound or not self.folded


def _is_possible(action: str, desk: Desk) -> bool:
    order = desk.order
    if action == "ship":
        return may(order.status, Order.Status.FULFILLED)
    if action == "cancel":
        return may(order.status, Order.Status.CANCELED)
    if action == "return":
        return may(order.status, Order.Status.RETURNED)
    if action == "refund":
        return desk.refundable > 0
    if action == "review":
        return order.needs_review
    if action == "transfer":
        return bool(desk.transfers)
    if action == "accept":
        return desk.can_accept
    if action == "sent-back":
        return desk.to_send_back > 0
    return action != "cash" or desk.cash_is_due


def _is_folded(action: Action, desk: Desk) -> bool:
    """A transfer is in sight while the order waits for one; later money is rare."""
    return action.folded or (action.name == "transfer" and desk.order.status != Order.Status.NEW)


_PLAIN_FORMS = {
    "accept": AcceptForm,
    "cancel": CancelForm,
    "cash": CashReceivedForm,
    "note": NoteForm,
    "return": ReturnForm,
    "review": ReviewForm,
    "sent-back": SentBackForm,
}


def make_form(action: str, desk: Desk, data: Mapping | None = None) -> forms.Form:
    """Return the form of an action, filled with what was posted, if anything was."""
    if action == "ship":
        return ShipForm(data, lines=desk.goods, parcels=len(desk.shipments), carrier=desk.usual_carrier)
    if action == "refund":
        return RefundForm(data, refundable=desk.refundable)
    if action == "transfer":
        return TransferForm(data, desk=desk)
    return _PLAIN_FORMS[action](data)


def cards_for(user: AbstractUser, desk: Desk, typed: Mapping[str, forms.Form]) -> list[Card]:
    """Return what this person may do now; a form that was just refused stays, with what was typed."""
    return [
        Card(
            action,
            typed.get(name) or make_form(name, desk),
            reverse(f"orders:{name}", args=[desk.order.pk]),
            folded=_is_folded(action, desk),
        )
        for name, action in ACTIONS.items()
        if user.has_perm(action.permission) and (name in typed or _is_possible(name, desk))
    ]
