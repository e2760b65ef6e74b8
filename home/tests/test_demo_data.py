"""The files of the demo shop agree with each other; no database is needed to see it."""

import re
from collections import Counter
from decimal import Decimal
from itertools import chain

import pytest
from PIL import Image

from core.validators import gtin_is_valid
from home.seeding.data import (
    DEMO_DIR,
    LANGUAGES,
    articles,
    categories,
    legal_text,
    load,
    paragraphs,
    products,
)
from shipping.postcodes import parse

CATEGORY_KEYS = {texts["key"] for texts, _parent in categories()}
PRODUCT_KEYS = [product["key"] for product in products()]
IMAGE_KEYS = set(load("images"))
VARIANTS = [variant for product in products() for variant in product["variants"]]
YAML_FILES = sorted(
    path.relative_to(DEMO_DIR).with_suffix("").as_posix() for path in DEMO_DIR.rglob("*.yaml")
)


def everything(node, path=""):
    """Every node of a parsed YAML file with the way to it."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from everything(value, f"{path}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from everything(value, f"{path}[{number}]")


@pytest.mark.parametrize("name", YAML_FILES)
def test_every_text_is_there_in_both_languages(name):
    for path, node in everything(load(name)):
        if isinstance(node, dict) and node.keys() & set(LANGUAGES):
            assert set(node) == set(LANGUAGES), path
            assert all(isinstance(text, str) and text.strip() for text in node.values()), path


@pytest.mark.parametrize("name", YAML_FILES)
def test_no_value_was_lost_to_a_comma(name):
    """`{bg: a, b, en: c}` is valid YAML with a key `b` that means nothing."""
    assert [path for path, node in everything(load(name)) if node is None] == []


def test_every_picture_exists_and_is_small_and_named_by_its_key():
    files = {path.stem: path for path in (DEMO_DIR / "images").glob("*.jpg")}
    assert set(files) == IMAGE_KEYS
    assert len(files) == 30
    for path in files.values():
        with Image.open(path) as image:
            assert max(image.size) <= 1400, path
            assert not image.getexif(), path
    assert sum(path.stat().st_size for path in DEMO_DIR.rglob("*") if path.is_file()) < 4_000_000


def test_focal_rectangles_lie_inside_their_pictures():
    for key, texts in load("images").items():
        focus = texts["focus"]
        for centre, size in (("x", "width"), ("y", "height")):
            assert focus[centre] - focus[size] / 2 >= 0, (key, centre)
            assert focus[centre] + focus[size] / 2 <= 1, (key, centre)


def test_every_picture_is_used_and_every_used_picture_exists():
    used = set()
    for name in YAML_FILES:
        if name == "images":
            continue
        for path, node in everything(load(name)):
            if (path.endswith(("image", "hero_image")) and isinstance(node, str)) or re.search(
                r"\.images\[\d+\]$", path
            ):
                used.add(node)
    assert used == IMAGE_KEYS


def test_the_catalogue_is_what_the_demo_promises():
    totals = {p["key"]: sum(v["stock"] for v in p["variants"]) for p in products()}

    assert len(PRODUCT_KEYS) == len(set(PRODUCT_KEYS)) == 33
    assert [key for key, total in totals.items() if total == 5] == ["bonsai"]
    assert [key for key, total in totals.items() if total == 0] == ["tulips"]
    assert sum(len(p["variants"]) > 1 for p in products()) >= 8
    assert sum(any("reduced" in v for v in p["variants"]) for p in products()) == 5
    assert {p["category"] for p in products()} == {
        child["key"] for department in load("categories") for child in department["children"]
    }


def test_variants_have_their_own_sku_a_valid_gtin_and_a_price_in_cents():
    assert Counter(v["sku"] for v in VARIANTS).most_common(1)[0][1] == 1
    gtins = [v["gtin"] for v in VARIANTS if "gtin" in v]
    assert len(gtins) == len(set(gtins)) == 25
    assert all(gtin_is_valid(gtin) for gtin in gtins)
    for variant in VARIANTS:
        prices = [variant["price"], *([variant["reduced"]["price"]] if "reduced" in variant else [])]
        assert all(isinstance(price, str) and re.fullmatch(r"\d+\.\d\d", price) for price in prices), variant
        assert 0 < Decimal(prices[-1]) <= Decimal(prices[0])
        assert variant["weight"] > 0
        assert variant["stock"] >= 0


def test_every_variant_chooses_one_value_of_every_option_and_no_two_choose_alike():
    for product in products():
        options = {o["key"]: {value["key"] for value in o["values"]} for o in product.get("options", [])}
        choices = [variant.get("options", {}) for variant in product["variants"]]
        for choice in choices:
            assert choice.keys() == options.keys(), product["key"]
            assert all(value in options[option] for option, value in choice.items()), product["key"]
        assert len({tuple(sorted(choice.items())) for choice in choices}) == len(choices), product["key"]


def test_every_name_that_a_block_or_a_link_mentions_exists():
    known = {"home", "journal"}
    known |= {f"category:{key}" for key in CATEGORY_KEYS} | {f"product:{key}" for key in PRODUCT_KEYS}
    known |= {f"article:{a['key']}" for a in articles()} | {f"legal:{t['kind']}" for t in load("legal/legal")}
    legal = [legal_text(t["kind"], language) for t in load("legal/legal") for language in LANGUAGES]
    texts = [node for name in YAML_FILES for _path, node in everything(load(name)) if isinstance(node, str)]
    links = chain.from_iterable(re.findall(r'href="([^"]+)"', text) for text in texts + legal)
    assert {link for link in links if not link.startswith("https://")} <= known

    for source in [load("home"), *articles()]:
        for block in source["body"]:
            mentioned = {f"product:{key}" for key in block.get("products", [])}
            mentioned |= {f"product:{block['product']}"} if "product" in block else set()
            mentioned |= {f"category:{card['category']}" for card in block.get("categories", [])}
            mentioned |= {block["link"]["to"]} if "link" in block else set()
            assert mentioned <= known, block


def test_slugs_are_latin_and_their_own_beside_each_other():
    for language in LANGUAGES:
        groups = [
            *([c["slug"][language] for c in d["children"]] for d in load("categories")),
            [d["slug"][language] for d in load("categories")]
            + [t["slug"][language] for t in load("legal/legal")]
            + [load("journal/index")["slug"][language]],
            [p["slug"][language] for p in products()],
            [a["slug"][language] for a in articles()],
        ]
        for slugs in groups:
            assert len(slugs) == len(set(slugs))
            assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_the_company_number_has_its_check_digit():
    """The arithmetic written out once more: a weighted sum modulo 11 (Регистър БУЛСТАТ)."""
    eik = load("settings")["eik"]
    digits = [int(digit) for digit in eik]
    assert len(digits) == 9
    assert sum(weight * digit for weight, digit in zip(range(1, 9), digits, strict=False)) % 11 == digits[8]
    assert load("settings")["vat_number"] == f"BG{eik}"


def test_delivery_reaches_every_member_state_once():
    zones = load("delivery")["zones"]
    whole = [zone for zone in zones if "postcodes" not in zone]
    countries = [code for zone in whole for code in zone["countries"]]
    assert len(countries) == len(set(countries)) == 27
    rated = {rate["zone"] for method in load("delivery")["methods"] for rate in method["rates"]}
    assert {zone["key"] for zone in whole} <= rated <= {zone["key"] for zone in zones}


def test_parts_of_a_country_come_before_the_whole_and_can_be_read():
    zones = load("delivery")["zones"]
    parts = [zone for zone in zones if "postcodes" in zone]
    assert zones[: len(parts)] == parts
    for zone in parts:
        assert len(zone["countries"]) == 1
        assert parse("\n".join(zone["postcodes"]))


def test_legal_texts_begin_with_the_advice_to_ask_a_lawyer_and_link_no_closed_platform():
    for texts in load("legal/legal"):
        for language, word in (("bg", "юрист"), ("en", "lawyer")):
            text = legal_text(texts["kind"], language)
            assert word in text.split("</p>")[0]
            assert "consumers/odr" not in text


def test_paragraphs_are_parted_by_empty_lines_and_escaped():
    assert paragraphs("One\nline & more.\n\nTwo.\n") == "<p>One line &amp; more.</p><p>Two.</p>"


def test_every_product_says_who_answers_for_it_or_why_nobody_has_to():
    safety = load("safety")
    assert sorted(safety["products"]) == sorted(PRODUCT_KEYS)
    outside = {key for key, one in safety["operators"].items() if one["country"] in ("TR", "GB", "JP")}
    for key, facts in safety["products"].items():
        assert facts.get("exempt") or facts["manufacturer"] in safety["operators"], key
        if facts.get("manufacturer") in outside:
            assert facts["responsible_person"] == "vitrina", key
