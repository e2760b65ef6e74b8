"""Cells of WooCommerce's file that hold more than one thing: lists, paths of categories, addresses of pictures."""

import re

from products.importers.readers.woocommerce_texts import unescaped
from products.importers.records import PictureRecord


def listed(text: str) -> list[str]:
    """Split at commas; a comma after a backslash belongs to the value."""
    parts = re.split(r"(?<!\\),", text)
    return [part.replace("\\,", ",").strip() for part in parts if part.strip()]


def first_of(text: str) -> str:
    """Return the first of a list of names; of a path its last step."""
    return unescaped(next(iter(listed(text)), "").rpartition(">")[2].strip())


def category_paths(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths of a list, each once; entities are read after parting, "&gt;" belongs to a title."""
    paths = (
        tuple(unescaped(step.strip()) for step in path.split(">") if step.strip()) for path in listed(text)
    )
    found = [path for path in dict.fromkeys(paths) if path]
    # "Cups, Kitchen > Cups": a category that is part of a longer path is the same place named twice.
    return tuple(
        path for path in found if not any(other[: len(path)] == path for other in found if other != path)
    )


def addresses(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s*(?=https?://)|,\s+", text) if part.strip()]


def pictures(text: str) -> tuple[PictureRecord, ...]:
    return tuple(
        PictureRecord(source, "", place) for place, source in enumerate(dict.fromkeys(addresses(text)), 1)
    )
