"""What is written into tables that people open in a spreadsheet: no cell of it is ever run as a formula.

The signs and the apostrophe are those of OWASP, CSV Injection.
"""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
PHONE = re.compile(r"\+\d+")


def without_formula(written: object) -> object:
    """Keep what somebody typed from being run, in a table that is only read; numbers and phone numbers stay as they are."""
    if isinstance(written, str) and written.startswith(FORMULA_STARTS) and not PHONE.fullmatch(written):
        return f"'{written}"
    return written


def escaped(text: str) -> str:
    """Return a cell that is not run, in a table that is read back by `unescaped`: an apostrophe of its own is doubled."""
    return f"'{text}" if text.startswith((*FORMULA_STARTS, "'")) else text


def unescaped(text: str) -> str:
    """Return what was escaped; an apostrophe that escapes nothing is somebody's own and stays."""
    return text[1:] if text.startswith("'") and text[1:].startswith((*FORMULA_STARTS, "'")) else text
