"""WooCommerce's product CSV.

Source: https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema and the exporter's own column names. One
row per product or variation; a variation names its parent by "id:12" or by SKU, before or after it.
"""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from products.importers.readers import amounts, shared
from products.importers.readers.encoding import Line, Table, spelled
from products.importers.readers.reductions import reduction
from products.importers.readers.remarks import Remarks
from products.importers.readers.rich_text import plain, rich_text
from products.importers.readers.woocommerce_cells import addresses, category_paths, first_of, listed, pictures
from products.importers.readers.woocommerce_columns import (
    ALL,
    COLUMNS,
    NOT_SUPPORTED,
    PASSED_OVER,
    SIDES,
    WEIGHT,
    attribute_part,
    plain_name,
)
from products.importers.readers.woocommerce_texts import line_ends, paragraphs, unescaped, without_short_codes
from products.importers.records import PictureRecord, ProductRecord, Reading, TextRecord, VariantRecord
from taxes.models import VatClass

_DIGITAL = ("virtual", "downloadable")
_FORMULA = re.compile(r"^'(?=[=+\-@])")


@dataclass
class _Family:
    """A product with its variations, as they turn up."""

    parent: Line | None = None
    variations: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class _Attribute:
    name: str
    values: tuple[str, ...]
    # On the page of the product; what is not was for staff, filters or plugins.
    shown: bool = True


