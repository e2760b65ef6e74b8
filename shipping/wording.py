"""What is said of delivery in words: days, weights, and why a method is not offered."""

from datetime import date
from decimal import Decimal

from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shipping.offers import Refusal


def day(value: date) -> str:
    """Return "Thu 26 Nov"; in Bulgarian in small letters, as it is written there."""
    text = format_date(value, "D j M")
    return text if (get_language() or "").startswith("en") else text.lower()


def days_between(first: date, last: date) -> str:
    """Return "Thu 26 Nov – Mon 30 Nov", or the one day."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def kilograms(grams: Decimal | int) -> str:
    return _("%(number)s kg") % {"number": number_format(_bare(Decimal(grams) / 1000))}


def euros(amount: Decimal) -> str:
    """Return a limit as words; sums that are due are written by pricing.formats, which stands above."""
    return _("€%(number)s") % {"number": number_format(amount, 2)}


def explain(refusal: Refusal) -> str:
    """Say why a method is not offered, so that the shopper knows what would help."""
    words = {"name": refusal.name, "limit": ""}
    if refusal.limit is not None:
        if refusal.reason in ("weight", "heavy"):
            words["limit"] = kilograms(refusal.limit)
        elif refusal.reason == "long":
            words["limit"] = _("%(number)s cm") % {"number": number_format(_bare(refusal.limit / 10))}
        else:
            words["limit"] = euros(refusal.limit)
    sentences = {
        "no_zone": _("We do not deliver to this country at present."),
        "postcode_needed": _("Enter the postcode to see how we deliver there."),
        "postcode": _("We do not deliver to this postcode at present."),
        "no_price": _("%(name)s: not offered at this address."),
        "weight": _("%(name)s: up to %(limit)s, by weight or size; what is in the cart is more."),
        "heavy": _("%(name)s: parcels up to %(limit)s; what is in the cart weighs more."),
        "long": _("%(name)s: nothing longer than %(limit)s; something in the cart is."),
        "worth_less": _("%(name)s: for goods from %(limit)s."),
        "worth_more": _("%(name)s: for goods up to %(limit)s."),
        "closed": _("%(name)s: closed at present."),
    }
    return sentences[refusal.reason] % words


def _bare(number: Decimal) -> Decimal | int:
    return int(number) if number == int(number) else number.normalize()
