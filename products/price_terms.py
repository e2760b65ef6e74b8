"""What a variant costs, now and as planned, as a listing keeps it: so a list knows every price without reading variants."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from products.prices import Priced


@dataclass(frozen=True)
class Terms:
    """The columns of a variant that `products.prices.effective_price` reads."""

    price: Decimal
    reduced_price: Decimal | None
    reduced_from: datetime | None
    reduced_until: datetime | None
    prior_price: Decimal | None
    content_quantity: Decimal | None
    content_unit: str

    @classmethod
    def of(cls, priced: Priced) -> "Terms":
        return cls(
            priced.price,
            priced.reduced_price,
            priced.reduced_from,
            priced.reduced_until,
            priced.prior_price,
            priced.content_quantity,
            priced.content_unit,
        )

    @property
    def asked(self) -> tuple[Decimal, Decimal | None, datetime | None, datetime | None]:
        """What decides which amount is asked when."""
        return self.price, self.reduced_price, self.reduced_from, self.reduced_until

    def as_json(self) -> list[str | None]:
        return [
            str(self.price),
            _text(self.reduced_price),
            _moment_text(self.reduced_from),
            _moment_text(self.reduced_until),
            _text(self.prior_price),
            _text(self.content_quantity),
            self.content_unit,
        ]

    @classmethod
    def from_json(cls, stored: list[str | None]) -> "Terms":
        price, reduced, begins, ends, prior, quantity, unit = stored
        return cls(
            Decimal(price or 0),
            _amount(reduced),
            _moment(begins),
            _moment(ends),
            _amount(prior),
            _amount(quantity),
            unit or "",
        )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _moment_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
