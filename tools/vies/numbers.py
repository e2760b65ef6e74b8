"""Made-up numbers whose check digits are right, so that they reach the stand-in."""

from __future__ import annotations


def german(code: str) -> str:
    """Return the German test number of a code, such as `DE999991009` (ISO 7064, MOD 11,10)."""
    body = f"99999{code}"
    product = 10
    for digit in body:
        total = (int(digit) + product) % 10 or 10
        product = total * 2 % 11
    return f"DE{body}{(11 - product) % 10}"
