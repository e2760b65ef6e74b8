"""Addresses and telephone numbers for reading."""

from django import template

from core.addresses import address_lines
from core.addresses.lines import Addressed
from core.phones import shown_phone

register = template.Library()


@register.filter
def lines_of(address: Addressed) -> list[str]:
    """Return the lines between name and country, as they are written on a parcel there."""
    return address_lines(address)


@register.filter
def phone(number: str) -> str:
    """Return a kept number with spaces, as it is dialled from anywhere."""
    return shown_phone(number)
