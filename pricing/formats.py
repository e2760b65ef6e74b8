"""How sums and rates are written in the languages of the shop."""

from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import get_language

from products.unit_price import UnitPrice

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


class Style(NamedTuple):
    decimal_mark: str
    group_mark: str
    symbol_first: bool


# Bulgarian: space between thousands, comma, the symbol behind (БДС ISO 80000-1); English: the other way round.
_STYLES = {
    "bg": Style(",", NO_BREAK_SPACE, symbol_first=False),
    "en": Style(".", ",", symbol_first=True),
}


def _style() -> Style:
    return _STYLES.get((get_language() or "en").split("-")[0], _STYLES["en"])


def format_money(amount: Decimal) -> str:
    """Return a sum in euros in the active language, such as `12,90 €` or `€12.90`; it never breaks over two lines."""
    style = _style()
    text = f"{abs(amount):,.2f}"
    text = text.replace(",", "\0").replace(".", style.decimal_mark).replace("\0", style.group_mark)
    text = f"€{text}" if style.symbol_first else f"{text}{NO_BREAK_SPACE}€"
    return f"{MINUS}{text}" if amount < 0 else text


def format_unit_price(price: UnitPrice) -> str:
    """Return what one of a unit costs in the active language, such as `24,90 €/кг` or `€24.90/kg`."""
    return f"{format_money(price.amount)}/{price.unit.label}"


def format_percent(rate: Decimal) -> str:
    """Return a rate in percent without idle zeros, such as `20 %` or `25.5%`, in the active language."""
    style = _style()
    digits = f"{rate:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    gap = "" if style.symbol_first else NO_BREAK_SPACE
    return f"{digits.replace('.', style.decimal_mark)}{gap}%"
