"""What the readers of all formats check alike: lengths, GTINs, doubled choices."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from core.validators import gtin_is_valid
from products.importers.readers.encoding import Line, Table
from products.importers.readers.numbers import NotANumber, decimal, grams, whole
from products.importers.records import OptionRecord, ProductRecord, VariantRecord

LONGEST_TITLE = 255
LONGEST_LABEL = 60
LONGEST_OPTION = 40
LONGEST_TAG = 60
LONGEST_SKU = 60
CENT = Decimal("0.01")
HIGHEST_PRICE = Decimal("9999999999.99")
_LEVA = re.compile(r"BGN|лв|USD|\$", re.IGNORECASE)


@dataclass
class Remarks:
    """What is wrong with one product of the file, and what is only to be said."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def wrong(self, words: str) -> None:
        if words not in self.problems:
            self.problems.append(words)

    def say(self, words: str) -> None:
        if words not in self.notices:
            self.notices.append(words)


def title(text: str, remarks: Remarks) -> str:
    """Return a title that a page can have; a longer one is cut at a word, and the report says so."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_TITLE:
        return text
    words = _("The title has %(length)d characters and was cut to %(most)d.")
    remarks.say(words % {"length": len(text), "most": LONGEST_TITLE})
    return text[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


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
    if digits and not gtin_is_valid(digits):
        remarks.say(_("The GTIN %(gtin)s has a wrong check digit and was left out.") % {"gtin": text[:20]})
        return ""
    return digits


def in_line(lines: Iterable[Line], remarks: Remarks) -> None:
    """A row with more cells than the header has columns is wrong: a price might have come from the next column."""
    for line in lines:
        if line.shifted:
            words = _(
                "Line %(line)d has more cells than the first line has columns: quote cells with commas."
            )
            remarks.wrong(words % {"line": line.number})


def left_aside(table: Table, names: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence on the columns that are known, hold something and have no place here."""
    full = [name for name in names if any(line.get(name) for line in table.lines)]
    if not full:
        return ()
    return (_("These columns were not needed: %(names)s.") % {"names": ", ".join(full)},)


def amount(text: str, name: str, remarks: Remarks) -> Decimal | None:
    """Return a number of zero or more, None for an empty cell or, as a problem, for what is none."""
    try:
        found = decimal(text)
    except NotANumber:
        remarks.wrong(_("“%(text)s” is not a price (%(name)s).") % {"text": text[:30], "name": name})
        return None
    if found is not None and found < 0:
        remarks.wrong(_("A price is below zero (%(name)s).") % {"name": name})
        return None
    return found


def money(text: str, name: str, remarks: Remarks) -> Decimal | None:
    """Return a price in gross EUR and whole cents, None for an empty cell or, as a problem, for what is no price."""
    found = amount(text, name, remarks)
    if found is None:
        return None
    if _LEVA.search(text):
        remarks.say(_("“%(text)s” was taken as EUR: the shop has no other currency.") % {"text": text[:30]})
    # Before rounding, which Decimal refuses for numbers of more than 28 digits.
    if found > HIGHEST_PRICE:
        remarks.wrong(_("“%(text)s” is not a price (%(name)s).") % {"text": text[:30], "name": name})
        return None
    cents = found.quantize(CENT, ROUND_HALF_UP)
    if cents != found:
        remarks.say(_("“%(text)s” was rounded to %(amount)s.") % {"text": text[:30], "amount": cents})
    return cents


def regular_price(text: str, name: str, remarks: Remarks) -> Decimal | None:
    """Return the price of a variant; none, zero or nonsense is a problem."""
    found = money(text, name, remarks)
    if found is None and not remarks.problems:
        remarks.wrong(_("There is no price (%(name)s).") % {"name": name})
    if found is not None and found == 0:
        remarks.wrong(_("The price is zero (%(name)s).") % {"name": name})
        return None
    return found


def quantity(text: str, remarks: Remarks) -> int | None:
    """Return units on hand; below zero counts as none, with a notice."""
    try:
        number = whole(text)
    except NotANumber:
        remarks.wrong(_("“%(text)s” is not a number of pieces.") % {"text": text[:30]})
        return None
    if number is not None and number < 0:
        remarks.say(_("A stock of %(number)d was taken as none.") % {"number": number})
        return 0
    return number


def weight(text: str, unit: str, remarks: Remarks) -> int | None:
    try:
        found = grams(text, unit)
    except NotANumber:
        remarks.say(_("The weight “%(text)s” was left out.") % {"text": f"{text} {unit}".strip()[:30]})
        return None
    if found is not None and not 0 <= found <= 1_000_000:
        remarks.say(_("The weight “%(text)s” was left out.") % {"text": f"{text} {unit}".strip()[:30]})
        return None
    return found


def options(
    names: Sequence[str], chosen: Iterable[Sequence[str]], remarks: Remarks
) -> tuple[OptionRecord, ...]:
    """Return the options of a product in one language, with the values that its variants have, in their order."""
    rows = list(chosen)
    found = []
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
    """Two variants of one product cannot be the same choice, nor have the same SKU."""
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
