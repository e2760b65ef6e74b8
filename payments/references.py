"""The reference of a bank transfer: the order's number as an ISO 11649 creditor reference, `RF` and two check digits first.

Any mistyped digit and any two digits that changed places are noticed (ISO 7064, mod 97-10).
"""

from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

PREFIX = "RF"
LARGEST_NUMBER = 2**63 - 1


def reference_of(number: int) -> str:
    """Return the reference that belongs to an order's number, such as `RF0310000042`; always the same one."""
    return f"{PREFIX}{mod_97_10.calc_check_digits(f'{number}{PREFIX}')}{number}"


def number_in(text: str) -> int | None:
    """Return the order's number that a reference stands for, however it is spaced; None for what is not one of ours."""
    try:
        digits = iso11649.validate(text)[4:]
    except ValidationError:
        return None
    number = int(digits) if digits.isascii() and digits.isdigit() else 0
    # Leading zeros make another reference of the same number; ours has none.
    return number if 0 < number <= LARGEST_NUMBER and str(number) == digits else None


def in_groups(reference: str) -> str:
    """Return a reference or an IBAN in groups of four, as people read and type them."""
    return " ".join(reference[start : start + 4] for start in range(0, len(reference), 4))
