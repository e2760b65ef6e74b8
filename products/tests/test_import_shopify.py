"""Shopify as shops really export it: every column of both generations, several markets, several stores."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation

from products.importers.readers import read
from products.importers.records import OptionRecord

OLDER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option1 Linked To,"
    "Option2 Name,Option2 Value,Option2 Linked To,Option3 Name,Option3 Value,Option3 Linked To,Variant SKU,Variant Grams,"
    "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service,Variant Price,"
    "Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Unit Price Total Measure,"
    "Unit Price Total Measure Unit,Unit Price Base Measure,Unit Price Base Measure Unit,Variant Barcode,Image Src,"
    "Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Google Shopping / Google Product Category,"
    "Google Shopping / Gender,Google Shopping / MPN,Google Shopping / Custom Label 0,"
    "Color (product.metafields.shopify.color-pattern),Variant Image,Variant Weight Unit,Variant Tax Code,Cost per item,"
    "Included / Bulgaria,Price / Bulgaria,Compare At Price / Bulgaria,Included / International,Price / International,"
    "Compare At Price / International,Status"
)
NEWER = (
    "Title,URL handle,Description,Vendor,Product category,Type,Tags,Published on online store,Status,SKU,Barcode,"
    "Option1 name,Option1 value,Option1 Linked To,Option2 name,Option2 value,Option2 Linked To,Option3 name,Option3 value,"
    "Option3 Linked To,Price,Compare-at price,Cost per item,Charge tax,Tax code,Unit price total measure,"
    "Unit price total measure unit,Unit price base measure,Unit price base measure unit,Inventory tracker,"
    "Inventory quantity,Continue selling when out of stock,Weight value (grams),Weight unit for display,Requires shipping,"
    "Fulfillment service,Product image URL,Image position,Image alt text,Variant image URL,Gift card,SEO title,"
    "SEO description,Color (product.metafields.shopify.color-pattern),Google Shopping / Google product category,"
    "Google Shopping / Age group,Google Shopping / Manufacturer part number (MPN),Google Shopping / Custom label 4"
)


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


def export(header: str, *rows: dict[str, str]):
    names = header.split(",")
    assert all(name in names for row in rows for name in row)
    lines = [header, *(",".join(f'"{row.get(name, "")}"' for name in names) for row in rows)]
    return read(BytesIO("\n".join(lines).encode()), format="shopify", language="bg")


def test_an_export_of_the_older_kind_is_known_to_its_last_column():
    reading = export(
        OLDER,
        {
            "Handle": "jar",
            "Title": "Буркан",
            "Type": "Кухня",
            "Published": "true",
            "Option1 Name": "Обем",
            "Option1 Value": "50 cl",
            "Variant SKU": "JAR-50",
            "Variant Grams": "320",
            "Variant Inventory Tracker": "shopify",
            "Variant Inventory Qty": "12",
            "Variant Inventory Policy": "deny",
            "Variant Price": "7.50",
            "Variant Compare At Price": "9.90",
            "Variant Taxable": "true",
            "Unit Price Total Measure": "50",
            "Unit Price Total Measure Unit": "cl",
            "Cost per item": "3.10",
            "Price / Bulgaria": "14.67",
            "Status": "active",
        },
        {"Handle": "jar", "Option1 Value": "1 l", "Variant SKU": "JAR-100", "Variant Price": "11"},
        {"Handle": "jar", "Image Src": "https://pictures.example/jar.jpg", "Image Position": "2"},
    )
    assert reading.unknown_columns == ()
    assert reading.notices == ("These columns were not needed: Cost per item, Price / Bulgaria.",)
    (jar,) = reading.records
    assert (jar.problems, jar.category_paths) == ((), (("Кухня",),))
    assert jar.options == (OptionRecord("Обем", "Обем", (("50 cl", "50 cl"), ("1 l", "1 l"))),)
    small, large = jar.variants
    assert (small.price, small.reduced_price, small.stock) == (Decimal("9.90"), Decimal("7.50"), 12)
    assert (small.content_quantity, small.content_unit, small.weight_grams) == (Decimal(500), "ml", 320)
    assert (large.price, large.stock) == (Decimal("11.00"), None)
    assert [picture.position for picture in jar.pictures] == [2]


def test_an_export_of_the_newer_kind_is_known_to_its_last_column():
    reading = export(
        NEWER,
        {
            "Title": "Буркан",
            "URL handle": "jar",
            "Description": "<p>За сладко</p>",
            "Published on online store": "TRUE",
            "Status": "Active",
            "SKU": "JAR",
            "Price": "7.50",
            "Charge tax": "FALSE",
            "Inventory tracker": "shopify",
            "Inventory quantity": "12",
            "Continue selling when out of stock": "CONTINUE",
            "Weight value (grams)": "320",
        },
    )
    assert reading.unknown_columns == ()
    (jar,) = reading.records
    assert (jar.title, jar.texts[0].published, jar.variants[0].stock, jar.problems) == (
        "Буркан",
        True,
        12,
        (),
    )
    assert jar.notices == (
        "Selling on when it is sold out is not supported; the stock counts.",
        "The file says that no tax is charged. The VAT class was not set by that; choose another one only if a law "
        "allows it.",
    )


def test_an_export_of_a_shop_with_several_stores_has_no_count_and_says_so():
    usual = {"Handle": "jar", "Title": "Буркан", "Variant Price": "5", "Variant Inventory Tracker": "shopify"}
    (jar,) = export(OLDER, usual).records
    assert jar.variants[0].stock is None
    assert jar.notices == ("The file keeps no count of its stock: set it in the shop.",)
