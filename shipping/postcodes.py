"""Which postcodes a zone takes: exact ones, beginnings ("90*") and ranges ("1000-1999"). Pure."""

import re
from dataclasses import dataclass

_BETWEEN = re.compile(r"[\n,;]+")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)")
_PREFIX = re.compile(r"([0-9A-Z][0-9A-Z ]*)\*")
_EXACT = re.compile(r"[0-9A-Z][0-9A-Z ]*")
_LEADING = re.compile(r"\d+")


class UnreadablePattern(Exception):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass(frozen=True)
class Pattern:
    """From `first` to `last` where they differ in kind "range"; for the others `first` alone counts."""

    kind: str
    first: str
    last: str = ""

    def takes(self, postcode: str) -> bool:
        """Tell whether a postcode as `plain` returns it is meant."""
        if self.kind == "exact":
            return postcode == self.first
        if self.kind == "prefix":
            return postcode.startswith(self.first)
        # "1011AB" lies in 1000-1999, "10110" does not: the number in front must be as long as the bounds.
        number = _LEADING.match(postcode)
        return (
            number is not None and len(number[0]) == len(self.first) and self.first <= number[0] <= self.last
        )


def plain(postcode: str, country: str = "") -> str:
    """Return the postcode in capitals without spaces and dashes, and without the country in front ("LV-1010")."""
    found = re.sub(r"[^0-9A-Z]", "", postcode.upper())
    if country and found.startswith(country) and found[len(country) :].isdigit():
        return found[len(country) :]
    return found


def parse(text: str) -> tuple[Pattern, ...]:
    """Return the patterns of a text that has them in lines or between commas; raises UnreadablePattern."""
    return tuple(_pattern(part) for part in (part.strip().upper() for part in _BETWEEN.split(text)) if part)


def _pattern(text: str) -> Pattern:
    if found := _RANGE.fullmatch(text):
        first, last = found[1], found[2]
        # Without this "4000-123", a postcode with a dash, would count as a range.
        if len(first) != len(last) or first > last:
            raise UnreadablePattern(text)
        return Pattern("range", first, last)
    if found := _PREFIX.fullmatch(text):
        return Pattern("prefix", plain(found[1]))
    if _EXACT.fullmatch(text):
        return Pattern("exact", plain(text))
    raise UnreadablePattern(text)


def matches(patterns: str, postcode: str, country: str = "") -> bool:
    """Tell whether a zone with this text of patterns takes the postcode; without patterns it takes every one.

    Without a postcode only a zone that takes the whole country can be meant.
    """
    if not patterns.strip():
        return True
    wanted = plain(postcode, country)
    return bool(wanted) and any(pattern.takes(wanted) for pattern in parse(patterns))
