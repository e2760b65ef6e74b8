"""Checks of numbers that the world outside issued."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban


def _eik9_ok(digits: list[int]) -> bool:
    check = sum((i + 1) * d for i, d in enumerate(digits[:8])) % 11
    if check == 10:
        check = sum((i + 3) * d for i, d in enumerate(digits[:8])) % 11 % 10
    return check == digits[8]


def _eik13_ok(digits: list[int]) -> bool:
    tail = digits[8:12]
    check = sum(w * d for w, d in zip((2, 7, 3, 5), tail, strict=True)) % 11
    if check == 10:
        check = sum(w * d for w, d in zip((4, 9, 5, 7), tail, strict=True)) % 11 % 10
    return check == digits[12]


def validate_eik(value: str) -> None:
    """Refuse a Bulgarian company number (ЕИК: 9 or 13 digits) whose check digits are wrong."""
    digits = [int(c) for c in value] if value.isascii() and value.isdigit() else []
    valid = len(digits) in (9, 13) and _eik9_ok(digits) and (len(digits) == 9 or _eik13_ok(digits))
    if not valid:
        raise ValidationError(_("This is not a valid company number (ЕИК)."), code="invalid_eik")


def validate_iban(value: str) -> None:
    """Refuse an account number with a wrong length or check digits (ISO 13616)."""
    if not iban.is_valid(value):
        raise ValidationError(_("This is not a valid IBAN: check its digits."), code="invalid_iban")


def validate_bic(value: str) -> None:
    """Refuse a bank code that is not one (ISO 9362)."""
    if not bic.is_valid(value):
        raise ValidationError(_("This is not a valid BIC."), code="invalid_bic")


def gtin_is_valid(value: str) -> bool:
    """Tell whether an 8, 12, 13 or 14 digit GTIN carries the right check digit (GS1 General Specifications 7.9)."""
    if not (value.isascii() and value.isdigit()) or len(value) not in (8, 12, 13, 14):
        return False
    body, check = value[:-1], int(value[-1])
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return (10 - total % 10) % 10 == check


def validate_gtin(value: str) -> None:
    """Refuse a GTIN with a wrong length or check digit."""
    if not gtin_is_valid(value):
        raise ValidationError(_("This GTIN is not valid: check its digits."), code="invalid_gtin")
