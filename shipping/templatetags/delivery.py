"""Days of delivery and reasons for templates."""

from datetime import date

from django import template

from shipping.offers import Refusal
from shipping.wording import days_between, explain, kilograms

register = template.Library()


@register.filter
def until(first: date, last: date) -> str:
    """Return "Thu 26 Nov – Mon 30 Nov"."""
    return days_between(first, last)


@register.filter
def kg(grams: int) -> str:
    return kilograms(grams)


@register.filter
def why_not(refusal: Refusal) -> str:
    return explain(refusal)
