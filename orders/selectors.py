"""Reading orders: for the shopper's page, the mails and the services. Nothing here writes."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from core.models import default_shop
from core.money import ZERO
from legal_pages.models import LegalKind, LegalPage
from orders.cash import cash_refusal
from orders.models import Order, OrderDiscount, OrderEvent, OrderLine, OrderVat, Payment, Refund, Shipment
from payments.gateways import card_available
from payments.gateways.names import TRANSFER
from shipping.models import DeliveryMethod
from taxes.policy import ZERO_RATED

Status = Order.Status
State = Payment.State


def goods_quantities(order: Order) -> dict[int, int]:
    """Return how many of each variant the order is for."""
    wanted: dict[int, int] = {}
    rows = order.lines.filter(kind=OrderLine.Kind.GOODS, variant__isnull=False)
    for variant_id, quantity in rows.values_list("variant_id", "quantity"):
        wanted[variant_id] = wanted.get(variant_id, 0) + quantity
    return wanted


def has_ordered(*, customer_id: int | None, email: str) -> bool:
    """Tell whether this account or address has an order that was not given up."""
    who = Q(customer=customer_id) if customer_id is not None else Q(pk__in=[])
    if email:
        who |= Q(email__iexact=email.strip())
    return Order.objects.filter(who).exclude(status__in=[Status.CANCELED, Status.EXPIRED]).exists()


def cash_fee(order: Order) -> Decimal:
    """Return what cash on delivery would cost on top, gross EUR: nothing where the order carries the fee already."""
    return ZERO if order.fee_gross else default_shop().cod_fee


def cash_allowed(order: Order) -> bool:
    """Tell whether the order may be paid in cash: its way of delivery is still offered and takes it, so does the country,
    and the sum with the fee is below the limit.

    Not a zero-rated order: the fee that comes on top carries VAT that nobody took off (orders/services/fees.py).
    """
    if order.vat_treatment in ZERO_RATED:
        return False
    takes_cash = DeliveryMethod.objects.filter(code=order.delivery_code, allows_cod=True, active=True)
    refusal = cash_refusal(
        shop=default_shop(),
        country=str(order.country),
        delivery_takes_cash=takes_cash.exists(),
        total=order.total_gross + cash_fee(order),
    )
    return refusal is None


def legal_url(kind: LegalKind, language: str) -> str:
    """Return the absolute address of a legal page in a language, or an empty string while there is none."""
    page = LegalPage.objects.live().filter(kind=kind, locale__language_code=language).first()
    return (page.full_url if page else None) or ""


@dataclass(frozen=True)
class OrderPage:
    """Everything that the shopper's page and the mails show of one order, read in a fixed number of queries."""

    order: Order
    goods: list[OrderLine]
    vat_rows: list[OrderVat]
    payments: list[Payment]
    refunds: list[Refund]
    shipments: list[Shipment]
    events: list[OrderEvent]
    discounts: list[OrderDiscount] = field(default_factory=list)

    @property
    def open_payment(self) -> Payment | None:
        return next((payment for payment in self.payments if payment.is_open), None)

    @property
    def last_payment(self) -> Payment | None:
        return self.payments[-1] if self.payments else None

    @property
    def refunded(self) -> Decimal:
        """EUR that went back."""
        return sum((r.amount for r in self.refunds if r.state == Refund.State.SUCCEEDED), start=ZERO)

    @property
    def refund_under_way(self) -> Decimal:
        """EUR that is on its way back."""
        waiting = (Refund.State.REQUESTED, Refund.State.PENDING)
        return sum((r.amount for r in self.refunds if r.state in waiting), start=ZERO)

    @property
    def received(self) -> Decimal:
        """EUR that came and did not go back, also what a person still has to look at."""
        came = sum((p.received for p in self.payments), start=ZERO)
        return came - self.refunded - self.refund_under_way

    @property
    def due(self) -> Decimal:
        """EUR that an order which waits for money still lacks; below zero where too much came."""
        return self.order.total_gross - self.received

    @property
    def transfer_in_part(self) -> bool:
        """Whether transfers brought some of the total, but not all of it."""
        came = any(p.received for p in self.payments if p.gateway == TRANSFER)
        return came and 0 < self.received < self.order.total_gross

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be paid for an order that stands."""
        open_ends = (Status.NEW, Status.ACCEPTED, Status.EXPIRED, Status.CANCELED)
        return self.order.status not in open_ends

    @property
    def can_pay(self) -> bool:
        """Whether the shopper may be sent to the card page."""
        opened = self.open_payment
        under_way = opened is not None and opened.state == State.PROCESSING
        return (
            self.order.status == Status.NEW
            and not self.order.needs_review
            and not under_way
            and card_available()
        )

    @property
    def can_change(self) -> bool:
        """Whether the cart may be given back."""
        opened = self.open_payment
        under_way = opened is not None and opened.state == State.PROCESSING
        waiting = self.order.status == Status.NEW and not self.order.needs_review and not under_way
        return waiting or self.order.status == Status.EXPIRED


def read_order_page(order: Order) -> OrderPage:
    """Read the order's rows, history oldest first."""
    return OrderPage(
        order=order,
        goods=list(
            order.lines.filter(kind=OrderLine.Kind.GOODS)
            .select_related("image")
            .prefetch_related("image__renditions")
        ),
        vat_rows=list(order.vat_rows.all()),
        payments=list(order.payments.all()),
        refunds=list(order.refunds.all()),
        shipments=list(order.shipments.prefetch_related("lines__line")),
        events=list(order.events.all()),
        discounts=list(order.discounts.all()),
    )


@dataclass(frozen=True)
class CashOffer:
    """What paying in cash would cost: the fee on top and the total with it, gross EUR."""

    fee: Decimal
    total: Decimal


def cash_offer(page: OrderPage) -> CashOffer | None:
    """Return the offer to pay an order that waits for a card in cash instead, or None."""
    order = page.order
    opened = page.open_payment
    waits = order.status == Status.NEW and not order.needs_review
    if not waits or (opened and opened.state == State.PROCESSING) or not cash_allowed(order):
        return None
    fee = cash_fee(order)
    return CashOffer(fee=fee, total=order.total_gross + fee)


def orders_of(user: User) -> QuerySet[Order]:
    """Return the orders of an account, latest first, with the number of pieces in `pieces`."""
    goods = Q(lines__kind=OrderLine.Kind.GOODS)
    return (
        Order.objects.filter(customer_id=user.pk)
        .annotate(pieces=Coalesce(Sum("lines__quantity", filter=goods), 0))
        .order_by("-placed_at", "-pk")
    )
