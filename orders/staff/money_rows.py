"""Money in and money back in one list, as the desk shows it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from orders.models import Payment, Refund
from orders.staff.words import gateway_words
from payments.dashboards import payment_url
from payments.gateways.names import CASH, TRANSFER


@dataclass(frozen=True)
class MoneyRow:
    """`amount` is gross EUR, below zero for a refund; `url` is the provider's own page about it, if there is one."""

    what: str
    note: str
    state: str
    tone: str
    trouble: str
    reference: str
    url: str
    at: datetime
    amount: Decimal


_PAYMENT_TONES = {
    Payment.State.SUCCEEDED: "done",
    Payment.State.FAILED: "quiet",
    Payment.State.CANCELED: "quiet",
    Payment.State.EXPIRED: "quiet",
    Payment.State.REVIEW: "alarm",
}
_REFUND_TONES = {Refund.State.SUCCEEDED: "done", Refund.State.FAILED: "alarm"}


def money_rows(payments: list[Payment], refunds: list[Refund]) -> list[MoneyRow]:
    """Return payments and refunds, oldest first."""
    rows = [_payment(payment) for payment in payments] + [_refund(refund) for refund in refunds]
    return sorted(rows, key=lambda row: row.at)


def _payment(payment: Payment) -> MoneyRow:
    return MoneyRow(
        what=gateway_words(payment.gateway),
        note=_("attempt %(number)s") % {"number": payment.attempt} if payment.attempt > 1 else "",
        state=_state(payment),
        tone=_PAYMENT_TONES.get(Payment.State(payment.state), "wait"),
        trouble=payment.failure_code,
        reference=payment.provider_reference or payment.session_reference,
        url=payment_url(payment.gateway, payment.provider_reference),
        at=payment.succeeded_at or payment.created_at,
        amount=payment.received or payment.amount,
    )


def _state(payment: Payment) -> str:
    if payment.gateway == CASH and payment.is_open:
        return _("To be collected")
    if payment.gateway == TRANSFER and payment.is_open:
        return _("Waiting for the transfer")
    return str(payment.get_state_display())


def sent_by_hand(refund: Refund) -> bool:
    """Tell whether a person still has to send this money back by bank."""
    waits = refund.state in (Refund.State.REQUESTED, Refund.State.PENDING)
    return waits and refund.payment.gateway == TRANSFER


def _refund(refund: Refund) -> MoneyRow:
    who = refund.actor_label or str(refund.get_origin_display())
    return MoneyRow(
        what=_("Refund"),
        note=f"{who}: {refund.reason}" if refund.reason else who,
        state=_("To be sent back") if sent_by_hand(refund) else str(refund.get_state_display()),
        tone=_REFUND_TONES.get(Refund.State(refund.state), "wait"),
        trouble=refund.failure_code,
        reference=refund.provider_reference,
        url=payment_url(refund.payment.gateway, refund.payment.provider_reference),
        at=refund.succeeded_at or refund.created_at,
        amount=-refund.amount,
    )
