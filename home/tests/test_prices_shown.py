"""The facts that the law wants beside a price, on every kind of page and in a mail (Directive 98/6/EC, Art. 3 and 6a)."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from home.models import ArticleIndexPage, ArticlePage
from products.models import Variant
from products.prices import effective_price
from products.tests.factories import (
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
    make_site,
    make_twin,
)

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
REDUCED = {
    "price": "24.00",
    "reduced_price": "16.00",
    "prior_price": Decimal("20.00"),
    "content_quantity": Decimal("800"),
    "content_unit": "g",
}


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def soap(tree):
    """A page in both languages of a product with one variant, reduced, of 800 g."""
    page = make_page(make_product(variants=[REDUCED]), tree.indoor, title="Сапун", slug="soap")
    make_page_twin(page, parent=tree.indoor_en, title="Soap")
    return page


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def shown(client, address: str) -> str:
    return text_of(client.get(address).content.decode())


FACTS = "Reduced price: €16.00 Regular price: €24.00 Unit price: €20.00/kg Lowest price in the 30 days before: €20.00"


@pytest.mark.parametrize(
    "address", ["/en/plants/indoor/", "/en/plants/indoor/soap/", "/en/search/?q=soap"], ids=str
)
def test_a_struck_price_has_the_lowest_price_before_it_and_the_unit_price(client, soap, address):
    assert shown(client, address).count(FACTS) == 1


def test_the_bulgarian_page_says_the_same_in_its_own_way(client, soap):
    text = shown(client, "/plants/indoor/soap/")
    assert f"16,00{NBSP}€" in client.get("/plants/indoor/soap/").content.decode()
    assert text.count("20,00 €") == 2


def test_a_price_that_is_not_reduced_has_its_unit_price_only(client, tree):
    product = make_product(variants=[{**REDUCED, "reduced_price": None, "prior_price": None}])
    make_page(product, tree.indoor, title="Сапун", slug="soap")
    html = client.get("/plants/indoor/").content.decode()
    assert f"30,00{NBSP}€/" in html
    assert "price__prior" not in html


def test_a_product_without_content_has_no_unit_price(client, tree):
    make_page(make_product(), tree.indoor, slug="pot")
    assert "price__unit" not in client.get("/plants/indoor/pot/").content.decode()


def test_every_variant_of_a_page_has_its_own(client, tree):
    sizes = [
        {"values": {"Size": "S"}, **REDUCED},
        {
            "values": {"Size": "L"},
            **REDUCED,
            "price": "40.00",
            "reduced_price": "30.00",
            "prior_price": "36.00",
        },
        {"values": {"Size": "XL"}, "price": "50.00"},
    ]
    page = make_page(make_product(variants=sizes), tree.indoor, slug="soap")
    make_page_twin(page, parent=tree.indoor_en, title="Soap")
    text = shown(client, "/en/plants/indoor/soap/")
    assert FACTS in text
    assert (
        "Reduced price: €30.00 Regular price: €40.00 Unit price: €37.50/kg Lowest price in the 30 days before: €36.00"
        in text
    )
    assert text.count("Lowest price in the 30 days before") == 2


def test_a_from_price_carries_the_reference_of_the_variant_that_it_is_of(client, tree, monkeypatch):
    begins = timezone.now() + timedelta(days=1)
    # Given the small one as the cheapest when the row was written
    sizes = [
        {"values": {"Size": "S"}, "price": "15.00"},
        {
            "values": {"Size": "L"},
            **REDUCED,
            "reduced_price": "12.00",
            "reduced_from": begins,
        },
    ]
    product = make_product(variants=sizes)
    page = make_page(product, tree.indoor, slug="soap")
    make_page_twin(page, parent=tree.indoor_en, title="Soap")
    assert "Lowest price" not in shown(client, "/en/plants/indoor/")
    # When the reduction of the large one begins
    monkeypatch.setattr("django.utils.timezone.now", lambda: begins)
    # Then the list says its price, with what belongs to it
    assert (
        "from €12.00 Regular price: €24.00 Unit price: €15.00/kg Lowest price in the 30 days before: €20.00"
    ) in shown(client, "/en/plants/indoor/")


def test_of_equal_prices_the_one_that_fell_least_is_shown(client, tree):
    sizes = [
        {"values": {"Size": "S"}, **REDUCED},
        {"values": {"Size": "L"}, **REDUCED, "prior_price": Decimal("18.00")},
    ]
    make_page(make_product(variants=sizes), tree.indoor, slug="soap")
    (entry,) = client.get("/plants/indoor/").context["entries"]
    assert entry.price_now.prior == Decimal("18.00")


def test_an_article_shows_them_with_a_product_and_in_a_row(client, soap):
    shop = make_site()
    index = make_twin_of_journal(shop)
    blocks = [
        {"type": "product", "value": {"product": soap.pk, "text": ""}},
        {
            "type": "product_row",
            "value": {
                "heading": "",
                "text": "",
                "source": "reduced",
                "products": [],
                "category": None,
                "count": 4,
                "link": {"label": "", "page": None, "url": ""},
            },
        },
    ]
    now = timezone.now()
    article = ArticlePage(
        title="Washing",
        slug="washing",
        locale=shop.en,
        live=True,
        first_published_at=now,
        date=now.date(),
    )
    index.add_child(instance=article)
    ArticlePage.objects.update(body=json.dumps(blocks))
    assert shown(client, "/en/journal/washing/").count(FACTS) == 2


def make_twin_of_journal(shop):
    now = timezone.now()
    index = ArticleIndexPage(
        title="Дневник", slug="journal", locale=shop.bg, live=True, first_published_at=now
    )
    shop.home.add_child(instance=index)
    return make_twin(index, parent=shop.home_en, title="Journal")


@pytest.mark.parametrize("kind", ["html", "txt"])
def test_a_mail_shows_them(soap, kind):
    price = effective_price(Variant.objects.get(), timezone.now())
    with translation.override("en"):
        text = text_of(render_to_string(f"emails/price.{kind}", {"price": price}))
        varying = text_of(render_to_string(f"emails/price.{kind}", {"price": price, "varies": True}))
    lowest = "Lowest price in the 30 days before: €20.00"
    if kind == "html":
        assert text == f"€16.00 €24.00 (€20.00/kg) {lowest}"
    else:
        assert text == f"€16.00 (€20.00/kg), instead of €24.00 {lowest}"
    assert varying.startswith("from €16.00")


def test_a_mail_strikes_nothing_that_is_not_reduced(tree):
    make_product(variants=[{"price": "24.00"}])
    price = effective_price(Variant.objects.get(), timezone.now())
    with translation.override("en"):
        assert text_of(render_to_string("emails/price.html", {"price": price})) == "€24.00"
        assert render_to_string("emails/price.txt", {"price": price}) == "€24.00"
