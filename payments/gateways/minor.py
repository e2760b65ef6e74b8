"""Minor units of currencies: they exist below payments/gateways and nowhere else (DESIGN 1.6)."""

from decimal import Decimal

# Digits after the point that differ from two. Source: ISO 4217 and https://docs.stripe.com/currencies
ZERO_DECIMAL = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF".split())
THREE_DECIMAL = frozenset("BHD JOD KWD OMR TND".split())


def digits(currency: str) -> int:
    """Return how many digits the currency has after the point."""
    code = currency.upper()
    if code in ZERO_DECIMAL:
        return 0
    return 3 if code in THREE_DECIMAL else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """Return 12.90 EUR as 1290; raises ValueError for a fraction of the smallest unit."""
    shifted = amount.scaleb(digits(currency))
    if shifted != shifted.to_integral_value():
        raise ValueError(f"{amount} {currency} has a fraction of the smallest unit")
    return int(shifted)


def from_minor(units: int, currency: str) -> Decimal:
    """Return 1290 EUR cents as 12.90, with the currency's own number of digits."""
    return Decimal(units).scaleb(-digits(currency))