class _Reader:
    def __init__(self, table: Table, language: str) -> None:
        self.language = language
        self.names = {
            ours: [name for name in theirs if name in table.columns] for ours, theirs in COLUMNS.items()
        }
        self.weights = [(name, found[1]) for name in table.columns if (found := WEIGHT.fullmatch(name))]
        self.measures = [
            (name, found[1]) for side in SIDES for name in table.columns if (found := side.fullmatch(name))
        ]
        self.attributes: dict[str, dict[str, str]] = {}
        for name in table.columns:
            if part := attribute_part(name):
                self.attributes.setdefault(part[0], {})[part[1]] = name

    def cell(self, line: Line, name: str) -> str:
        return _FORMULA.sub("", next((line.get(n) for n in self.names[name] if line.get(n)), ""))

    def words(self, line: Line, name: str) -> str:
        """Return a cell that holds a name, as people read it."""
        return unescaped(self.cell(line, name))

    def kinds(self, line: Line) -> list[str]:
        return [kind.strip() for kind in self.cell(line, "type").casefold().split(",") if kind.strip()]

    def product(self, key: str, family: _Family) -> ProductRecord:
        if family.parent is None:
            words = _("The product that this variation belongs to is not in the file.")
            line = family.variations[0]
            return ProductRecord(
                line=line.number,
                key=f"woocommerce:{key}"[:255],
                texts=(TextRecord(self.language, self.words(line, "name")[:255] or key),),
                problems=(words,),
            )
        parent, remarks = family.parent, Remarks()
        own = self.own_attributes(parent)
        places = {line.number: self.place(line, remarks) for line in family.variations}
        shown = [line for line in family.variations if self.cell(line, "published") in ("", "1")]
        if len(shown) < len(family.variations):
            remarks.say(_("Variations that are switched off in the file were left out."))
        variations = sorted(shown, key=lambda line: (places[line.number], line.number))
        option_names = [a.name for a in own if any(self.value_of(line, a.name) for line in variations)]
        rows = variations if variations else [parent]
        variants = tuple(self.variant(line, parent, option_names, own, remarks) for line in rows)
        if "variable" in self.kinds(parent) and not variations:
            remarks.wrong(_("It has no variation in the file."))
        shared.in_line([parent, *variations], remarks)
        shared.check_choices(variants, remarks)
        if not self.cell(parent, "name"):
            remarks.wrong(_("It has no title."))
        self.say_related(parent, remarks)
        if any(self.cell(line, "backorders").casefold() in ("1", "notify") for line in rows):
            remarks.say(_("Selling on when it is sold out is not supported; the stock counts."))
        return ProductRecord(
            line=parent.number,
            key=f"woocommerce:{key}"[:255],
            texts=(self.text(parent, own, option_names, remarks),),
            brand=shared.brand(first_of(self.cell(parent, "brands")), remarks),
            tags=shared.tags(self.words(parent, "tags"), remarks),
            category_paths=category_paths(self.cell(parent, "categories")),
            vat_class=self.vat_class(parent, remarks),
            options=shared.options(option_names, (variant.values for variant in variants), remarks),
            variants=variants,
            pictures=pictures(self.cell(parent, "images")),
            unsupported=self.unsupported(parent, variations),
            problems=tuple(remarks.problems),
            notices=tuple(remarks.notices),
        )

    def text(
        self, parent: Line, own: list[_Attribute], option_names: list[str], remarks: Remarks
    ) -> TextRecord:
        source = line_ends(self.cell(parent, "description"))
        body = rich_text(paragraphs(without_short_codes(source)))
        for words in body.notices:
            remarks.say(words)
        if source != without_short_codes(source):
            remarks.say(_("Short codes of plugins in the description were left out."))
        facts = [
            (a.name, ", ".join(a.values)) for a in own if a.shown and a.name not in option_names and a.values
        ]
        visible = self.cell(parent, "visibility").casefold() != "hidden"
        return TextRecord(
            language=self.language,
            title=shared.title(self.words(parent, "name"), remarks),
            summary=shared.cut(
                plain(without_short_codes(line_ends(self.cell(parent, "short")))), 300, remarks
            ),
            description=body.html,
            facts=shared.facts(facts, remarks),
            published=self.cell(parent, "published") in ("", "1") and visible,
        )

    def variant(
        self,
        line: Line,
        parent: Line,
        option_names: list[str],
        own: list[_Attribute],
        remarks: Remarks,
    ) -> VariantRecord:
        about = self.cell(line, "sku") or self.cell(line, "name") or self.cell(line, "id")
        price = amounts.regular_price(self.cell(line, "price"), about, remarks)
        reduced, begins, ends = reduction(
            amounts.money(self.cell(line, "sale"), about, remarks),
            self.cell(line, "sale_starts"),
            self.cell(line, "sale_ends"),
            about,
            remarks,
        )
        image = addresses(self.cell(line, "images"))
        weight = self.weight(line, remarks)
        return VariantRecord(
            line=line.number,
            sku=shared.sku(self.cell(line, "sku"), remarks),
            gtin=shared.gtin(self.cell(line, "gtin"), remarks),
            price=price,
            reduced_price=reduced,
            reduced_from=begins,
            reduced_until=ends,
            stock=self.stock(line, remarks),
            weight_grams=self.weight(parent, remarks) if weight is None else weight,
            sides=self.sides(line, remarks) or (self.sides(parent, remarks) if line is not parent else None),
            values=tuple(self.value_of(line, name) for name in option_names),
            picture=PictureRecord(image[0]) if image and line is not parent else None,
        )

    def stock(self, line: Line, remarks: Remarks) -> int | None:
        """Return the count; a product without one is sold out where it says so, and keeps the shop's own stock else."""
        text = self.cell(line, "stock")
        if text and text.casefold() != "parent":
            return amounts.quantity(text, remarks)
        if self.cell(line, "in_stock").casefold() in ("0", "no", "outofstock"):
            return 0
        remarks.say(_("The file keeps no count of its stock: set it in the shop."))
        return None

    def weight(self, line: Line, remarks: Remarks) -> int | None:
        for name, unit in self.weights:
            if line.get(name):
                return amounts.weight(line.get(name), unit, remarks)
        return None

    def sides(self, line: Line, remarks: Remarks) -> tuple[int, int, int] | None:
        """Return the three sides; the shop has one unit for all of them."""
        if len(self.measures) < len(SIDES):
            return None
        return amounts.sides([line.get(name) for name, _unit in self.measures], self.measures[0][1], remarks)

    def vat_class(self, parent: Line, remarks: Remarks) -> str | None:
        status = self.cell(parent, "tax_status").casefold()
        kind = self.cell(parent, "tax_class").casefold()
        if status in ("none", "shipping"):
            # No tax in a shop that charges none is not the zero rate of a law.
            remarks.say(shared.untaxed())
            return None
        if kind == "zero-rate":
            return VatClass.ZERO
        if kind == "reduced-rate":
            return VatClass.REDUCED
        if kind not in ("", "standard", "parent"):
            remarks.say(
                _("The tax class “%(name)s” is not known; look at the VAT class.") % {"name": kind[:40]}
            )
            return None
        return VatClass.STANDARD if status or kind else None

    def own_attributes(self, line: Line) -> list[_Attribute]:
        found = []
        for columns in self.attributes.values():
            name = self.part(line, columns, "name")
            if name:
                values = tuple(listed(self.part(line, columns, "values")))
                found.append(_Attribute(name, values, self.part(line, columns, "visible") != "0"))
        return found

    def value_of(self, line: Line, attribute: str) -> str:
        for columns in self.attributes.values():
            if self.part(line, columns, "name") == attribute:
                # WooCommerce escapes the comma of a variation's one value as it does those of its parent's list.
                return self.part(line, columns, "values").replace("\\,", ",")
        return ""

    def part(self, line: Line, columns: dict[str, str], name: str) -> str:
        return unescaped(_FORMULA.sub("", line.get(columns.get(name, ""))))

    def place(self, line: Line, remarks: Remarks) -> int:
        return amounts.position(self.cell(line, "position"), remarks) or 0

    def say_related(self, parent: Line, remarks: Remarks) -> None:
        named = [*listed(self.cell(parent, "upsells")), *listed(self.cell(parent, "cross_sells"))]
        if named:
            words = _("Related products were not taken over, pick them on the product: %(names)s.")
            remarks.say(words % {"names": ", ".join(dict.fromkeys(named))[:200]})

    def unsupported(self, parent: Line, variations: list[Line]) -> str:
        """Return why it cannot be sold here; a variable product with nothing to ship says so in its variations."""
        digital = [next((kind for kind in self.kinds(line) if kind in _DIGITAL), "") for line in variations]
        if digital and all(digital):
            return _(NOT_SUPPORTED[digital[0]])
        kinds = self.kinds(parent)
        if refused := next((kind for kind in kinds if kind in NOT_SUPPORTED), ""):
            return _(NOT_SUPPORTED[refused])
        if kinds and not set(kinds) & {"simple", "variable"}:
            return _("Products of the kind “%(kind)s” are not supported.") % {"kind": ", ".join(kinds)[:60]}
        return ""


