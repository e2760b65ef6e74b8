"""Everything that the order page of the desk shows about one order."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.models import OutgoingMail
from core.money import ZERO
from orders.lifecycle import TO_SHIP
from orders.models import Order, OrderDiscount, OrderLine, OrderVat, Payment, Refund, Shipment
from orders.services.payment import CASH_MAY_COME
from orders.staff.history import Entry, history
from orders.staff.money_rows import MoneyRow, money_rows, sent_by_hand
from orders.staff.words import TONES
from payments.gateways.names import CASH, TRANSFER
from payments.references import in_groups, reference_of


@dataclass(frozen=True)
class Desk:
    """One order with its rows, read in a fixed number of queries."""

    order: Order
    lines: list[OrderLine]
    vat_rows: list[OrderVat]
    payments: list[Payment]
    refunds: list[Refund]
    shipments: list[Shipment]
    history: list[Entry]
    mails: list[OutgoingMail]
    usual_carrier: str
    discounts: list[OrderDiscount] = field(default_factory=list)

    @property
    def paid(self) -> Decimal:
        """Gross EUR received."""
        return sum((p.received for p in self.payments), start=ZERO)

    @property
    def refunded(self) -> Decimal:
        """Gross EUR given back or on the way back; failed refunds do not count."""
        return sum((r.amount for r in self.refunds if r.state != Refund.State.FAILED), start=ZERO)

    @property
    def refundable(self) -> Decimal:
        return self.paid - self.refunded

    @property
    def money(self) -> list[MoneyRow]:
        return money_rows(self.payments, self.refunds)

    @property
    def goods(self) -> list[OrderLine]:
        return [line for line in self.lines if line.kind == OrderLine.Kind.GOODS]

    @property
    def tone(self) -> str:
        return TONES[Order.Status(self.order.status)]

    @property
    def due(self) -> Decimal:
        """Gross EUR that is still to come in: by card, by transfer, or in cash at the door."""
        if self.order.status == Order.Status.NEW:
            return max(self.missing, ZERO)
        return sum((p.amount for p in self.payments if p.is_open), start=ZERO)

    @property
    def missing(self) -> Decimal:
        """Gross EUR that the money received lacks to the total; below zero where it is more."""
        return self.order.total_gross - self.refundable

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.goods)

    @property
    def cash_is_due(self) -> bool:
        """Cash on delivery that nobody has confirmed yet."""
        cash = [p for p in self.payments if p.gateway == CASH and p.is_open]
        return bool(cash) and self.order.status in CASH_MAY_COME

    @property
    def transfers(self) -> list[Payment]:
        """The transfers of this order, also those that nobody waits for any more: money comes late as well."""
        return [p for p in self.payments if p.gateway == TRANSFER]

    @property
    def reference(self) -> str:
        """What the shopper was asked to write on the transfer, as people read it."""
        return in_groups(reference_of(self.order.number)) if self.transfers else ""

    @property
    def can_accept(self) -> bool:
        """Transfers wait for a person and cover the total of an order that is not paid."""
        waits = self.order.status in (Order.Status.NEW, Order.Status.EXPIRED)
        return waits and self.missing <= 0 and any(p.state == Payment.State.REVIEW for p in self.transfers)

    @property
    def to_send_back(self) -> Decimal:
        """Gross EUR that somebody has to send back by bank."""
        return sum((r.amount for r in self.refunds if sent_by_hand(r)), start=ZERO)


def read_desk(order: Order) -> Desk:
    """Read all rows of the order, newest history first."""
    lines = list(order.lines.select_related("variant"))
    return Desk(
        order=order,
        lines=lines,
        vat_rows=list(order.vat_rows.all()),
        payments=list(order.payments.all()),
        refunds=list(order.refunds.select_related("payment")),
        shipments=list(order.shipments.prefetch_related("lines__line")),
        history=history(order.events.order_by("-at", "-pk"), lines),
        mails=list(OutgoingMail.objects.filter(reference=str(order.number)).order_by("created_at")),
        usual_carrier=usual_carrier(order),
        discounts=list(order.discounts.all()),
    )


def usual_carrier(order: Order) -> str:
    """Return who carried the latest parcel that went the same way, to save the clerk the typing."""
    parcels = Shipment.objects.filter(order__delivery_code=order.delivery_code).exclude(carrier="")
    return parcels.order_by("-pk").values_list("carrier", flat=True).first() or ""


def next_to_send() -> Order | None:
    """Return the order that has waited longest to be sent."""
    return Order.objects.filter(status__in=TO_SHIP, needs_review=False).order_by("placed_at", "pk").first()
