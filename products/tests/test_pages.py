"""Categories and products as the shopper gets them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.models import Site

from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db


def test_a_category_lists_what_is_in_it_and_below_it(client):
    # Given a product on each of two shelves
    tree = make_category_tree()
    make_page(make_product(), tree.indoor, title="Монстера")
    make_page(make_product(), tree.outdoor, title="Лавандула")
    # When the category above them and one of the shelves are opened
    above = client.get("/plants/")
    shelf = client.get("/plants/indoor/")
    # Then each shows what belongs to it
    assert [entry.title for entry in above.context["entries"]] == ["Лавандула", "Монстера"]
    assert [entry.title for entry in shelf.context["entries"]] == ["Монстера"]
    assert above.context["subcategories"] == [
        {"title": "Стайни", "url": "/plants/indoor/", "current": False},
        {"title": "Градински", "url": "/plants/outdoor/", "current": False},
    ]
    assert [shelf["current"] for shelf in shelf.context["subcategories"]] == [True, False]


def test_a_category_shows_its_own_language_only(client):
    tree = make_category_tree()
    page = make_page(make_product(), tree.indoor, title="Монстера")
    make_page(make_product(), tree.indoor, title="Каланхое")
    make_page_twin(page, parent=tree.indoor_en, title="Monstera")
    response = client.get("/en/plants/indoor/")
    assert [entry.title for entry in response.context["entries"]] == ["Monstera"]
    assert response.context["page"].trail[0].title == "Home"


@pytest.mark.parametrize(
    "sort, expected",
    [
        ("price", ["B", "C", "A"]),
        ("-price", ["A", "C", "B"]),
        ("newest", ["C", "B", "A"]),
        ("nonsense", ["C", "B", "A"]),
    ],
)
def test_a_category_is_sorted_by_the_price_that_holds_now(client, sort, expected):
    # Given A at 20, B reduced from 30 to 5, C at 10 with a reduction that is over
    tree = make_category_tree()
    yesterday = timezone.now() - timedelta(days=1)
    over = {
        "reduced_price": "1.00",
        "reduced_from": yesterday - timedelta(days=9),
        "reduced_until": yesterday,
    }
    for title, variant in (
        ("A", {"price": "20.00"}),
        ("B", {"price": "30.00", "reduced_price": "5.00"}),
        ("C", {"price": "10.00", **over}),
    ):
        make_page(make_product(variants=[variant]), tree.indoor, title=title)
    response = client.get("/plants/indoor/", {"sort": sort})
    assert [entry.title for entry in response.context["entries"]] == expected


def test_a_long_category_comes_in_pages_of_24(client):
    tree = make_category_tree()
    for number in range(25):
        make_page(make_product(), tree.indoor, title=f"Растение {number}", slug=f"plant-{number}")
    first = client.get("/plants/indoor/")
    second = client.get("/plants/indoor/?page=2")
    assert len(first.context["entries"]) == 24
    assert first.context["page_obj"].paginator.count == 25
    assert [entry.title for entry in second.context["entries"]] == ["Растение 0"]


def test_the_list_shows_the_exact_price_although_another_variant_became_the_cheapest(client, monkeypatch):
    # Given a row that was written while the small one was the cheapest, and a reduction of the large one planned
    tree = make_category_tree()
    begins = timezone.now() + timedelta(days=1)
    sizes = [
        {"values": {"Size": "S"}, "price": "10.00"},
        {"values": {"Size": "L"}, "price": "12.00", "reduced_price": "8.00", "reduced_from": begins},
    ]
    make_page(make_product(variants=sizes), tree.indoor)
    (entry,) = client.get("/plants/indoor/").context["entries"]
    assert (entry.price_now.amount, entry.price_varies) == (Decimal("10.00"), True)
    # When it begins
    monkeypatch.setattr("django.utils.timezone.now", lambda: begins)
    (entry,) = client.get("/plants/indoor/").context["entries"]
    # Then the list says the price of the large one, without any job having run
    assert (entry.price_now.amount, entry.price_now.regular) == (Decimal("8.00"), Decimal("12.00"))
    assert entry.price_varies


def test_a_category_takes_at_most_ten_queries(client, django_assert_max_num_queries):
    tree = make_category_tree()
    for number in range(6):
        sizes = [{"values": {"Size": size}, "price": f"1{number}.00"} for size in "SM"] + [
            {"values": {"Size": "L"}, "price": "99.00"}
        ]
        make_page(make_product(variants=sizes), tree.indoor, slug=f"p-{number}", image=make_image())
    client.get("/plants/indoor/")
    with django_assert_max_num_queries(10):
        client.get("/plants/indoor/")


def test_a_product_page_shows_variants_pictures_and_related(client):
    # Given a product in three sizes, the first sold out, with a neighbour
    tree = make_category_tree()
    sizes = [
        {"values": {"Size": "S"}, "stock": 0},
        {"values": {"Size": "M"}, "stock": 4},
        {"values": {"Size": "L"}, "stock": 9, "archived_at": timezone.now()},
    ]
    product = make_product(variants=sizes)
    make_page(product, tree.indoor, title="Саксия", slug="pot", image=make_image(alt_bg="Глинена саксия"))
    make_page(make_product(), tree.indoor, title="Лейка")
    # When its page is opened
    context = client.get("/plants/indoor/pot/").context
    # Then the first that can be had is selected
    assert [(choice.label, choice.available) for choice in context["variants"]] == [("S", 0), ("M", 4)]
    assert context["selected"].label == "M"
    assert [picture.image.alt_bg for picture in context["gallery"]] == ["Глинена саксия"]
    assert [entry.title for entry in context["related"].cross] == ["Лейка"]
    assert context["add_url"] == "/cart/add/"


def test_a_variant_is_selected_by_its_address(client):
    tree = make_category_tree()
    product = make_product(variants=[{"values": {"Size": "S"}}, {"values": {"Size": "M"}}])
    make_page(product, tree.indoor, slug="pot")
    second = product.variants.last()
    chosen = client.get("/plants/indoor/pot/", {"variant": str(second.public_id)}).context["selected"]
    unknown = client.get("/plants/indoor/pot/", {"variant": "'; --"}).context["selected"]
    assert (chosen.label, unknown.label) == ("M", "S")


def test_a_product_page_takes_at_most_ten_queries_whatever_the_number_of_variants(
    client, django_assert_max_num_queries
):
    # Given twelve variants, reduced and with content, beside a product whose price varies
    tree = make_category_tree()
    sizes = [
        {
            "values": {"Size": str(size)},
            "reduced_price": "9.90",
            "content_quantity": size,
            "content_unit": "kg",
        }
        for size in range(1, 13)
    ]
    page = make_page(make_product(variants=sizes), tree.indoor, slug="pot", image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    varying = [{"values": {"Size": str(size)}, "price": f"{size}.00"} for size in (4, 5)]
    make_page(make_product(variants=varying), tree.indoor, title="Лейка", slug="can")
    for address in ("/plants/indoor/pot/", "/en/plants/indoor/pot/"):
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)


def test_a_product_page_asks_the_cache_twice_where_the_site_begins(client, monkeypatch):
    """Each reading is a query where the cache is a table; a link without the request asks again.

    Once for the page, once for the menu, both good for a second where answers are kept (core.brief).
    """
    tree = make_category_tree()
    page = make_page(make_product(), tree.indoor, slug="pot", image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    client.get("/plants/indoor/pot/")
    asked = []
    paths = Site.get_site_root_paths()
    monkeypatch.setattr(Site, "get_site_root_paths", staticmethod(lambda: asked.append(1) or paths))
    assert client.get("/plants/indoor/pot/").status_code == 200
    assert len(asked) == 2


def test_a_page_knows_its_translations(client):
    tree = make_category_tree()
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    context = client.get("/plants/indoor/pot/").context
    assert context["alternates"] == [
        {"language": "bg", "url": "http://localhost/plants/indoor/pot/"},
        {"language": "en", "url": "http://localhost/en/plants/indoor/pot/"},
        {"language": "x-default", "url": "http://localhost/plants/indoor/pot/"},
    ]
    assert [(link["code"], link["url"], link["current"]) for link in context["language_links"]] == [
        ("bg", "/plants/indoor/pot/", True),
        ("en", "/en/plants/indoor/pot/", False),
    ]


def test_without_a_translation_the_language_switch_leads_to_the_nearest_page_above(client):
    tree = make_category_tree()
    make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    context = client.get("/plants/indoor/pot/").context
    assert context["alternates"] == []
    assert context["language_links"][1]["url"] == "/en/plants/indoor/"


def test_a_page_that_was_never_published_is_not_found_and_one_that_was_is_gone(client):
    tree = make_category_tree()
    make_page(make_product(), tree.indoor, slug="draft", live=False)
    make_page(make_product(), tree.indoor, slug="old").unpublish()
    assert client.get("/plants/indoor/draft/").status_code == 404
    assert client.get("/plants/indoor/old/").status_code == 410
    assert client.get("/plants/indoor/nothing/").status_code == 404


def test_a_redirect_wins_over_gone(client):
    tree = make_category_tree()
    make_page(make_product(), tree.indoor, slug="old").unpublish()
    tree.indoor.redirect_set.model.objects.create(old_path="/plants/indoor/old", redirect_page=tree.outdoor)
    response = client.get("/plants/indoor/old/")
    assert (response.status_code, response["Location"]) == (301, "/plants/outdoor/")


def test_an_old_address_leads_to_the_new_one(client, django_capture_on_commit_callbacks):
    # Given a product in a category whose address is changed
    tree = make_category_tree()
    page = make_page(make_product(), tree.indoor, slug="pot")
    page.save_revision()
    tree.indoor.slug = "inside"
    with django_capture_on_commit_callbacks(execute=True):
        tree.indoor.save_revision().publish()
    # Then the old address of the product still leads to it
    response = client.get("/plants/indoor/pot/")
    assert (response.status_code, response["Location"]) == (301, "/plants/inside/pot/")
