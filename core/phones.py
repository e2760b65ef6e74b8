"""Telephone numbers as people type them, as they are kept (E.164), and as they are shown."""

import re
import unicodedata

from phonenumber_field.phonenumber import PhoneNumber
from phonenumbers import NumberParseException, PhoneNumberFormat, example_number_for_type, format_number
from phonenumbers.phonenumberutil import PhoneNumberType

# Vanity numbers (0888-CALL-ME) would be read as digits; here letters are a slip.
_ALLOWED = re.compile(r"[\d\s+().\-/\u2010-\u2015\u2212]+")


class NotAPhoneNumber(ValueError):
    """What was typed is no telephone number, or not one of that country and without its own country code."""


def read_phone(text: str, country: str) -> str:
    """Return the number in E.164 form (`+359888123456`); raises NotAPhoneNumber.

    A number without a country code is read as one of `country`; 00 counts as +. Spaces, brackets and dashes do not matter.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    # 00 calls abroad nearly everywhere; not all numbering plans of the library know it.
    plain = re.sub(r"^00", "+", plain)
    if not _ALLOWED.fullmatch(plain):
        raise NotAPhoneNumber
    try:
        number = PhoneNumber.from_string(plain, region=country or None)
    except NumberParseException:
        raise NotAPhoneNumber from None
    if not number.is_valid():
        raise NotAPhoneNumber
    return str(number.as_e164)


def shown_phone(number: str) -> str:
    """Return a kept number with spaces, as it is dialled from anywhere; what is no number comes back as it is."""
    try:
        return str(PhoneNumber.from_string(number).as_international)
    except NumberParseException:
        return number


def example_phone(country: str) -> str:
    """Return a mobile number of the country as people write it there; empty for a country without a numbering plan."""
    example = example_number_for_type(country, PhoneNumberType.MOBILE)
    return format_number(example, PhoneNumberFormat.NATIONAL) if example else ""
