"""What the shop asks of a payment provider, and in which words it answers. Amounts are Decimal, never minor units."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol


class GatewayDown(Exception):
    """The provider did not answer, or not to the point: nothing is known, ask again later."""


class GatewayRefused(Exception):
    """The provider will not do it, now or later; `code` is its own word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outcome(StrEnum):
    """Where a payment stands at the provider."""

    WAITING = "waiting"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


class RefundOutcome(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class ChargeItem:
    """A line of the payment page: its words and what it costs in all, gross, after discounts."""

    name: str
    gross: Decimal


@dataclass(frozen=True)
class Charge:
    """What a shopper is to pay. `reference` is the public id of the shop's own payment row."""

    reference: str
    order_number: str
    amount: Decimal
    currency: str
    items: tuple[ChargeItem, ...]
    description: str
    email: str
    language: str
    success_url: str
    cancel_url: str
    expires_at: datetime
    correlation_id: str = ""

    def __post_init__(self) -> None:
        if self.amount <= 0 or sum(item.gross for item in self.items) != self.amount:
            raise ValueError("the items of a charge add up to its amount, and that is above zero")


@dataclass(frozen=True)
class Started:
    """A page to pay on, and the sum that it asks for."""

    session_reference: str
    page_url: str
    expires_at: datetime
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class GatewayState:
    """The present truth about a payment. `amount` is what was received, zero before that."""

    outcome: Outcome
    amount: Decimal
    currency: str
    provider_reference: str = ""
    failure_code: str = ""
    # Tells one refused attempt from the next.
    failure_reference: str = ""
    # When the money came, where that was not just now.
    paid_at: datetime | None = None


@dataclass(frozen=True)
class RefundState:
    """The present truth about a refund. `ours` is the public id of the shop's own row, empty when it has none."""

    reference: str
    outcome: RefundOutcome
    amount: Decimal
    currency: str
    ours: str = ""
    failure_code: str = ""


@dataclass(frozen=True)
class ProviderEvent:
    """An event whose sender is proved. `about` is the object that it speaks of, as the provider sent it."""

    event_id: str
    type: str
    livemode: bool
    api_version: str
    occurred_at: datetime
    payload: dict[str, Any]
    about: dict[str, Any] = field(default_factory=dict)


class Gateway(Protocol):
    """Calls may go over the network: never make one while a row is locked (DESIGN 1.13). Offline gateways ask nobody.

    Every method raises GatewayDown; those that change something raise GatewayRefused as well. A call repeated with
    the same `key` and `request` is the same call.
    """

    name: str
    # Whether the shopper has to be sent to a page of the provider.
    hosted: bool

    def prepare(self, charge: Charge) -> dict[str, Any]:
        """Return every parameter of the call, ready to be frozen on the payment row."""

    def start(self, request: dict[str, Any], *, key: str) -> Started:
        """Open a page to pay on."""

    def state(self, session_reference: str) -> GatewayState:
        """Return where the payment stands."""

    def expire(self, session_reference: str) -> GatewayState:
        """Close the page and return where the payment stands: paid, if the shopper was faster."""

    def payment_of(self, provider_reference: str) -> str:
        """Return the public id of our payment row that the provider remembers, or an empty string."""

    def prepare_refund(
        self, *, provider_reference: str, amount: Decimal, currency: str, ours: str
    ) -> dict[str, Any]:
        """Return every parameter of a refund, ready to be frozen on the refund row."""

    def refund(self, request: dict[str, Any], *, key: str) -> RefundState:
        """Give money back."""

    def refunds(self, provider_reference: str) -> list[RefundState]:
        """Return all refunds of a payment, whoever made them."""
