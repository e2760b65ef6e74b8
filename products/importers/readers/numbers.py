"""Numbers as people and programs write them: 12,90 or 12.90, 1 234,50 or 1,234.50, with or without a currency."""

import re
from decimal import Decimal, InvalidOperation

_NOISE = re.compile(r"[\s\u00a0\u202f']|€|EUR|BGN|лв\.?|\$|USD", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")
# Far more than anything in a shop; beyond some thousands Python itself refuses to read or write a number.
_LONGEST = 40
_THOUSANDS = re.compile(r"-?\d{1,3}(?:\.\d{3})+|-?\d{1,3}(?:,\d{3})+")
_ONE_OR_THOUSAND = re.compile(r"-?[1-9]\d{0,2}[.,]000")
# International avoirdupois pound, exactly.
_GRAMS = {"g": Decimal(1), "kg": Decimal(1000), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}
_MILLIMETRES = {
    "mm": Decimal(1),
    "cm": Decimal(10),
    "m": Decimal(1000),
    "in": Decimal("25.4"),
    "yd": Decimal("914.4"),
}
_CYRILLIC_LENGTHS = {"мм": "mm", "см": "cm", "м": "m"}
_UNITS = {"lbs": "lb", "pounds": "lb", "ounces": "oz", "grams": "g", "kilograms": "kg", "г": "g", "кг": "kg"}


class NotANumber(ValueError):
    """The text is no number."""


def decimal(text: str) -> Decimal | None:
    """Return the number that a cell holds, None for an empty one; raises NotANumber.

    The last of comma and point parts the decimals; one kind that stands several times, or before three digits beside the
    other kind, parts thousands. A single comma or point is a decimal one: catalogues write prices.
    """
    cleaned = _NOISE.sub("", text)
    if not cleaned:
        return None
    if len(cleaned) > _LONGEST:
        raise NotANumber(text)
    comma, point = cleaned.rfind(","), cleaned.rfind(".")
    if comma >= 0 and point >= 0:
        thousands, decimals = (".", ",") if comma > point else (",", ".")
        cleaned = cleaned.replace(thousands, "").replace(decimals, ".")
    elif cleaned.count(",") + cleaned.count(".") > 1 and _THOUSANDS.fullmatch(cleaned):
        cleaned = cleaned.replace(",", "").replace(".", "")
    else:
        cleaned = cleaned.replace(",", ".")
    if not _NUMBER.fullmatch(cleaned):
        raise NotANumber(text)
    try:
        return Decimal(cleaned)
    except InvalidOperation as error:
        raise NotANumber(text) from error


def whole(text: str) -> int | None:
    """Return the whole number that a cell holds ("5", "5.0"), None for an empty one; raises NotANumber.

    "1,000" is refused: nobody can tell whether it is one piece or a thousand.
    """
    number = decimal(text)
    if number is None:
        return None
    if number != number.to_integral_value() or _ONE_OR_THOUSAND.fullmatch(_NOISE.sub("", text)):
        raise NotANumber(text)
    return int(number)


def grams(text: str, unit: str) -> int | None:
    """Return a weight in whole grams, None for an empty cell; raises NotANumber for no number or an unknown unit."""
    number = decimal(text)
    if number is None:
        return None
    name = unit.strip().casefold() or "g"
    factor = _GRAMS.get(_UNITS.get(name, name))
    if factor is None:
        raise NotANumber(unit)
    return int((number * factor).to_integral_value())


def millimetres(text: str, unit: str) -> int | None:
    """Return a length in whole millimetres, None for an empty cell; raises NotANumber for no number or an unknown unit."""
    number = decimal(text)
    if number is None:
        return None
    name = unit.strip().casefold()
    factor = _MILLIMETRES.get(_CYRILLIC_LENGTHS.get(name, name))
    if factor is None or abs(number) > 1_000_000:
        raise NotANumber(text)
    return int((number * factor).to_integral_value())
