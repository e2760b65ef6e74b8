"""WooCommerce's product CSV.

Source: https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema and the exporter's own column names. One
row per product or variation; a variation names its parent by "id:12" or by SKU, before or after it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from products.importers.readers import shared
from products.importers.readers.encoding import Line, Table, spelled
from products.importers.readers.rich_text import plain, rich_text
from products.importers.readers.shared import Remarks
from products.importers.records import PictureRecord, ProductRecord, Reading, TextRecord, VariantRecord
from taxes.models import VatClass

# Our name for a column, and WooCommerce's in English and in its Bulgarian translation.
COLUMNS = {
    "id": ("ID",),
    "type": ("Type", "Тип"),
    "sku": ("SKU", "Каталожен номер"),
    "gtin": ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN или ISBN"),
    "name": ("Name", "Име"),
    "published": ("Published", "Публикувано", "Публикуван"),
    "visibility": ("Visibility in catalog", "Видимост в каталога"),
    "short": ("Short description", "Кратко описание"),
    "description": ("Description", "Описание"),
    "sale_starts": ("Date sale price starts", "Дата на начало на промоцията"),
    "sale_ends": ("Date sale price ends", "Дата на край на промоцията"),
    "tax_status": ("Tax status", "Данъчен статус"),
    "tax_class": ("Tax class", "Данъчен клас"),
    "in_stock": ("In stock?", "В наличност?"),
    "stock": ("Stock", "Наличност"),
    "backorders": ("Backorders allowed?", "Разрешени ли са предварителни поръчки?"),
    "sale": ("Sale price", "Промоционална цена"),
    "price": ("Regular price", "Редовна цена"),
    "categories": ("Categories", "Категории"),
    "tags": ("Tags", "Етикети"),
    "images": ("Images", "Изображения"),
    "parent": ("Parent", "Родител"),
    "position": ("Position", "Позиция"),
    "brands": ("Brands", "Марки"),
}
_ALL = {name for theirs in COLUMNS.values() for name in theirs}
WEIGHT = re.compile(r"(?:Weight|Тегло) \((\w+)\)")
ATTRIBUTE = re.compile(
    r"(?:Attribute|Атрибут) (\d+) (name|value\(s\)|visible|global|default|име|стойност\(и\)|стойности)"
)
PASSED_OVER = re.compile(
    r"Is featured\?|Low stock amount|Sold individually\?|(Length|Width|Height) \(\w+\)|Allow customer reviews\?|Purchase note|"
    r"Shipping class|Download limit|Download expiry days|Download \d+ (ID|name|URL)|Grouped products|Upsells|Cross-sells|"
    r"External URL|Button text|Meta: .+|Swatches Attributes|Menu order",
    re.IGNORECASE,
)
EXPECTED = ("ID", "Type", "SKU", "Name", "Regular price", "Categories")
NOT_SUPPORTED = {
    "grouped": "Grouped products are not supported.",
    "external": "External products (sold elsewhere) are not supported.",
    "virtual": "Virtual products (nothing to ship) are not supported.",
    "downloadable": "Downloadable products are not supported.",
    "subscription": "Subscriptions are not supported.",
    "variable-subscription": "Subscriptions are not supported.",
    "bundle": "Bundles are not supported.",
}
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


class _Reader:
    def __init__(self, table: Table, language: str) -> None:
        self.language = language
        self.names = {
            ours: [name for name in theirs if name in table.columns] for ours, theirs in COLUMNS.items()
        }
        self.weights = [(name, found[1]) for name in table.columns if (found := WEIGHT.fullmatch(name))]
        self.attributes: dict[str, dict[str, str]] = {}
        for name in table.columns:
            if found := ATTRIBUTE.fullmatch(name):
                part = {"име": "name", "value(s)": "values", "стойност(и)": "values", "стойности": "values"}
                self.attributes.setdefault(found[1], {})[part.get(found[2], found[2])] = name

    def cell(self, line: Line, name: str) -> str:
        return _FORMULA.sub("", next((line.get(n) for n in self.names[name] if line.get(n)), ""))

    def kinds(self, line: Line) -> list[str]:
        return [kind.strip() for kind in self.cell(line, "type").casefold().split(",") if kind.strip()]

    def product(self, key: str, family: _Family) -> ProductRecord:
        if family.parent is None:
            words = _("The product that this variation belongs to is not in the file.")
            line = family.variations[0]
            return ProductRecord(
                line=line.number,
                key=f"woocommerce:{key}"[:255],
                texts=(TextRecord(self.language, self.cell(line, "name")[:255] or key),),
                problems=(words,),
            )
        parent, remarks = family.parent, Remarks()
        own = self.own_attributes(parent)
        variations = sorted(family.variations, key=self.place)
        option_names = [a.name for a in own if any(self.value_of(line, a.name) for line in variations)]
        rows = variations if variations else [parent]
        variants = tuple(self.variant(line, parent, option_names, own, remarks) for line in rows)
        if "variable" in self.kinds(parent) and not variations:
            remarks.wrong(_("It has no variation in the file."))
        shared.in_line([parent, *variations], remarks)
        shared.check_choices(variants, remarks)
        if not self.cell(parent, "name"):
            remarks.wrong(_("It has no title."))
        if any(self.cell(line, "backorders").casefold() in ("1", "notify") for line in rows):
            remarks.say(_("Selling on when it is sold out is not supported; the stock counts."))
        return ProductRecord(
            line=parent.number,
            key=f"woocommerce:{key}"[:255],
            texts=(self.text(parent, own, option_names, remarks),),
            brand=_first(self.cell(parent, "brands")),
            tags=shared.tags(self.cell(parent, "tags"), remarks),
            category_paths=_category_paths(self.cell(parent, "categories")),
            vat_class=self.vat_class(parent, remarks),
            options=shared.options(option_names, (variant.values for variant in variants), remarks),
            variants=variants,
            pictures=_pictures(self.cell(parent, "images")),
            unsupported=self.unsupported(parent, variations),
            problems=tuple(remarks.problems),
            notices=tuple(remarks.notices),
        )

    def text(
        self, parent: Line, own: list[_Attribute], option_names: list[str], remarks: Remarks
    ) -> TextRecord:
        body = rich_text(self.cell(parent, "description").replace("\\n", "\n"))
        for words in body.notices:
            remarks.say(words)
        facts = tuple((a.name, ", ".join(a.values)) for a in own if a.name not in option_names and a.values)
        visible = self.cell(parent, "visibility").casefold() != "hidden"
        return TextRecord(
            language=self.language,
            title=shared.title(self.cell(parent, "name"), remarks),
            summary=plain(self.cell(parent, "short").replace("\\n", "\n"))[:300],
            description=body.html,
            facts=facts,
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
        price = shared.regular_price(self.cell(line, "price"), about, remarks)
        reduced = shared.money(self.cell(line, "sale"), about, remarks)
        begins, ends = self.day(line, "sale_starts", remarks), self.day(line, "sale_ends", remarks)
        unset = reduced is None
        image = _addresses(self.cell(line, "images"))
        weight = self.weight(line, remarks)
        return VariantRecord(
            line=line.number,
            sku=shared.sku(self.cell(line, "sku"), remarks),
            gtin=shared.gtin(self.cell(line, "gtin"), remarks),
            price=price,
            reduced_price=reduced,
            reduced_from=None if unset else begins,
            reduced_until=None if unset else ends,
            stock=self.stock(line, remarks),
            weight_grams=self.weight(parent, remarks) if weight is None else weight,
            values=tuple(self.value_of(line, name) for name in option_names),
            picture=PictureRecord(image[0]) if image and line is not parent else None,
        )

    def stock(self, line: Line, remarks: Remarks) -> int | None:
        """Return the count; a product without one is sold out where it says so, and keeps the shop's own stock else."""
        text = self.cell(line, "stock")
        if text and text.casefold() != "parent":
            return shared.quantity(text, remarks)
        if self.cell(line, "in_stock").casefold() in ("0", "no", "outofstock"):
            return 0
        remarks.say(_("The file keeps no count of its stock: set it in the shop."))
        return None

    def weight(self, line: Line, remarks: Remarks) -> int | None:
        for name, unit in self.weights:
            if line.get(name):
                return shared.weight(line.get(name), unit, remarks)
        return None

    def vat_class(self, parent: Line, remarks: Remarks) -> str | None:
        status = self.cell(parent, "tax_status").casefold()
        kind = self.cell(parent, "tax_class").casefold()
        if status == "none" or kind == "zero-rate":
            return VatClass.ZERO
        if kind == "reduced-rate":
            return VatClass.REDUCED
        if kind not in ("", "standard", "parent"):
            remarks.say(
                _("The tax class “%(name)s” is not known; look at the VAT class.") % {"name": kind[:40]}
            )
            return None
        return VatClass.STANDARD if status or kind else None

    def day(self, line: Line, name: str, remarks: Remarks) -> date | None:
        text = self.cell(line, name)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            remarks.say(_("The date “%(text)s” was left out.") % {"text": text[:30]})
            return None

    def own_attributes(self, line: Line) -> list[_Attribute]:
        found = []
        for columns in self.attributes.values():
            name = line.get(columns.get("name", ""))
            if name:
                values = tuple(_list(_FORMULA.sub("", line.get(columns.get("values", "")))))
                found.append(_Attribute(name, values))
        return found

    def value_of(self, line: Line, attribute: str) -> str:
        for columns in self.attributes.values():
            if line.get(columns.get("name", "")) == attribute:
                # WooCommerce escapes the comma of a variation's one value as it does those of its parent's list.
                return _FORMULA.sub("", line.get(columns.get("values", ""))).replace("\\,", ",")
        return ""

    def place(self, line: Line) -> tuple[int, int]:
        text = self.cell(line, "position")
        return int(text) if text.isascii() and text.isdigit() else 0, line.number

    def unsupported(self, parent: Line, variations: list[Line]) -> str:
        """Return why it cannot be sold here; a variable product with nothing to ship says so in its variations."""
        digital = [next((kind for kind in self.kinds(line) if kind in _DIGITAL), "") for line in variations]
        if digital and all(digital):
            return _(NOT_SUPPORTED[digital[0]])
        return next((_(NOT_SUPPORTED[kind]) for kind in self.kinds(parent) if kind in NOT_SUPPORTED), "")


