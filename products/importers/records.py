"""What a file says about products, whatever its format: plain data, checked by the service and not here.

Money is gross EUR, weights are grams, rich text is Wagtail's database format and already cleaned.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class PictureRecord:
    """A picture by its web address or its file name in the folder of pictures."""

    source: str
    alt: str = ""
    position: int = 0


@dataclass(frozen=True)
class OptionRecord:
    """Something to choose. A file in one language gives the same words for both."""

    name_bg: str
    name_en: str
    # (Bulgarian, English), in the order of the file.
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class OperatorRecord:
    """A manufacturer or responsible person (GPSR art. 19); `country` is an ISO code of two letters."""

    name: str
    postal_address: str
    country: str
    email: str = ""
    website: str = ""


@dataclass(frozen=True)
class VariantRecord:
    """`values` holds the Bulgarian label chosen of each option, in the options' order."""

    line: int
    sku: str = ""
    gtin: str = ""
    # None where the file has no price that can be read: the product is wrong then, and `problems` says why.
    price: Decimal | None = None
    reduced_price: Decimal | None = None
    # First and last day of the reduction, both included; the file may leave either open.
    reduced_from: date | None = None
    reduced_until: date | None = None
    # Units on hand; None where the file keeps no count, so the shop's own stays.
    stock: int | None = None
    # None where the file does not say.
    weight_grams: int | None = None
    # Length, width and height in millimetres; all of them 0 where nothing was measured, None where the file does not say.
    sides: tuple[int, int, int] | None = None
    content_quantity: Decimal | None = None
    content_unit: str = ""
    values: tuple[str, ...] = ()
    picture: PictureRecord | None = None


@dataclass(frozen=True)
class TextRecord:
    """The words of a page in one language."""

    language: str
    title: str
    summary: str = ""
    # Rich text in Wagtail's database format, cleaned.
    description: str = ""
    slug: str = ""
    seo_title: str = ""
    seo_description: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    published: bool = True


@dataclass(frozen=True)
class ProductRecord:
    """One product of a file. `unsupported` is why it cannot be sold here; such a record is skipped.

    `problems` make it wrong (nothing is written), `notices` are only said in the report.
    """

    line: int
    # Stable and unique in its format: "shopify:<handle>", "woocommerce:<id or SKU>", "vitrina:<public id>".
    key: str
    texts: tuple[TextRecord, ...]
    # What staff call it; empty where the file has no word for that.
    name: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()
    # Paths of category titles from the top, the canonical one first, in the language of the first text.
    category_paths: tuple[tuple[str, ...], ...] = ()
    # None where the file does not say.
    vat_class: str | None = None
    options: tuple[OptionRecord, ...] = ()
    variants: tuple[VariantRecord, ...] = ()
    pictures: tuple[PictureRecord, ...] = ()
    manufacturer: OperatorRecord | None = None
    responsible_person: OperatorRecord | None = None
    warnings_bg: str = ""
    warnings_en: str = ""
    no_warnings: bool = False
    gpsr_exempt_reason: str = ""
    archived: bool = False
    unsupported: str = ""
    problems: tuple[str, ...] = field(default=())
    notices: tuple[str, ...] = field(default=())

    @property
    def title(self) -> str:
        return self.texts[0].title if self.texts else ""


@dataclass(frozen=True)
class Reading:
    """A whole file, read. Records are kept in memory: 10,000 products are some tens of megabytes."""

    records: tuple[ProductRecord, ...]
    encoding: str = ""
    unknown_columns: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


class UnreadableFile(Exception):
    """The file as a whole cannot be taken; the message is for the person who sent it."""
