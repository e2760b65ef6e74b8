"""VAT inside gross prices: pure arithmetic, rounded once per rate (docs/money.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import round_money, spread

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class TaxedPrice:
    """A sum in EUR that cannot contradict itself: net + vat = gross, in whole cents, none of them negative."""

    gross: Decimal
    net: Decimal
    vat: Decimal
    rate: Decimal

    def __post_init__(self) -> None:
        if self.net + self.vat != self.gross:
            raise ValueError(f"{self.net} + {self.vat} is not {self.gross}")
        if min(self.net, self.vat, self.gross, self.rate) < 0:
            raise ValueError("a taxed price has no negative part")
        if any(part != round_money(part) for part in (self.gross, self.net, self.vat)):
            raise ValueError("a taxed price is made of whole cents")


def vat_in_gross(gross: Decimal, rate: Decimal) -> Decimal:
    """Return the VAT in EUR that a gross sum contains: gross × rate / (100 + rate), rounded half up.

    `rate` is in percent. Source: Directive 2006/112/EC, Art. 78 and 93 (the price is the net and the tax on it).
    """
    return round_money(gross * rate / (HUNDRED + rate))


def split_vat(amounts: Sequence[Decimal], rate: Decimal) -> list[TaxedPrice]:
    """Take the VAT out of gross amounts of one rate so that the parts add up to the VAT of their sum, to the cent.

    The VAT of the sum is rounded once and spread over the amounts by largest remainder; no amount changes.
    """
    total_vat = vat_in_gross(sum(amounts, start=Decimal("0.00")), rate)
    parts = spread(total_vat, amounts)
    return [
        TaxedPrice(gross=gross, net=gross - vat, vat=vat, rate=rate)
        for gross, vat in zip(amounts, parts, strict=True)
    ]
