"""WooCommerce's names for its columns, in English and as its Bulgarian and German translations write them.

An export carries the names of the language that whoever made it had chosen. Sources: the exporter's own column names, and
headers of exports from shops in either language.
"""

import re

from django.utils.translation import gettext_noop

COLUMNS = {
    "id": ("ID",),
    "type": ("Type", "Вид", "Тип", "Typ"),
    "sku": ("SKU", "Код", "Каталожен номер", "Artikelnummer"),
    "gtin": ("GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN или ISBN", "GTIN, UPC, EAN oder ISBN"),
    "name": ("Name", "Име"),
    "published": ("Published", "Публикувано", "Публикуван", "Veröffentlicht"),
    "visibility": ("Visibility in catalog", "Видимост в каталога", "Sichtbarkeit im Katalog"),
    "short": ("Short description", "Кратко описание", "Kurzbeschreibung"),
    "description": ("Description", "Описание", "Beschreibung"),
    "sale_starts": (
        "Date sale price starts",
        "Начална дата на намалението",
        "Дата на начало на промоцията",
        "Datum, an dem Angebotspreis beginnt",
    ),
    "sale_ends": (
        "Date sale price ends",
        "Крайна дата на намалението",
        "Дата на край на промоцията",
        "Datum, an dem Angebotspreis endet",
    ),
    "tax_status": ("Tax status", "Състояние на таксата", "Данъчен статус", "Steuerstatus"),
    "tax_class": ("Tax class", "Клас на такса", "Данъчен клас", "Steuerklasse"),
    "in_stock": ("In stock?", "В наличност?", "Vorrätig?"),
    "stock": ("Stock", "Наличност", "Lager", "Bestand"),
    "backorders": (
        "Backorders allowed?",
        "Разрешаване на поръчки при изчерпани наличности?",
        "Разрешени ли са предварителни поръчки?",
        "Rückstände erlaubt?",
        "Lieferrückstände erlaubt?",
    ),
    "sale": ("Sale price", "Промоционална цена", "Angebotspreis"),
    "price": ("Regular price", "Редовна цена", "Regulärer Preis"),
    "categories": ("Categories", "Категории", "Kategorien"),
    "tags": ("Tags", "Етикети", "Schlagwörter"),
    "images": ("Images", "Изображения", "Bilder"),
    "parent": ("Parent", "Родителски", "Родител", "Übergeordnetes Produkt"),
    "position": ("Position", "Позиция"),
    "brands": ("Brands", "Марки", "Marken"),
    "upsells": ("Upsells", "По-скъпи", "Zusatzverkäufe"),
    "cross_sells": ("Cross-sells", "Свързани", "Cross-Sells (Querverkäufe)", "Querverkäufe"),
}
ALL = {name for theirs in COLUMNS.values() for name in theirs}
WEIGHT = re.compile(r"(?:Weight|Тегло|Gewicht) \((\w+)\)", re.IGNORECASE)
SIDES = tuple(
    re.compile(rf"(?:{names}) \((\w+)\)", re.IGNORECASE)
    for names in ("Length|Дължина|Länge", "Width|Ширина|Breite", "Height|Височина|Höhe")
)
PASSED_OVER = re.compile(
    r"Is featured\?|Подбран ли е\?|Ist hervorgehoben\?|"
    r"Low stock amount|Ниска наличност|Geringe Lagermenge|"
    r"Sold individually\?|Индивидуално продаване\?|Nur einzeln verkaufen\?|"
    r"Allow customer reviews\?|Да се позволи ли на потребителите да въвеждат отзиви\?|Kunden(bewertungen|rezensionen) erlauben\?|"
    r"Purchase note|Бележка при поръчка|Hinweis zum Kauf|"
    r"Shipping class|Клас на доставка|Versandklasse|"
    r"Download limit|Download expiry days|Download \d+ (ID|name|URL)|Downloadlimit|Ablauftage des Downloads|"
    r"Лимит на изтеглянията|Дни на валидност на възможността за изтегляне|"
    r"Grouped products|Групирани продукти|Gruppierte Produkte|"
    r"External URL|Външен адрес|Externe URL|Button text|Текст на бутон|Button-Text|"
    r"(Meta|Мета): .+|Swatches Attributes|Menu order",
    re.IGNORECASE,
)
EXPECTED = (
    *("ID", "Type", "SKU", "Name", "Regular price", "Categories"),
    *("Вид", "Код", "Име", "Редовна цена", "Редовна цена:", "Категории"),
    *("Typ", "Artikelnummer", "Regulärer Preis", "Kategorien"),
)
NOT_SUPPORTED = {
    "grouped": gettext_noop("Grouped products are not supported."),
    "external": gettext_noop("External products (sold elsewhere) are not supported."),
    "virtual": gettext_noop("Virtual products (nothing to ship) are not supported."),
    "downloadable": gettext_noop("Downloadable products are not supported."),
    "subscription": gettext_noop("Subscriptions are not supported."),
    "variable-subscription": gettext_noop("Subscriptions are not supported."),
    "bundle": gettext_noop("Bundles are not supported."),
}
# Some translations end a name with a colon, as the field of a form.
_COLON = re.compile(r"\s*:$")
_NUMBER_INSIDE = re.compile(r"(?:Attribute|Attribut|Атрибут) (\d+) (.+)", re.IGNORECASE)
_NUMBER_LAST = re.compile(r"(.+?) (?:на )?атрибут(?:а|ът)? (\d+)", re.IGNORECASE)
_NUMBER_AMID = re.compile(r"Атрибутът (\d+) е (.+)", re.IGNORECASE)
_PARTS = {
    "name": ("name", "име"),
    "values": ("value(s)", "wert(e)", "стойност(и)", "стойности"),
    "visible": ("visible", "sichtbar", "видим"),
    "global": ("global", "глобален ли е"),
    "default": ("default", "standard", "стандартен", "по подразбиране"),
}


def plain_name(column: str) -> str:
    """Return the name of a column without the colon that only its translation has."""
    return _COLON.sub("", column)


def attribute_part(column: str) -> tuple[str, str] | None:
    """Return which attribute a column is about, and which part of it ("name", "values", "visible", "global", "default")."""
    if found := _NUMBER_INSIDE.fullmatch(column) or _NUMBER_AMID.fullmatch(column):
        number, words = found[1], found[2].casefold()
    elif found := _NUMBER_LAST.fullmatch(column):
        number, words = found[2], found[1].casefold()
    else:
        return None
    part = next((part for part, theirs in _PARTS.items() if words in theirs), "")
    return (number, part) if part else None
