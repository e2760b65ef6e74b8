"""robots.txt and sitemap.xml."""

import xml.etree.ElementTree as ElementTree

import pytest

from products.tests.factories import make_category_tree, make_page, make_page_twin, make_product

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def tree():
    return make_category_tree()


def sitemap(client, part=""):
    response = client.get(f"/sitemap.xml{part}")
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    urls = ElementTree.fromstring(response.content).findall(f"{MAP}url")  # noqa: S314
    return {
        url.find(f"{MAP}loc").text: {link.get("hreflang"): link.get("href") for link in url.findall(LINK)}
        for url in urls
    }


def test_the_sitemap_lists_live_pages_with_their_translations(client, tree):
    # Given a product in two languages, one in Bulgarian only, a draft, one that is not for sale
    page = make_page(make_product(), tree.indoor, slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    make_page(make_product(), tree.indoor, slug="can")
    make_page(make_product(), tree.indoor, slug="draft", live=False)
    make_page(None, tree.indoor, slug="empty")
    tree.outdoor_en.unpublish()
    # When the sitemap is read
    found = sitemap(client)
    # Then it holds what anybody can open and buy
    host = "http://localhost"
    assert list(found) == [
        f"{host}/",
        f"{host}/plants/",
        f"{host}/plants/indoor/",
        f"{host}/plants/outdoor/",
        f"{host}/en/",
        f"{host}/en/plants/",
        f"{host}/en/plants/indoor/",
        f"{host}/plants/indoor/pot/",
        f"{host}/en/plants/indoor/pot/",
        f"{host}/plants/indoor/can/",
    ]
    both = {
        "bg": f"{host}/plants/indoor/pot/",
        "en": f"{host}/en/plants/indoor/pot/",
        "x-default": f"{host}/plants/indoor/pot/",
    }
    assert found[f"{host}/plants/indoor/pot/"] == both
    assert found[f"{host}/en/plants/indoor/pot/"] == both
    assert found[f"{host}/plants/indoor/can/"] == {}
    assert found[f"{host}/plants/outdoor/"] == {}


def test_the_sitemap_takes_as_many_queries_for_many_products(client, tree, django_assert_num_queries):
    sitemap(client)
    for number in range(6):
        make_page(make_product(), tree.indoor, slug=f"p-{number}")
    with django_assert_num_queries(3):
        assert len(sitemap(client)) == 14


def test_a_part_that_does_not_exist_is_not_found(client, tree):
    assert client.get("/sitemap.xml?p=2").status_code == 404
    assert client.get("/sitemap.xml?p=x").status_code == 404


def test_robots_are_kept_out_of_everything_but_a_live_shop(client, tree, settings):
    settings.ENVIRONMENT = "staging"
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"


def test_robots_of_a_live_shop_find_the_sitemap_and_leave_carts_alone(client, tree, settings):
    settings.ENVIRONMENT = "production"
    settings.SITE_URL = "https://shop.example"
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /cart/",
        "Disallow: /checkout/",
        "Disallow: /search/",
        "Disallow: /restock/",
        "Disallow: /en/cart/",
        "Disallow: /en/checkout/",
        "Disallow: /en/search/",
        "Disallow: /en/restock/",
        "",
        "Sitemap: https://shop.example/sitemap.xml",
    ]
    # Where the staff work is nobody's business
    assert settings.ADMIN_PATH not in response.content.decode()
