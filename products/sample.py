"""An invented catalogue of any size, the same every time: what `load_catalogue` fills a shop with to see how it bears it."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

# Ours alone: the same number gives the same keys on every machine.
_NAMESPACE = uuid.UUID("0d9a4f0e-6a53-4f5e-8a44-5d6f4c0f7a11")
PREFIX = "sample:"
VARIANTS = 3
SHELVES = 20
IN_STOCK = 1_000

# (Bulgarian, English); the lengths share no divisor, so that names repeat late.
_THINGS = (
    ("Чаша", "Mug"),
    ("Саксия", "Pot"),
    ("Ваза", "Vase"),
    ("Лампа", "Lamp"),
    ("Одеяло", "Blanket"),
    ("Рафт", "Shelf"),
    ("Свещник", "Candle holder"),
    ("Покривка", "Tablecloth"),
    ("Кошница", "Basket"),
    ("Табла", "Tray"),
    ("Купа", "Bowl"),
)
_PLACES = (
    ("Рила", "Rila"),
    ("Троян", "Troyan"),
    ("Странджа", "Strandzha"),
    ("Копривщица", "Koprivshtitsa"),
    ("Мелник", "Melnik"),
    ("Созопол", "Sozopol"),
    ("Жеравна", "Zheravna"),
)
_BRANDS = ("Глина", "Orehovo", "Северна страна", "Bela", "Дъга")
_COLOURS = (("зелен", "green"), ("син", "blue"), ("бял", "white"))
COLOUR = ("Цвят", "Colour")
DEPARTMENT = ("Голям каталог", "Large catalogue")


@dataclass(frozen=True)
class SampleVariant:
    """One colour of a product; `price` in EUR with VAT."""

    public_id: uuid.UUID
    label_bg: str
    label_en: str
    sku: str
    price: Decimal
    weight_grams: int


@dataclass(frozen=True)
class Sample:
    """The product with a number, counted from 1."""

    number: int

    @property
    def external_key(self) -> str:
        return f"{PREFIX}{self.number}"

    @property
    def slug(self) -> str:
        return f"sample-{self.number}"

    @property
    def shelf(self) -> int:
        """The category that it stands in, counted from 0."""
        return self.number % SHELVES

    @property
    def brand(self) -> str:
        return _BRANDS[self.number % len(_BRANDS)]

    def key(self, name: str) -> uuid.UUID:
        """Return the key of something that belongs to this product."""
        return stable_id(f"{self.number}/{name}")

    def title(self, language: str) -> str:
        thing, place = _THINGS[self.number % len(_THINGS)], _PLACES[self.number % len(_PLACES)]
        which = 1 if language == "en" else 0
        return f"{thing[which]} {place[which]} {self.number}"

    def summary(self, language: str) -> str:
        if language == "en":
            return f"{self.title(language)}, made by hand in a small workshop, in three colours."
        return f"{self.title(language)}, ръчна изработка от малка работилница, в три цвята."

    def description(self, language: str) -> str:
        if language == "en":
            words = "It is made to be used every day, and it grows more beautiful with it."
        else:
            words = "Направена е за всеки ден и става по-хубава с времето."
        return f"<p>{self.summary(language)}</p><p>{words}</p><p>{words}</p>"

    def variants(self) -> list[SampleVariant]:
        base = Decimal(490 + self.number * 37 % 9_000) / 100
        return [
            SampleVariant(
                public_id=self.key(f"variant/{place}"),
                label_bg=bg,
                label_en=en,
                sku=f"SAMPLE-{self.number}-{place + 1}",
                price=base + place,
                weight_grams=200 + self.number * 13 % 1_500,
            )
            for place, (bg, en) in enumerate(_COLOURS)
        ]


def stable_id(name: str) -> uuid.UUID:
    return uuid.uuid5(_NAMESPACE, name)


def shelf_title(shelf: int, language: str) -> str:
    return f"Shelf {shelf + 1}" if language == "en" else f"Рафт {shelf + 1}"