def read_woocommerce(table: Table, language: str) -> Reading:
    """Return the products of the file, variations put to their parents, in the order in which either turns up."""
    table = spelled(table, _ALL)
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
        if name and name not in _ALL and not WEIGHT.fullmatch(name) and not ATTRIBUTE.fullmatch(name)
    ]
    return Reading(
        records=shared.without_doubles(records),
        encoding=table.encoding,
        unknown_columns=tuple(name for name in others if not PASSED_OVER.fullmatch(name)),
        notices=shared.left_aside(table, filter(PASSED_OVER.fullmatch, others)),
    )


def _key(reader: _Reader, line: Line) -> str:
    return reader.cell(line, "id") or reader.cell(line, "sku") or f"line-{line.number}"


def _list(text: str) -> list[str]:
    """Split at commas; a comma after a backslash belongs to the value."""
    parts = re.split(r"(?<!\\),", text)
    return [part.replace("\\,", ",").strip() for part in parts if part.strip()]


def _first(text: str) -> str:
    return next(iter(_list(text)), "").rpartition(">")[2].strip()


def _category_paths(text: str) -> tuple[tuple[str, ...], ...]:
    paths = (tuple(step.strip() for step in path.split(">") if step.strip()) for path in _list(text))
    found = [path for path in dict.fromkeys(paths) if path]
    # "Cups, Kitchen > Cups": a category that is part of a longer path is the same place named twice.
    return tuple(
        path for path in found if not any(other[: len(path)] == path for other in found if other != path)
    )


def _addresses(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",\s*(?=https?://)|,\s+", text) if part.strip()]


def _pictures(text: str) -> tuple[PictureRecord, ...]:
    return tuple(
        PictureRecord(source, "", place) for place, source in enumerate(dict.fromkeys(_addresses(text)), 1)
    )


def translatable() -> Iterable[str]:
    """Name the sentences of NOT_SUPPORTED to those who collect texts."""
    return (
        _("Grouped products are not supported."),
        _("External products (sold elsewhere) are not supported."),
        _("Virtual products (nothing to ship) are not supported."),
        _("Downloadable products are not supported."),
        _("Subscriptions are not supported."),
        _("Bundles are not supported."),
    )
