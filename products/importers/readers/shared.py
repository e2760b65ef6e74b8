"""What the readers of all formats check alike: lengths, GTINs, doubled choices, damaged rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from core.validators import gtin_is_valid
from products.importers.readers.encoding import Line, Table
from products.importers.readers.remarks import Remarks
from products.importers.readers.rich_text import plain
from products.importers.records import OptionRecord, ProductRecord, VariantRecord
from products.importers.vitrina_columns import MOST_OPTIONS
from products.services.variants import MOST_VARIANTS

LONGEST_TITLE = 255
LONGEST_LABEL = 60
LONGEST_OPTION = 40
LONGEST_TAG = 60
LONGEST_BRAND = 80
LONGEST_FACT = 60
LONGEST_FACT_VALUE = 200
LONGEST_SKU = 60
# What a program of tables makes of a long number: "9.52E+12".
_SHORTENED = re.compile(r"\d([.,]\d+)?E\+\d+", re.IGNORECASE)
# Those of HTML that titles do carry; "<USB>" is a word.
_TAG = re.compile(
    r"</?(?:a|b|big|br|center|div|em|font|h[1-6]|i|iframe|img|mark|p|script|small|span|strong|style|sub|sup|svg|u)\b[^<>]*>",
    re.IGNORECASE,
)


def title(text: str, remarks: Remarks, *, own: bool = False) -> str:
    """Return a title that a page can have: without tags, and a longer one cut at a word, which the report says.

    `own` keeps what looks like a tag: our export writes what staff have typed.
    """
    text = " ".join((plain(text) if not own and _TAG.search(text) else text).split())
    if len(text) <= LONGEST_TITLE:
        return text
    words = _("The title has %(length)d characters and was cut to %(most)d.")
    remarks.say(words % {"length": len(text), "most": LONGEST_TITLE})
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def cut(text: str, most: int, remarks: Remarks) -> str:
    """Return a text that fits, cut at a word; the report says where it ends."""
    if len(text) <= most:
        return text
    kept = text[: most - 1].rsplit(" ", 1)[0] + "…"
    remarks.say(
        _("A text has more than %(most)d characters and was cut: %(text)s")
        % {"most": most, "text": f"{kept[:60]}…"}
    )
    return kept


def brand(text: str, remarks: Remarks) -> str:
    return cut(text, LONGEST_BRAND, remarks)


def facts(pairs: Iterable[tuple[str, str]], remarks: Remarks) -> tuple[tuple[str, str], ...]:
    """Return facts that a page can hold."""
    return tuple(
        (cut(name, LONGEST_FACT, remarks), cut(value, LONGEST_FACT_VALUE, remarks)) for name, value in pairs
    )


def untaxed() -> str:
    return _(
        "The file says that no tax is charged. The VAT class was not set by that; choose another one only if a law allows it."
    )


def tags(text: str, remarks: Remarks) -> tuple[str, ...]:
    return short_tags(text.split(","), remarks)


def short_tags(parts: Iterable[str], remarks: Remarks) -> tuple[str, ...]:
    """Return each tag once; one that is too long is left out, and the report says so."""
    found = [" ".join(part.split()) for part in parts]
    kept = [tag for tag in dict.fromkeys(found) if tag and len(tag) <= LONGEST_TAG]
    if any(len(tag) > LONGEST_TAG for tag in found):
        remarks.say(_("Tags of more than 60 characters were left out."))
    return tuple(kept)


def sku(text: str, remarks: Remarks) -> str:
    if len(text) > LONGEST_SKU:
        remarks.wrong(_("The SKU “%(sku)s…” has more than 60 characters.") % {"sku": text[:20]})
    return text[:LONGEST_SKU]


def gtin(text: str, remarks: Remarks) -> str:
    """Return a GTIN with a right check digit; a wrong one is left out, and the report says so."""
    digits = text.replace(" ", "").replace("-", "").lstrip("'")
    if _SHORTENED.fullmatch(digits):
        words = _("The GTIN %(gtin)s was left out: a program of tables shortened it.")
        remarks.say(words % {"gtin": text[:20]})
        return ""
    if digits and not gtin_is_valid(digits):
        remarks.say(_("The GTIN %(gtin)s has a wrong check digit and was left out.") % {"gtin": text[:20]})
        return ""
    return digits


def in_line(lines: Iterable[Line], remarks: Remarks) -> None:
    """Rows of which nobody knows what they say are wrong: a price might have come from the next column, or lack a digit."""
    for line in lines:
        if line.broken:
            words = _("Line %(line)d holds bytes that are no text: the file was damaged there.")
            remarks.wrong(words % {"line": line.number})
        elif line.cleaned:
            remarks.say(_("Invisible control characters were taken out of its cells."))
        if line.shifted:
            words = _(
                "Line %(line)d has more cells than the first line has columns: quote cells with commas."
            )
            remarks.wrong(words % {"line": line.number})


def left_aside(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence on the columns that are known, hold something and have no place here."""
    notices = []
    full = [name for name in names if any(line.get(name) for line in table.lines)]
    if full:
        notices.append(_("These columns were not needed: %(names)s.") % {"names": ", ".join(full)})
    if any(line.get("") for line in table.lines):
        notices.append(_("A column without a name holds something and was left out."))
    return tuple(notices)


