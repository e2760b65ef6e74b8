"""Amounts in minor units, for limits and for reading."""

from __future__ import annotations

from .errors import ApiError

# Minor digits and the least amount that Stripe charges (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).
CURRENCIES = {
    "eur": (2, 50, "€"),
    "usd": (2, 50, "$"),
    "gbp": (2, 30, "£"),
    "chf": (2, 50, "CHF"),
    "ron": (2, 200, "RON"),
    "pln": (2, 200, "PLN"),
    "czk": (2, 1500, "CZK"),
    "huf": (2, 17500, "HUF"),
    "dkk": (2, 250, "DKK"),
    "sek": (2, 300, "SEK"),
    "nok": (2, 300, "NOK"),
    "jpy": (0, 50, "¥"),
}
LARGEST = 99_999_999


def currency(text: str, param: str) -> str:
    """The lower-case code; raises ApiError for one that is not a currency of this emulator."""
    code = text.lower()
    if code not in CURRENCIES:
        raise ApiError(
            f"Invalid currency: {text}. Stripe currently supports these currencies: {', '.join(CURRENCIES)}",
            param=param,
        )
    return code


def require_chargeable(amount: int, code: str, *, param: str, what: str) -> None:
    """Raise ApiError for an amount below Stripe's minimum for the currency or above its maximum."""
    least = CURRENCIES[code][1]
    if amount < least:
        raise ApiError(
            f"{what} must be at least {display(least, code)}", code="amount_too_small", param=param
        )
    if amount > LARGEST:
        raise ApiError(
            f"{what} must be no more than {display(LARGEST, code)}", code="amount_too_large", param=param
        )


def display(amount: int, code: str, locale: str = "en") -> str:
    """`€1,234.50` in English, `1234,50 €` (groups from five digits on) in Bulgarian, without using floats."""
    digits, _, sign = CURRENCIES[code]
    whole, minor = divmod(abs(amount), 10**digits)
    grouped = f"{whole:,}"
    if locale == "bg":
        grouped = grouped.replace(",", "\u00a0") if whole >= 10_000 else str(whole)
    mark = "," if locale == "bg" else "."
    number = grouped + (f"{mark}{minor:0{digits}d}" if digits else "")
    minus = "-" if amount < 0 else ""
    if locale == "bg":
        return f"{minus}{number}\u00a0{sign}"
    return f"{minus}{sign}{number}" if len(sign) == 1 else f"{minus}{sign}\u00a0{number}"