def read_woocommerce(table: Table, language: str) -> Reading:
    """Return the products of the file, variations put to their parents, in the order in which either turns up."""
    table = spelled(table, ALL, form=plain_name)
    reader = _Reader(table, language)
    families: dict[str, _Family] = {}
    by_sku = {
        reader.cell(line, "sku"): f"{_key(reader, line)}"
        for line in table.lines
        if reader.cell(line, "sku") and "variation" not in reader.kinds(line)
    }
    doubled: list[ProductRecord] = []
    for line in table.lines:
        if "variation" in reader.kinds(line):
            parent = reader.cell(line, "parent")
            key = (
                parent.removeprefix("id:").strip() if parent.startswith("id:") else by_sku.get(parent, parent)
            )
            families.setdefault(key or f"line-{line.number}", _Family()).variations.append(line)
            continue
        family = families.setdefault(_key(reader, line), _Family())
        if family.parent is not None:
            again = _Family(parent=line)
            doubled.append(reader.product(_key(reader, line), again))
            continue
        family.parent = line
    records = [reader.product(key, family) for key, family in families.items()] + doubled
    others = [
        name
        for name in table.columns
        if name not in ALL
        and not any(known.fullmatch(name) for known in (WEIGHT, *SIDES))
        and not attribute_part(name)
    ]
    return Reading(
        records=shared.without_doubles(records),
        encoding=table.encoding,
        unknown_columns=shared.unknown(name for name in others if not PASSED_OVER.fullmatch(name)),
        notices=shared.left_aside(table, filter(PASSED_OVER.fullmatch, others)),
    )


def _key(reader: _Reader, line: Line) -> str:
    return reader.cell(line, "id") or reader.cell(line, "sku") or f"line-{line.number}"