def unknown(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of columns as a report can show them."""
    return tuple(
        dict.fromkeys(
            name if len(name) <= LONGEST_LABEL else f"{name[:LONGEST_LABEL]}…" for name in names if name
        )
    )


def options(
    names: Sequence[str], chosen: Iterable[Sequence[str]], remarks: Remarks
) -> tuple[OptionRecord, ...]:
    """Return the options of a product in one language, with the values that its variants have, in their order."""
    rows = list(chosen)
    found = []
    if len(set(names)) < len(names):
        remarks.wrong(_("Two of its options have the same name."))
    if len(names) > MOST_OPTIONS:
        words = _("It has %(total)d options; a product has at most %(most)d.")
        remarks.wrong(words % {"total": len(names), "most": MOST_OPTIONS})
    for place, name in enumerate(names):
        values = dict.fromkeys(row[place] for row in rows)
        if any(len(value) > LONGEST_LABEL for value in values) or len(name) > LONGEST_OPTION:
            remarks.wrong(_("A name of an option or value is too long (“%(name)s”).") % {"name": name[:40]})
        if any(not value for value in values):
            remarks.wrong(_("A variant lacks a value of “%(name)s”.") % {"name": name})
        found.append(OptionRecord(name, name, tuple((value, value) for value in values)))
    return tuple(found)


def check_lengths(options: Iterable[OptionRecord], remarks: Remarks) -> None:
    """The names and values of options in both languages have to fit."""
    for option in options:
        names = (option.name_bg, option.name_en)
        labels = [label for pair in option.values for label in pair]
        if any(len(name) > LONGEST_OPTION for name in names) or any(
            len(label) > LONGEST_LABEL for label in labels
        ):
            words = _("A name of an option or value is too long (“%(name)s”).")
            remarks.wrong(words % {"name": option.name_bg[:40]})


def check_choices(variants: Sequence[VariantRecord], remarks: Remarks) -> None:
    """Two variants of one product cannot be the same choice, nor have the same SKU, nor can there be too many."""
    if len(variants) > MOST_VARIANTS:
        words = _("It has %(total)d variants; a product has at most %(most)d.")
        remarks.wrong(words % {"total": len(variants), "most": MOST_VARIANTS})
    choices = [variant.values for variant in variants]
    if len(set(choices)) < len(choices):
        remarks.wrong(_("Two variants have the same options."))
    skus = [variant.sku for variant in variants if variant.sku]
    if len(set(skus)) < len(skus):
        remarks.wrong(_("Two variants have the same SKU."))


def without_doubles(records: Iterable[ProductRecord]) -> tuple[ProductRecord, ...]:
    """Mark what stands in the file twice: a key or a SKU that an earlier product has already."""
    keys: set[str] = set()
    owners: dict[str, int] = {}
    checked = []
    for record in records:
        problems = list(record.problems)
        if record.key in keys:
            problems.append(_("This product stands in the file twice."))
        keys.add(record.key)
        for variant in record.variants:
            if variant.sku and variant.sku in owners and not record.unsupported:
                words = _("The SKU %(sku)s is already that of line %(line)d.")
                problems.append(words % {"sku": variant.sku, "line": owners[variant.sku]})
            elif variant.sku:
                owners[variant.sku] = variant.line
        checked.append(replace(record, problems=tuple(dict.fromkeys(problems))))
    return tuple(checked)
