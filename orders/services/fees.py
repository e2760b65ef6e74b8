"""The fee for cash on delivery on an order that was placed without it."""

from decimal import Decimal

from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _

from core.money import ZERO, spread
from orders.models import Order, OrderLine, OrderVat
from orders.services import turnover
from taxes.arithmetic import vat_in_gross


def add_fee(order: Order, fee: Decimal) -> None:
    """Add a fee (gross EUR) to a locked order, with a line per VAT rate, so that all sums still agree to the cent.

    The fee shares the VAT of the goods in proportion (Directive 2006/112/EC, Art. 78(b)). What stood on the order
    before is not touched: the VAT of the new line is what the VAT table grows by.
    """
    if not fee:
        return
    rows = list(order.vat_rows.order_by("-rate"))
    added_vat = ZERO
    if rows:
        for row, part in zip(rows, spread(fee, [row.gross for row in rows]), strict=True):
            if part:
                added_vat += _add_part(order, row.rate, part, row)
    else:
        _add_line(order, Decimal(0), fee, ZERO)
    order.fee_gross += fee
    order.total_gross += fee
    order.total_vat += added_vat
    order.total_net += fee - added_vat
    order.save(update_fields=["fee_gross", "total_gross", "total_vat", "total_net", "updated_at"])
    turnover.count_more(order, fee - added_vat)


def _add_part(order: Order, rate: Decimal, part: Decimal, row: OrderVat) -> Decimal:
    vat = vat_in_gross(row.gross + part, rate) - row.vat
    _add_line(order, rate, part, vat)
    row.gross, row.vat = row.gross + part, row.vat + vat
    row.net = row.gross - row.vat
    row.save(update_fields=["gross", "vat", "net"])
    return vat


def _add_line(order: Order, rate: Decimal, gross: Decimal, vat: Decimal) -> None:
    last = order.lines.aggregate(last=Max("position"))["last"] or 0
    similar = order.lines.filter(vat_rate=rate).order_by("position").first()
    with translation.override(order.language):
        title = _("Fee for cash on delivery")
    OrderLine.objects.create(
        order=order,
        position=last + 1,
        kind=OrderLine.Kind.FEE,
        title=title,
        quantity=1,
        vat_class=similar.vat_class if similar else "standard",
        vat_rate=rate,
        unit_gross=gross,
        regular_unit_gross=gross,
        gross=gross,
        net=gross - vat,
        vat=vat,
    )
