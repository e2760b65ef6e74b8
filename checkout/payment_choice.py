"""Which ways to pay a cart is offered, and why one of them is not."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.models import ShopSettings
from orders.cash import CashRefusal, cash_refusal
from orders.models import Order
from orders.transfer import transfer_available, transfer_deadline
from payments.gateways import card_available
from shipping.selectors import DeliveryOffer

CARD = Order.PaymentMethod.CARD
CASH_ON_DELIVERY = Order.PaymentMethod.CASH_ON_DELIVERY
TRANSFER = Order.PaymentMethod.TRANSFER


@dataclass(frozen=True)
class PaymentChoice:
    """The ways to pay, the card first; why cash is not among them; until when the goods would wait for a transfer."""

    methods: tuple[str, ...]
    cash_refused: CashRefusal | None = None
    cash_limit: Decimal | None = None
    transfer_until: datetime | None = None

    def chosen(self, wanted: str) -> str:
        """Return the wanted way where it is offered, else the first that is; empty where there is none."""
        return wanted if wanted in self.methods else next(iter(self.methods), "")


def payment_choice(
    *, shop: ShopSettings, country: str, delivery: DeliveryOffer | None, cash_total: Decimal
) -> PaymentChoice:
    """Return what is offered for a delivery to a country; `cash_total` is what would be collected in cash, fee included.

    Asks the database nothing. A shop that takes no cash at all says nothing about it.
    """
    refused = cash_refusal(
        shop=shop,
        country=country,
        delivery_takes_cash=bool(delivery and delivery.allows_cod),
        total=cash_total,
    )
    by_transfer = transfer_available(shop)
    offered = {
        CARD: card_available(),
        CASH_ON_DELIVERY: refused is None,
        TRANSFER: by_transfer and delivery is not None,
    }
    return PaymentChoice(
        methods=tuple(method.value for method, is_offered in offered.items() if is_offered),
        cash_refused=None if delivery is None or refused == CashRefusal.SWITCHED_OFF else refused,
        cash_limit=shop.cod_limit,
        transfer_until=transfer_deadline(timezone.now(), shop) if by_transfer else None,
    )
