"""The one function that computes sums (DESIGN 1.8), and the result that cannot contradict itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from pricing.inputs import QuoteInputs
from pricing.lines import DELIVERY, FEE, GOODS, GrossLine, gross_lines
from taxes.arithmetic import TaxedPrice, split_vat


def _add(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=ZERO)


@dataclass(frozen=True)
class QuoteLine:
    """A line of the quote: what it is, and its taxed price. Sums are EUR."""

    source: GrossLine
    price: TaxedPrice

    def __post_init__(self) -> None:
        if self.source.gross != self.price.gross or self.source.rate != self.price.rate:
            raise ValueError("the VAT split must not move the price")

    @property
    def kind(self) -> str:
        return self.source.kind

    @property
    def key(self) -> int | None:
        return self.source.key

    @property
    def gross(self) -> Decimal:
        return self.price.gross


@dataclass(frozen=True)
class Quote:
    """What a cart costs, in EUR. Lines, VAT rows and totals agree to the cent or the object does not exist."""

    lines: tuple[QuoteLine, ...]
    vat_rows: tuple[TaxedPrice, ...]
    vat_treatment: str
    vat_country: str
    delivery_chosen: bool
    goods_gross: Decimal
    delivery_gross: Decimal
    fee_gross: Decimal
    discount_gross: Decimal
    total_net: Decimal
    total_vat: Decimal
    total_gross: Decimal

    def __post_init__(self) -> None:
        parts = self.goods_gross + self.delivery_gross + self.fee_gross - self.discount_gross
        wrong = {
            "parts": parts != self.total_gross,
            "net and VAT": self.total_net + self.total_vat != self.total_gross,
            "lines": _add(line.gross for line in self.lines) != self.total_gross,
            "line VAT": _add(line.price.vat for line in self.lines) != self.total_vat,
            "VAT rows": _add(row.vat for row in self.vat_rows) != self.total_vat,
            "sign": min(
                self.goods_gross, self.delivery_gross, self.fee_gross, self.discount_gross, self.total_net
            )
            < 0,
        }
        if any(wrong.values()):
            raise ValueError(
                f"the quote contradicts itself: {[name for name, is_wrong in wrong.items() if is_wrong]}"
            )

    @property
    def discount_shown(self) -> Decimal:
        """The discount as it stands in a list of sums that add up."""
        return -self.discount_gross

    def goods(self) -> list[QuoteLine]:
        return [line for line in self.lines if line.kind == GOODS]

    def line_of(self, key: int) -> QuoteLine | None:
        """Return the goods line of a variant, or None when it is not quoted."""
        return next((line for line in self.lines if line.kind == GOODS and line.key == key), None)


def make_quote(inputs: QuoteInputs) -> Quote:
    """Return what the cart costs; the same inputs always give the same quote.

    Prices stay as advertised: VAT is found inside them, rounded once per rate over the whole order and spread over its
    lines by largest remainder (docs/money.md). Without VAT registration every rate is 0 and there are no VAT rows.
    """
    sources = gross_lines(inputs)
    prices = _taxed(sources)
    lines = tuple(
        QuoteLine(source=source, price=price) for source, price in zip(sources, prices, strict=True)
    )
    charged = inputs.vat.treatment == "charged"
    return Quote(
        lines=lines,
        vat_rows=tuple(_vat_rows(prices)) if charged else (),
        vat_treatment=inputs.vat.treatment,
        vat_country=inputs.vat.country,
        delivery_chosen=inputs.delivery_gross is not None,
        goods_gross=_add(s.unit_gross * s.quantity for s in sources if s.kind == GOODS),
        delivery_gross=_add(s.gross for s in sources if s.kind == DELIVERY),
        fee_gross=_add(s.gross for s in sources if s.kind == FEE),
        discount_gross=_add(s.discount_gross for s in sources),
        total_net=_add(price.net for price in prices),
        total_vat=_add(price.vat for price in prices),
        total_gross=_add(price.gross for price in prices),
    )


def _taxed(sources: Sequence[GrossLine]) -> list[TaxedPrice]:
    """Return the taxed price of each line, in order."""
    places: dict[Decimal, list[int]] = {}
    for place, source in enumerate(sources):
        places.setdefault(source.rate, []).append(place)
    taxed: dict[int, TaxedPrice] = {}
    for rate, indexes in places.items():
        taxed.update(zip(indexes, split_vat([sources[i].gross for i in indexes], rate), strict=True))
    return [taxed[place] for place in range(len(sources))]


def _vat_rows(prices: Sequence[TaxedPrice]) -> list[TaxedPrice]:
    """Return the VAT table: one row per rate, the highest first."""
    rows = []
    for rate in sorted({price.rate for price in prices}, reverse=True):
        of_rate = [price for price in prices if price.rate == rate]
        gross, net, vat = (
            _add(getattr(price, name) for price in of_rate) for name in ("gross", "net", "vat")
        )
        rows.append(TaxedPrice(gross=gross, net=net, vat=vat, rate=rate))
    return rows
