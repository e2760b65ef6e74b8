"""The threshold of EUR 10 000: up to it, consumers in other member states pay the merchant's own country's VAT.

Source: Directive 2006/112/EC, Art. 59c. It counts goods sent to consumers in all other member states together, without VAT,
in this calendar year and in the one before; the supply that passes it is taxed where it arrives (Art. 59c(3)).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.money import ZERO
from taxes.models import OssTurnover

THRESHOLD = Decimal("10000.00")
# When staff is told, in percent of the threshold.
MARKS = (80, 95, 100)


@dataclass(frozen=True)
class Standing:
    """Net EUR sold to consumers in other member states, this year and the year before."""

    year: int
    now: Decimal
    before: Decimal

    @property
    def room(self) -> Decimal:
        """Net EUR that this year may still bring at the home VAT."""
        return THRESHOLD - self.now

    @property
    def passed(self) -> bool:
        """Whether consumers in other states pay their own country's VAT, because of this year or of the one before."""
        return self.now > THRESHOLD or self.before > THRESHOLD

    @property
    def mark(self) -> int:
        """The highest of MARKS that this year has reached, or 0; 100 only once the threshold is really passed."""
        reached = [mark for mark in MARKS[:-1] if self.now * 100 >= THRESHOLD * mark]
        return MARKS[-1] if self.now > THRESHOLD else max(reached, default=0)


def standing(on: date) -> Standing:
    """Return where the merchant stands on a day (Sofia time), in one query."""
    totals = {row.year: row.total for row in OssTurnover.objects.filter(year__in=(on.year, on.year - 1))}
    return Standing(year=on.year, now=totals.get(on.year, ZERO), before=totals.get(on.year - 1, ZERO))
