"""The one function that computes sums (DESIGN 1.8), and the result that cannot contradict itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from core.money import ZERO
from pricing.inputs import QuoteInputs
from pricing.lines import DELIVERY, FEE, GOODS, gross_lines
from pricing.vat import TaxedLine, taxed_lines
from taxes.arithmetic import TaxedPrice


def _add(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=ZERO)


@dataclass(frozen=True)
class QuoteLine(TaxedLine):
    """A line of the quote: what it is, and its taxed price. Sums are EUR."""

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
    # The home VAT that a zero-rated sale takes off.
    vat_removed: Decimal = ZERO

    def __post_init__(self) -> None:
        parts = self.goods_gross + self.delivery_gross + self.fee_gross - self.discount_gross
        parts -= self.vat_removed
        wrong = {
            "parts": parts != self.total_gross,
            "net and VAT": self.total_net + self.total_vat != self.total_gross,
            "lines": _add(line.gross for line in self.lines) != self.total_gross,
            "VAT taken off": _add(line.removed for line in self.lines) != self.vat_removed,
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

    @property
    def vat_removed_shown(self) -> Decimal:
        """The VAT taken off as it stands in a list of sums that add up."""
        return -self.vat_removed

    def goods(self) -> list[QuoteLine]:
        return [line for line in self.lines if line.kind == GOODS]

    def line_of(self, key: int) -> QuoteLine | None:
        """Return the goods line of a variant, or None when it is not quoted."""
        return next((line for line in self.lines if line.kind == GOODS and line.key == key), None)


def make_quote(inputs: QuoteInputs) -> Quote:
    """Return what the cart costs; the same inputs always give the same quote.

    Prices stay as advertised: VAT is found inside them, rounded once per rate over the whole order and spread over its
    lines by largest remainder (docs/money.md). A zero-rated sale is charged the net, found the same way. Without VAT
    registration every rate is 0 and there are no VAT rows. The sale that takes the merchant over the threshold of the
    one-stop shop is taxed where it arrives, all of it (Directive 2006/112/EC, Art. 59c(3)).
    """
    quote = _quote(inputs)
    beyond = inputs.vat.beyond
    if beyond and quote.total_net > beyond.room:
        return _quote(replace(inputs, vat=beyond.then))
    return quote


def _quote(inputs: QuoteInputs) -> Quote:
    sources = gross_lines(inputs)
    lines = tuple(
        QuoteLine(source=line.source, price=line.price, removed=line.removed) for line in taxed_lines(sources)
    )
    prices = [line.price for line in lines]
    return Quote(
        lines=lines,
        vat_rows=() if inputs.vat.treatment == "not_registered" else tuple(_vat_rows(prices)),
        vat_treatment=inputs.vat.treatment,
        vat_country=inputs.vat.country,
        delivery_chosen=inputs.delivery_gross is not None,
        goods_gross=_add(s.unit_gross * s.quantity for s in sources if s.kind == GOODS),
        delivery_gross=_add(s.unit_gross * s.quantity for s in sources if s.kind == DELIVERY),
        fee_gross=_add(s.unit_gross * s.quantity for s in sources if s.kind == FEE),
        discount_gross=_add(s.discount_gross for s in sources),
        vat_removed=_add(line.removed for line in lines),
        total_net=_add(price.net for price in prices),
        total_vat=_add(price.vat for price in prices),
        total_gross=_add(price.gross for price in prices),
    )


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
