"""Who may pay in cash on delivery. One rule for the checkout and for an order that changes its way to pay."""

from decimal import Decimal
from enum import StrEnum

from core.models import ShopSettings


class CashRefusal(StrEnum):
    """Why cash on delivery is not offered; which of them, the shopper is told."""

    SWITCHED_OFF = "switched_off"
    DELIVERY = "delivery"
    COUNTRY = "country"
    LIMIT = "limit"


def cash_refusal(
    *, shop: ShopSettings, country: str, delivery_takes_cash: bool, total: Decimal
) -> CashRefusal | None:
    """Return why an order cannot be paid in cash, or None if it can; `total` is gross EUR, the fee for cash included.

    A limit of zero means that the shop takes no cash at all. The sum must be below it: from EUR 5 112.92 on the law wants
    a bank (ЗОПБ чл. 3, ал. 1).
    """
    if shop.cod_limit <= 0:
        return CashRefusal.SWITCHED_OFF
    allowed = [str(place) for place in shop.cod_countries]
    if allowed and country not in allowed:
        return CashRefusal.COUNTRY
    if not delivery_takes_cash:
        return CashRefusal.DELIVERY
    return CashRefusal.LIMIT if total >= shop.cod_limit else None
