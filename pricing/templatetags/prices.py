"""The only way of money into a template."""

from decimal import Decimal

from django import template

from pricing.formats import format_money, format_percent, format_unit_price
from products.unit_price import UnitPrice

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write a sum in euros; nothing for nothing."""
    return "" if amount is None else format_money(Decimal(amount))


@register.filter
def percent(rate: Decimal | int | None) -> str:
    """Write a rate in percent; nothing for nothing."""
    return "" if rate is None else format_percent(Decimal(rate))


@register.filter
def unit_price(price: UnitPrice | None) -> str:
    """Write what one kg, l, m, m² or piece costs; nothing for nothing."""
    return "" if price is None else format_unit_price(price)
