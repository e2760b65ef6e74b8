"""Cash on delivery: no provider to talk to; people take the money and give it back."""

from decimal import Decimal
from typing import Any, NoReturn

from core.money import CURRENCY, ZERO
from payments.gateways.base import Charge, GatewayRefused, GatewayState, Outcome, RefundOutcome, RefundState


class CashOnDelivery:
    """The courier collects; staff record it. A refund is recorded as done, since a person hands it over."""

    name = "cod"
    hosted = False

    def prepare(self, charge: Charge) -> dict[str, Any]:
        return {}

    def start(self, request: dict[str, Any], *, key: str) -> NoReturn:
        raise GatewayRefused("cash_has_no_page")

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
            reference=f"cash-{key}",
            outcome=RefundOutcome.SUCCEEDED,
            amount=Decimal(request["amount"]),
            currency=request["currency"],
            ours=request["ours"],
        )

    def refunds(self, provider_reference: str) -> list[RefundState]:
        return []
