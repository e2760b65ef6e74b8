"""The only way of money into a template."""

from decimal import Decimal

from django import template

from pricing.formats import format_money, format_percent

register = template.Library()


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write a sum in euros; nothing for nothing."""
    return "" if amount is None else format_money(Decimal(amount))


@register.filter
def percent(rate: Decimal | int | None) -> str:
    """Write a rate in percent; nothing for nothing."""
    return "" if rate is None else format_percent(Decimal(rate))
