"""Putting an address right: spaces, separators, the name of the region; and saying what is wrong with it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.addresses.rules import PARTS, rules_for

Problem = Literal["missing", "wrong"]


@dataclass(frozen=True)
class Cleaned:
    """An address as it is kept, and what is wrong with it by part; what is wrong stays as it was typed."""

    values: dict[str, str]
    problems: dict[str, Problem]


def one_line(text: str) -> str:
    """Return the text on one line, without invisible control characters (they end in mail headers and on labels)."""
    visible = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char for char in text)
    return " ".join(visible.split())


def clean_address(country: str, typed: Mapping[str, str]) -> Cleaned:
    """Return the parts of an address in `country` as they are kept; parts that the country does not have become empty.

    Postcodes are written as the country writes them, in capitals. Towns and streets keep their small letters: capitals are
    for the envelope, and an order is read by people (docs/adr/0038).
    """
    rules = rules_for(country)
    values = {part: one_line(typed.get(part, "")) if part in rules.parts else "" for part in PARTS}
    problems: dict[str, Problem] = {}
    for part in rules.parts:
        if not values[part]:
            if part in rules.required:
                problems[part] = "missing"
            continue
        if part == "postcode":
            normal = rules.postcode(unicodedata.normalize("NFKC", values[part]))
        elif part == "region":
            normal = rules.region(values[part])
        else:
            continue
        if normal is None:
            problems[part] = "wrong"
        else:
            values[part] = normal
    return Cleaned(values=values, problems=problems)
