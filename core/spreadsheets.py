"""What is written into tables that people open in a spreadsheet."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
PHONE = re.compile(r"\+\d+")


def without_formula(written: object) -> object:
    """Keep a spreadsheet from running what somebody typed as a formula (OWASP, CSV injection); numbers stay as they are."""
    if isinstance(written, str) and written[:1] in FORMULA_STARTS and not PHONE.fullmatch(written):
        return f"'{written}"
    return written
