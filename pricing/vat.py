"""From gross lines to taxed ones: VAT found inside the price, or taken off it where the sale is zero-rated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO, spread
from pricing.lines import GrossLine
from taxes.arithmetic import TaxedPrice, split_vat, vat_in_gross


@dataclass(frozen=True)
class TaxedLine:
    """A line with its VAT split. `removed` is the home VAT (EUR) that a zero-rated sale does not charge."""

    source: GrossLine
    price: TaxedPrice
    removed: Decimal = ZERO

    def __post_init__(self) -> None:
        if self.source.gross - self.removed != self.price.gross or self.source.rate != self.price.rate:
            raise ValueError("the VAT split must not move the price")
        if self.removed and self.price.vat:
            raise ValueError("VAT is either charged or taken off")


def taxed_lines(sources: Sequence[GrossLine]) -> list[TaxedLine]:
    """Return the taxed lines in order.

    Both kinds of VAT are rounded once per rate over all lines, and spread over them by largest remainder (docs/money.md):
    the lines add up to the VAT table to the cent.
    """
    removed = _removed(sources)
    charged = [source.gross - part for source, part in zip(sources, removed, strict=True)]
    prices: dict[int, TaxedPrice] = {}
    for rate, places in _by(sources, lambda source: source.rate).items():
        prices.update(zip(places, split_vat([charged[i] for i in places], rate), strict=True))
    return [
        TaxedLine(source=source, price=prices[place], removed=removed[place])
        for place, source in enumerate(sources)
    ]


def _removed(sources: Sequence[GrossLine]) -> list[Decimal]:
    removed = [ZERO] * len(sources)
    for rate, places in _by(sources, lambda source: source.removed_rate).items():
        amounts = [sources[i].gross for i in places]
        parts = spread(vat_in_gross(sum(amounts, start=ZERO), rate), amounts)
        for place, part in zip(places, parts, strict=True):
            removed[place] = part
    return removed


def _by(sources: Sequence[GrossLine], rate: Callable[[GrossLine], Decimal]) -> dict[Decimal, list[int]]:
    places: dict[Decimal, list[int]] = {}
    for place, source in enumerate(sources):
        places.setdefault(rate(source), []).append(place)
    return places
