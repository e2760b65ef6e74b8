"""Sales to consumers in other member states, counted towards the threshold of the one-stop shop (docs/money.md).

An order counts from the moment that it is placed, with its whole net, in the year of that moment (Sofia time). It leaves
the count when it is cancelled, runs out or is refunded before anything was sent; what was sent was supplied, whatever
happens to the money afterwards. Counting too early can only make the VAT of the destination due too early, never too late.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import ParamSpec, TypeVar

from django.utils import timezone

from core.models import OssMode, ShopSettings, default_shop
from core.money import ZERO
from orders import mail
from orders.models import Order
from taxes import services as taxes
from taxes.models import OssTurnover
from taxes.oss import THRESHOLD, Standing
from taxes.policy import crosses_a_border

Status = Order.Status
_CLOSED = (Status.CANCELED, Status.EXPIRED, Status.REFUNDED)
# Nothing has been sent yet.
_UNSENT = (Status.NEW, Status.PAID, Status.ACCEPTED)

P = ParamSpec("P")
R = TypeVar("R")


class ThresholdPassed(Exception):
    """Another order took what was left below the threshold: this one is to be taxed where it arrives."""


def once_more_beyond_the_threshold(place: Callable[P, R]) -> Callable[P, R]:
    """Let the whole transaction of placing run again where the threshold was passed under it: it then sees it passed.

    The shopper pays the same sum either way; only whose VAT is inside it differs.
    """

    @functools.wraps(place)
    def placing(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return place(*args, **kwargs)
        except ThresholdPassed:
            return place(*args, **kwargs)

    return placing


def count_placed(order: Order, *, shop: ShopSettings) -> None:
    """Count a new order, as the last step of its transaction, and tell staff once when a mark is reached.

    Raises ThresholdPassed when the order was taxed at home and is the one that passes the threshold after all
    (Directive 2006/112/EC, Art. 59c(3)).
    """
    if not _is_distance_sale(order, shop):
        return
    row = taxes.add_turnover(year=_year(order), net=order.total_net)
    at_home = order.vat_country == str(shop.country)
    if shop.oss_mode == OssMode.THRESHOLD and at_home and row.total > THRESHOLD:
        raise ThresholdPassed
    _tell(row, shop)


def follow(order: Order, *, before: str, after: str) -> None:
    """Take an order out of the count that is closed with nothing sent; count it again when late money revives it."""
    if before in _UNSENT and after in _CLOSED:
        change = -order.total_net
    elif before == Status.EXPIRED and after == Status.PAID:
        change = order.total_net
    else:
        return
    count_more(order, change)


def count_more(order: Order, net: Decimal) -> None:
    """Add net EUR (below zero to take away) to the year of an order that counts."""
    if _may_count(order) and _is_distance_sale(order, default_shop()):
        taxes.add_turnover(year=_year(order), net=net)


def recount(year: int) -> Decimal:
    """Count a year's orders anew, under the lock of its row, and return the net EUR that was found."""
    return taxes.recount_turnover(year=year, count=lambda: _sum_of(year))


def _sum_of(year: int) -> Decimal:
    """Return the net EUR of a year's orders that count, in one query."""
    shop = default_shop()
    zone = timezone.get_default_timezone()
    begin, end = (datetime(each, 1, 1, tzinfo=zone) for each in (year, year + 1))
    orders = Order.objects.filter(
        vat_treatment=Order.VatTreatment.CHARGED, placed_at__gte=begin, placed_at__lt=end
    )
    closed_unsent = orders.filter(status__in=_CLOSED).exclude(lines__fulfilled__gt=0)
    counted = orders.exclude(country=shop.country).exclude(pk__in=closed_unsent.values("pk"))
    return sum((order.total_net for order in counted if _is_distance_sale(order, shop)), start=ZERO)


def _may_count(order: Order) -> bool:
    return order.vat_treatment == Order.VatTreatment.CHARGED


def _is_distance_sale(order: Order, shop: ShopSettings) -> bool:
    # What is collected in the shop crosses no border (Directive 2006/112/EC, Art. 31), wherever the buyer lives.
    if not _may_count(order) or order.is_collected:
        return False
    return crosses_a_border(shop=shop, country=str(order.country), postcode=order.postcode)


def _year(order: Order) -> int:
    return timezone.localdate(order.placed_at).year


def _tell(row: OssTurnover, shop: ShopSettings) -> None:
    """Mail staff when the turnover reaches a mark for the first time; who declares everything there needs no warning."""
    mark = Standing(year=row.year, now=row.total, before=ZERO).mark
    due = mark > row.warned and shop.oss_mode != OssMode.VOLUNTARY
    if due and taxes.note_warned(year=row.year, mark=mark):
        mail.staff_notice(f"oss-{mark}", key=str(row.year))
