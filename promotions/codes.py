"""How a coupon code is written, and how it is told from another one."""

import re
import secrets
import unicodedata

MOST_SIGNS = 40
# What a code may be made of once it is in capitals: it is read aloud, printed and typed on a phone.
SHAPE = re.compile(r"[A-ZА-Я0-9][A-ZА-Я0-9_-]*")
# Nobody has to guess whether it is an O or a nought (0 O, 1 I L, 5 S, 2 Z, 8 B), nor spells a word by accident (no vowels).
CLEAR_SIGNS = "CDFGHJKMNPQRTVWXY3479"
# Letters that look the same in both alphabets: a code typed with the other keyboard is the same code.
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")


def written(typed: str) -> str:
    """Return a code as it is shown: in capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).upper()


def key_of(typed: str) -> str:
    """Return what makes a code unique: neither capitals nor the alphabet of letters that look the same count."""
    return written(typed).translate(_LOOKALIKES)


def is_code(typed: str) -> bool:
    """Tell whether this can be a code at all."""
    code = written(typed)
    return len(code) <= MOST_SIGNS and bool(SHAPE.fullmatch(code))


def random_code(pattern: str) -> str:
    """Return the pattern, in capitals, with every # replaced by a sign that nobody can mistake for another."""
    return "".join(secrets.choice(CLEAR_SIGNS) if sign == "#" else sign for sign in written(pattern))


def possible(pattern: str) -> int:
    """Return how many different codes a pattern can give."""
    return int(len(CLEAR_SIGNS) ** pattern.count("#"))
