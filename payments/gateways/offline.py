"""Ways to pay without a provider: people take the money, say that it is here, and give it back. Nothing calls the network."""

from decimal import Decimal
from typing import Any, NoReturn

from core.money import CURRENCY, ZERO
from payments.gateways.base import Charge, GatewayRefused, GatewayState, Outcome, RefundOutcome, RefundState
from payments.gateways.names import CASH, TRANSFER


class _Offline:
    """The verbs of a gateway where there is nobody to ask: the shop's own rows are the truth."""

    name: str
    hosted = False
    # Where a refund stands once it was asked for.
    refunded: RefundOutcome

    def prepare(self, charge: Charge) -> dict[str, Any]:
        return {}

    def start(self, request: dict[str, Any], *, key: str) -> NoReturn:
        raise GatewayRefused(f"{self.name}_has_no_page")

    def state(self, session_reference: str) -> GatewayState:
        return GatewayState(Outcome.WAITING, ZERO, CURRENCY)

    def expire(self, session_reference: str) -> GatewayState:
        return GatewayState(Outcome.EXPIRED, ZERO, CURRENCY)

    def payment_of(self, provider_reference: str) -> str:
        return ""

    def prepare_refund(
        self, *, provider_reference: str, amount: Decimal, currency: str, ours: str
    ) -> dict[str, Any]:
        return {"amount": str(amount), "currency": currency, "ours": ours}

    def refund(self, request: dict[str, Any], *, key: str) -> RefundState:
        return RefundState(
            reference=f"{self.name}-{key}",
            outcome=self.refunded,
            amount=Decimal(request["amount"]),
            currency=request["currency"],
            ours=request["ours"],
        )

    def refunds(self, provider_reference: str) -> list[RefundState]:
        return []


class CashOnDelivery(_Offline):
    """The courier collects; staff record it. A refund is recorded as done, since a person hands it over."""

    name = CASH
    refunded = RefundOutcome.SUCCEEDED


class BankTransfer(_Offline):
    """The shopper sends the money; staff record what the statement shows.

    A refund is under way until somebody says that it was sent: many are opened by the shop itself, with nobody at hand.
    """

    name = TRANSFER
    refunded = RefundOutcome.PENDING
