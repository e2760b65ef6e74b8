"""What the desk has to do: the views that the list and the first screen offer, with how many orders are in each."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.lifecycle import TO_SHIP
from orders.models import Order, Refund
from payments.gateways.names import CASH, TRANSFER

TO_SEND = "to-ship"


@dataclass(frozen=True)
class View:
    """`name` is what the address says (?view=), `alarm` that an order in it cannot wait."""

    name: str
    label: str | Promise
    condition: Q
    alarm: bool = False


VIEWS = [
    View(TO_SEND, gettext_lazy("To send"), Q(status__in=TO_SHIP)),
    View("review", gettext_lazy("Needs review"), Q(needs_review=True), alarm=True),
    View("unpaid", gettext_lazy("Waiting for payment"), Q(status=Order.Status.NEW)),
    View(
        "cash",
        gettext_lazy("Cash to come in"),
        Q(status=Order.Status.FULFILLED, payments__gateway=CASH, payments__state="created"),
    ),
    View(
        "transfer",
        gettext_lazy("Transfers to come in"),
        Q(status=Order.Status.NEW, payment_method=Order.PaymentMethod.TRANSFER),
    ),
    View(
        "send-back",
        gettext_lazy("Money to send back"),
        Q(
            pk__in=Refund.objects.filter(
                payment__gateway=TRANSFER, state__in=[Refund.State.REQUESTED, Refund.State.PENDING]
            ).values("order_id")
        ),
        alarm=True,
    ),
]


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    count: int | None
    current: bool
    alarm: bool = False


def condition_of(name: str) -> Q:
    """Return which orders a view shows; no name shows all."""
    return next((view.condition for view in VIEWS if view.name == name), Q())


def counted() -> list[tuple[View, int]]:
    """Return the views with the number of orders in each: one query."""
    counts = Order.objects.aggregate(
        **{
            f"view_{number}": Count("pk", filter=view.condition, distinct=True)
            for number, view in enumerate(VIEWS)
        }
    )
    return [(view, counts[f"view_{number}"]) for number, view in enumerate(VIEWS)]


def tabs(url: str, current: str) -> list[Tab]:
    """Return the views as links beside each other, all orders last."""
    found = [
        Tab(
            label=str(view.label),
            url=f"{url}?view={view.name}",
            count=count,
            current=view.name == current,
            alarm=view.alarm and count > 0,
        )
        for view, count in counted()
    ]
    return [*found, Tab(label=_("All orders"), url=url, count=None, current=not current)]
