"""What a shopper needs for a bank transfer, and until when the goods wait for it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from core.models import ShopSettings, default_shop
from orders.models import Order, Payment
from orders.selectors import OrderPage
from payments import epc
from payments.references import in_groups, reference_of

Method = Order.PaymentMethod
State = Payment.State
END_OF_DAY = time(23, 59, 59)


def transfer_available(shop: ShopSettings) -> bool:
    """Tell whether bank transfer can be offered: switched on, and somewhere to send the money to."""
    return bool(shop.transfer_enabled and shop.bank_iban)


def transfer_deadline(placed_at: datetime, shop: ShopSettings) -> datetime:
    """Return the last second of the last day to pay, in the time of the shop.

    Counted from the placing, whatever happened since: choosing another way and back buys no time.
    """
    last_day = timezone.localdate(placed_at) + timedelta(days=shop.transfer_days)
    return timezone.make_aware(datetime.combine(last_day, END_OF_DAY))


@dataclass(frozen=True)
class TransferDetails:
    """Where to send how much (EUR) with which reference; `until` is None while a person looks at what came."""

    holder: str
    iban: str
    bic: str
    bank: str
    amount: Decimal
    reference: str
    until: datetime | None

    @property
    def iban_in_groups(self) -> str:
        return in_groups(self.iban)

    @property
    def reference_in_groups(self) -> str:
        return in_groups(self.reference)

    @property
    def amount_to_copy(self) -> str:
        """The sum as the field of a bank takes it: no sign, no separator of thousands."""
        return f"{self.amount:.2f}"

    def code(self) -> epc.QrCode:
        """Return the picture that fills in the transfer in a banking app."""
        return epc.draw(
            epc.payload(
                holder=self.holder,
                iban=self.iban,
                bic=self.bic,
                amount=self.amount,
                reference=self.reference,
            )
        )


def transfer_details(page: OrderPage) -> TransferDetails | None:
    """Return what to transfer for an order that waits for a transfer or for the rest of one; None for any other."""
    order = page.order
    opened = page.open_payment
    under_way = opened is not None and opened.state == State.PROCESSING
    waits = order.status == Order.Status.NEW and order.payment_method == Method.TRANSFER
    if not waits or under_way or page.due <= 0:
        return None
    shop = default_shop()
    if not shop.bank_iban:
        return None
    return TransferDetails(
        holder=shop.bank_holder or shop.company_name or shop.shop_name,
        iban=shop.bank_iban,
        bic=shop.bank_bic,
        bank=shop.bank_name,
        amount=page.due,
        reference=reference_of(order.number),
        until=order.hold_expires_at,
    )


@dataclass(frozen=True)
class TransferOffer:
    """Until when an order that waits for a card could be paid by transfer instead."""

    until: datetime


def transfer_offer(page: OrderPage) -> TransferOffer | None:
    """Return the offer to pay an order that waits for a card by transfer instead, or None."""
    order = page.order
    opened = page.open_payment
    waits = order.status == Order.Status.NEW and not order.needs_review
    if not waits or order.payment_method == Method.TRANSFER or (opened and opened.state == State.PROCESSING):
        return None
    shop = default_shop()
    until = transfer_deadline(order.placed_at, shop)
    return TransferOffer(until) if transfer_available(shop) and until > timezone.now() else None
