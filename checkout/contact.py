"""Telephone numbers, postcodes and one-line texts as people type them."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[\s().\-/\u2010-\u2015\u2212]+")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
# National numbers without the trunk 0 have 8 or 9 digits: Наредба № 1 на КРС за националния номерационен план.
_BULGARIAN = re.compile(r"[2-9][0-9]{7,8}")
_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z \-]{1,9}")
_BULGARIAN_POSTCODE = re.compile(r"[0-9]{4}")


class Unreadable(ValueError):
    """What was typed cannot be what it is meant to be."""


def normalise_phone(text: str, country: str) -> str:
    """Return the number in E.164 form (`+359888123456`); raises Unreadable.

    Spaces, brackets, dots, dashes and slashes do not matter, 00 counts as +. Numbers without a country code are read as
    Bulgarian ones when `country` is BG, and refused otherwise: whose they are would be a guess.
    """
    digits = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    if digits.startswith("00"):
        digits = f"+{digits[2:]}"
    if not digits.startswith("+") and country == "BG":
        national = digits.removeprefix("359") if len(digits) > 10 else digits
        national = national.removeprefix("0")
        if _BULGARIAN.fullmatch(national):
            digits = f"+359{national}"
    # The trunk 0 that some write between the country code and the number is not dialled from abroad.
    digits = re.sub(r"^\+3590", "+359", digits)
    if not _INTERNATIONAL.fullmatch(digits):
        raise Unreadable
    if digits.startswith("+359") and not _BULGARIAN.fullmatch(digits[4:]):
        raise Unreadable
    return digits


def normalise_postcode(text: str, country: str) -> str:
    """Return the postcode in capitals with single spaces; raises Unreadable. Bulgarian ones have four digits."""
    code = " ".join(unicodedata.normalize("NFKC", text).upper().split())
    if country == "BG":
        code = code.removeprefix("BG-").removeprefix("BG").strip()
        if not _BULGARIAN_POSTCODE.fullmatch(code):
            raise Unreadable
        return code
    if not _POSTCODE.fullmatch(code):
        raise Unreadable
    return code


def one_line(text: str) -> str:
    """Return the text on one line, without invisible control characters (they end in mail headers and on labels)."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    return " ".join(visible.split())
