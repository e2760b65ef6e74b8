"""Switching the language leads to the twin of a page, or to the nearest page above that has one."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from checkout.models import CartLine
from core.pages import alternates
from home.models import ArticleIndexPage, ArticlePage
from orders.links import order_path
from orders.tests.factories import make_order
from products.tests.factories import (
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
    make_sellable,
    make_site,
    make_twin,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


def other_language(response):
    """Where the one link in the head of the page leads that changes the language."""
    html = response.content.decode()
    found = re.search(r'<span class="header__language">\s*<a class="header__tool" href="([^"]*)"', html)
    return found[1].replace("&amp;", "&")


def hreflangs(response):
    return re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]*)"', response.content.decode())


@pytest.mark.parametrize(
    ("address", "status", "expected"),
    [
        ("/", 200, "/en/"),
        ("/plants/", 200, "/en/plants/"),
        ("/plants/?page=1&sort=price", 200, "/en/plants/"),
        ("/plants/indoor/pot/", 200, "/en/plants/indoor/pot/"),
        ("/plants/indoor/alone/", 200, "/en/plants/indoor/"),
        ("/en/plants/indoor/pot/", 200, "/plants/indoor/pot/"),
        # Nothing is here: as far as the address goes.
        ("/plants/indoor/nothing/", 404, "/en/plants/indoor/"),
        ("/plants/nothing/at/all/", 404, "/en/plants/"),
        ("/en/plants/indoor/nothing/", 404, "/plants/indoor/"),
        ("/en/plants/indoor/alone/", 404, "/plants/indoor/"),
        ("/nothing/", 404, "/en/"),
        ("/en/nothing.html", 404, "/"),
        ("/plants/indoor/nothing.html", 404, "/en/plants/indoor/"),
        ("/" + "a/" * 300, 404, "/en/"),
        # No pages of the tree: the same address.
        (
            "/search/?q=%D1%81%D0%B0%D0%BA%D1%81%D0%B8%D1%8F&page=2",
            200,
            "/en/search/?q=%D1%81%D0%B0%D0%BA%D1%81%D0%B8%D1%8F&page=2",
        ),
        ("/en/search/?q=pot", 200, "/search/?q=pot"),
        ("/cart/", 200, "/en/cart/"),
        ("/en/cart/", 200, "/cart/"),
        ("/orders/find/", 200, "/en/orders/find/"),
        ("/orders/forged/", 404, "/en/orders/forged/"),
    ],
)
def test_every_page_leads_to_the_other_language(client, tree, address, status, expected):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    make_page(make_product(), tree.indoor, title="Само тук", slug="alone")
    response = client.get(address)
    assert (response.status_code, other_language(response)) == (status, expected)


def test_a_page_that_is_gone_leads_to_its_twin_or_to_what_was_above_it(client, tree):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    alone = make_page(make_product(), tree.indoor, title="Само тук", slug="alone")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    for gone in (page, alone):
        gone.unpublish()
    with_twin, without = client.get("/plants/indoor/pot/"), client.get("/plants/indoor/alone/")
    assert (with_twin.status_code, other_language(with_twin)) == (410, "/en/plants/indoor/pot/")
    assert (without.status_code, other_language(without)) == (410, "/en/plants/indoor/")


def test_an_unpublished_parent_in_the_other_language_is_passed_over(client, tree):
    make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    tree.indoor_en.unpublish()
    assert other_language(client.get("/plants/indoor/pot/")) == "/en/plants/"


def test_a_cart_that_came_back_with_a_refusal_leads_to_the_cart(client):
    # Given a cart whose change was refused, which answers at the address of the form
    variant = make_sellable(title="Саксия", stock=3)
    shopper = Client(headers={"origin": "http://testserver"})
    shopper.post(reverse("cart-add"), {"variant": str(variant.public_id), "quantity": "1"})
    line = CartLine.objects.get()
    response = shopper.post(reverse("cart-update"), {"line": line.pk, "quantity": "99"})
    assert (response.status_code, other_language(response)) == (422, "/en/cart/")


def test_the_checkout_leads_to_the_checkout(client):
    variant = make_sellable(title="Саксия", stock=3)
    shopper = Client(headers={"origin": "http://testserver"})
    shopper.post(reverse("cart-add"), {"variant": str(variant.public_id), "quantity": "1"})
    response = shopper.get("/checkout/")
    assert response.status_code == 200
    assert [link["url"] for link in response.context["language_links"]] == ["/checkout/", "/en/checkout/"]


def test_an_order_leads_to_the_same_order(client):
    order = make_order((make_sellable(title="Саксия"), 1))
    with translation.override("bg"):
        path = order_path(order)
    response = client.get(path)
    assert (response.status_code, other_language(response)) == (200, f"/en{path}")
    assert client.get(f"/en{path}").status_code == 200


def test_journal_and_articles_lead_to_their_twins(client):
    shop = make_site()
    journal = shop.home.add_child(instance=ArticleIndexPage(title="Дневник", slug="journal", locale=shop.bg))
    article = journal.add_child(instance=ArticlePage(title="За саксиите", slug="pots", locale=shop.bg))
    assert other_language(client.get("/journal/pots/")) == "/en/"
    journal_en = make_twin(journal, parent=shop.home_en, title="Journal")
    assert other_language(client.get("/journal/pots/")) == "/en/journal/"
    make_twin(article, parent=journal_en, title="On pots", slug="on-pots")
    assert other_language(client.get("/journal/pots/")) == "/en/journal/on-pots/"
    assert other_language(client.get("/en/journal/on-pots/")) == "/journal/pots/"


def test_only_published_twins_are_alternates(client, tree):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    twin = make_page_twin(page, parent=tree.indoor_en, title="Pot")
    assert hreflangs(client.get("/en/plants/indoor/pot/")) == [
        ("bg", "http://localhost/plants/indoor/pot/"),
        ("en", "http://localhost/en/plants/indoor/pot/"),
        ("x-default", "http://localhost/plants/indoor/pot/"),
    ]
    twin.unpublish()
    assert hreflangs(client.get("/plants/indoor/pot/")) == []


def test_further_pages_of_a_list_have_no_alternates_and_are_their_own_address(client, tree):
    for number in range(25):
        make_page(make_product(), tree.indoor, slug=f"p-{number}")
    first, second = client.get("/plants/indoor/"), client.get("/plants/indoor/?page=2")
    assert [code for code, _url in hreflangs(first)] == ["bg", "en", "x-default"]
    assert hreflangs(second) == []
    assert '<link rel="canonical" href="http://localhost/plants/indoor/?page=2">' in second.content.decode()


def test_a_page_in_english_only_has_no_alternates(tree):
    page = make_page(make_product(), tree.indoor_en, title="Pot", slug="pot")
    assert alternates(page.live_twins) == []
