"""The columns of the shop's own file: what the exporter writes is what the reader reads.

One row per variant; what belongs to the product stands in its first row. Cells are escaped on their way out and unescaped
on their way in (core.spreadsheets).
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from products.importers.records import OperatorRecord

LANGUAGES = ("bg", "en")
MOST_OPTIONS = 5
PER_LANGUAGE = (
    "title",
    "summary",
    "description",
    "slug",
    "seo_title",
    "seo_description",
    "facts",
    "published",
)
OPERATOR = ("name", "address", "country", "email", "website")

PRODUCT = (
    "product",
    "name",
    "brand",
    "vat_class",
    "tags",
    "archived",
    *(f"{name}_{language}" for language in LANGUAGES for name in PER_LANGUAGE),
    "categories",
    *(f"option{number}_name_{language}" for number in range(1, MOST_OPTIONS + 1) for language in LANGUAGES),
    "pictures",
    "picture_texts",
    *(f"manufacturer_{name}" for name in OPERATOR),
    *(f"responsible_{name}" for name in OPERATOR),
    "warnings_bg",
    "warnings_en",
    "no_warnings",
    "gpsr_exempt_reason",
)
VARIANT = (
    *(f"option{number}_value_{language}" for number in range(1, MOST_OPTIONS + 1) for language in LANGUAGES),
    "sku",
    "gtin",
    "price",
    "reduced_price",
    "reduced_from",
    "reduced_until",
    "stock",
    "weight_grams",
    "length_mm",
    "width_mm",
    "height_mm",
    "content",
    "content_unit",
    "variant_picture",
)
COLUMNS = (*PRODUCT, *VARIANT)

YES, NO = "yes", "no"
LEVEL, BETWEEN = " > ", "; "


def yes_no(value: bool) -> str:
    return YES if value else NO


def is_yes(text: str) -> bool:
    return text.strip().casefold() in {YES, "true", "1", "да"}


def money_cell(amount: Decimal | None) -> str:
    return "" if amount is None else str(amount)


def day_cell(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def number_cell(number: Decimal | int | None) -> str:
    """Return a quantity without the zeros that only the column has."""
    if number is None:
        return ""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(parts: Iterable[str]) -> str:
    """Join the parts of a list; a semicolon inside a part is doubled."""
    return BETWEEN.join(part.replace(";", ";;") for part in parts)


def split(text: str) -> list[str]:
    """Return what was joined; an empty part in the middle stays, so that two lists keep in step."""
    if not text:
        return []
    marker = "\0"
    parts = text.replace(";;", marker).split(";")
    return [part.strip().replace(marker, ";") for part in parts]


def path_cell(paths: Iterable[Sequence[str]]) -> str:
    return joined(LEVEL.join(title.replace(">", ">>") for title in path) for path in paths)


def paths_of(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths of a cell; ">" parts levels, ">>" is one that belongs to a title."""
    paths = []
    for part in split(text):
        steps = (step.strip().replace("\0", ">") for step in part.replace(">>", "\0").split(">"))
        paths.append(tuple(step for step in steps if step))
    return tuple(path for path in paths if path)


def facts_cell(facts: Iterable[tuple[str, str]]) -> str:
    return "\n".join(f"{name.replace(':', '::')}: {value}" for name, value in facts)


def facts_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return what facts_cell wrote, a line each; a colon inside a name is doubled."""
    marker = "\0"
    pairs = (line.replace("::", marker).partition(": ") for line in text.splitlines() if line.strip())
    return tuple(
        (name.replace(marker, ":").strip(), value.replace(marker, "::").strip())
        for name, _colon, value in pairs
        if value.strip()
    )


def operator_of(name: str, address: str, country: str, email: str, website: str) -> OperatorRecord | None:
    if not name:
        return None
    return OperatorRecord(name, address, country.strip().upper(), email, website)
