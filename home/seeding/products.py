"""The products with options, variants, prices and stock, and their pages."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from home.seeding import pages
from home.seeding.blocks import facts_stream, stream
from home.seeding.data import SOURCE, TARGET, paragraphs, products
from home.seeding.safety import write_safety_facts
from home.seeding.shop import ACTOR, DemoShop
from products.models import OtherCategory, Product, ProductPage, ProductPageImage, Variant
from products.services.catalogue import create_product
from products.services.specs import OptionSpec, PriceSpec, VariantDetails, VariantSpec

# The demo shop has sold its goods elsewhere for a season; without that no product of a new shop may be reduced.
SOLD_FOR = timedelta(days=90)


def add_products(shop: DemoShop) -> None:
    """Make the products that are missing, known by the SKU of their first variant, and their Bulgarian pages."""
    today = timezone.localdate()
    for data in products():
        name = f"product:{data['key']}"
        if pages.find(shop, name, ProductPage):
            continue
        first = Variant.objects.filter(sku=data["variants"][0]["sku"]).select_related("product").first()
        product = first.product if first else _make_product(shop, data, today)
        fields = _fields(shop, data)(SOURCE) | {
            "product": product,
            "gallery": _gallery(shop, data),
            "other_categories": _other_categories(shop, data),
        }
        page = pages.make(shop, name, ProductPage, f"category:{data['category']}", fields)
        pages.publish(shop, page)


def translate_products(shop: DemoShop) -> None:
    for data in products():
        pages.translate(shop, f"product:{data['key']}", _fields(shop, data))


def _make_product(shop: DemoShop, data: dict[str, Any], today: date) -> Product:
    options = data.get("options", [])
    product = create_product(
        name=data["title"][SOURCE],
        brand=data["brand"],
        vat_class=data["vat_class"],
        options=[
            OptionSpec(
                name_bg=option["name"][SOURCE],
                name_en=option["name"][TARGET],
                values=[(value["label"][SOURCE], value["label"][TARGET]) for value in option["values"]],
            )
            for option in options
        ],
        variants=[_variant(shop, options, variant, today) for variant in data["variants"]],
        actor=ACTOR,
        prices_since=_midnight(today - SOLD_FOR),
        prices_reason="Prices of the shop before it moved here",
    )
    write_safety_facts(shop, data["key"], product)
    shop.made["products"] += 1
    return product


def _variant(shop: DemoShop, options: list, variant: dict[str, Any], today: date) -> VariantSpec:
    return VariantSpec(
        price=_price(variant, today),
        details=VariantDetails(
            sku=variant["sku"],
            gtin=variant.get("gtin", ""),
            weight_grams=variant["weight"],
            image_id=shop.image(variant["image"]).pk if "image" in variant else None,
            **_content(variant),
            **dict(zip(("length_mm", "width_mm", "height_mm"), variant.get("size", ()), strict=False)),
        ),
        values=[_index(option, variant["options"][option["key"]]) for option in options],
        stock=variant["stock"],
    )


def _index(option: dict[str, Any], key: str) -> int:
    return [value["key"] for value in option["values"]].index(key)


def _content(variant: dict[str, Any]) -> dict[str, Any]:
    if "content" not in variant:
        return {}
    quantity, unit = variant["content"].split()
    return {"content_quantity": Decimal(quantity), "content_unit": unit}


def _price(variant: dict[str, Any], today: date) -> PriceSpec:
    price = Decimal(variant["price"])
    if "reduced" not in variant:
        return PriceSpec(price=price)
    reduced = variant["reduced"]
    return PriceSpec(
        price=price,
        reduced_price=Decimal(reduced["price"]),
        reduced_from=_midnight(today + timedelta(days=reduced["from_days"])),
        reduced_until=_midnight(today + timedelta(days=reduced["until_days"])),
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _gallery(shop: DemoShop, data: dict[str, Any]) -> list[ProductPageImage]:
    return [ProductPageImage(image=shop.image(key), sort_order=i) for i, key in enumerate(data["images"])]


def _other_categories(shop: DemoShop, data: dict[str, Any]) -> list[OtherCategory]:
    return [
        OtherCategory(category=shop.page(f"category:{key}"), sort_order=number)
        for number, key in enumerate(data.get("also_in", []))
    ]


def _fields(shop: DemoShop, data: dict[str, Any]) -> pages.Fields:
    def fields(language: str) -> dict[str, Any]:
        return pages.seo(data, language) | {
            "summary": data["summary"][language].strip(),
            "description": paragraphs(data["text"][language]),
            "facts": facts_stream(data["key"], data["facts"], language),
            "body": stream(shop, f"product/{data['key']}", data.get("body", []), language),
        }

    return fields
