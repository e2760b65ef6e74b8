"""Prices, pieces, weights and other numbers of a file, each with the words for what is none."""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.money import round_money
from products.importers.readers.numbers import NotANumber, decimal, grams, millimetres, whole
from products.importers.readers.remarks import Remarks
from products.models import ContentUnit
from products.services.specs import LONGEST_SIDE

HIGHEST_PRICE = Decimal("9999999999.99")
MOST_PIECES = 1_000_000_000
# A ton.
HEAVIEST = 1_000_000
MOST_CONTENT = Decimal(1_000_000)
LAST_POSITION = 32_000
_SMALLEST_CONTENT = Decimal("0.001")
# Units that other shops have, in ours.
_CONTENT = {"cl": (Decimal(10), "ml"), "m²": (Decimal(1), "m2"), "item": (Decimal(1), "pc")}
_LEVA = re.compile(r"BGN|лв|USD|\$", re.IGNORECASE)


# A thousand and more for some, one and some mills for others: nobody's price is to be guessed.
_THOUSAND_OR_MORE = re.compile(r"[1-9]\d{0,2},\d{3}")


def money(text: str, name: str, remarks: Remarks) -> Decimal | None:
    """Return a price in gross EUR and whole cents, None for an empty cell or, as a problem, for what is no price."""
    if _THOUSAND_OR_MORE.fullmatch(text.strip()):
        words = _("“%(text)s” can be read in two ways (%(name)s): write the cents, or no comma.")
        remarks.wrong(words % {"text": text[:30], "name": name})
        return None
    try:
        found = decimal(text)
    except NotANumber:
        remarks.wrong(_("“%(text)s” is not a price (%(name)s).") % {"text": text[:30], "name": name})
        return None
    if found is None:
        return None
    if found < 0:
        remarks.wrong(_("A price is below zero (%(name)s).") % {"name": name})
        return None
    if _LEVA.search(text):
        remarks.say(_("“%(text)s” was taken as EUR: the shop has no other currency.") % {"text": text[:30]})
    # Before rounding, which Decimal refuses for numbers of more than 28 digits.
    if found > HIGHEST_PRICE:
        remarks.wrong(_("“%(text)s” is not a price (%(name)s).") % {"text": text[:30], "name": name})
        return None
    cents = round_money(found)
    if cents != found:
        remarks.say(_("“%(text)s” was rounded to %(amount)s.") % {"text": text[:30], "amount": cents})
    return cents


def regular_price(text: str, name: str, remarks: Remarks) -> Decimal | None:
    """Return the price of a variant; none, zero or nonsense is a problem."""
    found = money(text, name, remarks)
    if found is None and not remarks.problems:
        remarks.wrong(_("There is no price (%(name)s).") % {"name": name})
    if found is not None and found == 0:
        remarks.wrong(_("The price is zero (%(name)s).") % {"name": name})
        return None
    return found


def quantity(text: str, remarks: Remarks) -> int | None:
    """Return units on hand; below zero counts as none, with a notice."""
    try:
        number = whole(text)
    except NotANumber:
        remarks.wrong(_("“%(text)s” is not a number of pieces.") % {"text": text[:30]})
        return None
    if number is not None and number < 0:
        remarks.say(_("A stock of %(number)d was taken as none.") % {"number": number})
        return 0
    if number is not None and number > MOST_PIECES:
        remarks.wrong(_("“%(text)s” is not a number of pieces.") % {"text": text[:30]})
        return None
    return number


def weight(text: str, unit: str, remarks: Remarks) -> int | None:
    """Return grams; what is no weight is left out, and the report says so."""
    try:
        found = grams(text, unit)
    except NotANumber:
        remarks.say(_("The weight “%(text)s” was left out.") % {"text": f"{text} {unit}".strip()[:30]})
        return None
    if found is not None and not 0 <= found <= HEAVIEST:
        remarks.say(_("The weight “%(text)s” was left out.") % {"text": f"{text} {unit}".strip()[:30]})
        return None
    return found


def sides(texts: Sequence[str], unit: str, remarks: Remarks) -> tuple[int, int, int] | None:
    """Return length, width and height in millimetres; what are no three sides is left out, and the report says so."""
    if not any(text.strip() for text in texts):
        return None
    try:
        found = [millimetres(text, unit) for text in texts]
    except NotANumber:
        found = []
    if len(found) == 3 and (not any(found) or all(0 < (side or 0) <= LONGEST_SIDE for side in found)):
        length, width, height = (side or 0 for side in found)
        return length, width, height
    text = " × ".join(text.strip()[:10] or "?" for text in texts)
    remarks.say(_("The size “%(text)s” was left out.") % {"text": f"{text} {unit}"})
    return None


def content(text: str, unit: str, remarks: Remarks) -> tuple[Decimal | None, str]:
    """Return how much is in a package and its unit; what is no such quantity is left out, and the report says so."""
    if not text:
        return None, ""
    unit = unit.casefold()
    factor, ours = _CONTENT.get(unit, (Decimal(1), unit))
    try:
        found = decimal(text)
    except NotANumber:
        found = None
    if found is not None and ours in ContentUnit.values:
        kept = (
            (found * factor).quantize(_SMALLEST_CONTENT, rounding=ROUND_HALF_UP)
            if found < MOST_CONTENT
            else None
        )
        if kept is not None and 0 < kept <= MOST_CONTENT:
            return kept.normalize() if kept != kept.to_integral_value() else kept.to_integral_value(), ours
    remarks.say(_("The content “%(text)s” was left out.") % {"text": f"{text} {unit}".strip()[:30]})
    return None, ""


def position(text: str, remarks: Remarks) -> int | None:
    """Return a place among others, None for an empty cell or, with a notice, for what is none."""
    try:
        found = whole(text)
    except NotANumber:
        found = -1
    if found is None or 0 <= found <= LAST_POSITION:
        return found
    remarks.say(_("“%(text)s” is not a position; the order of the file counts.") % {"text": text[:30]})
    return None
