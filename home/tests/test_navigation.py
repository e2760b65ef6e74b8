"""Menu, legal links and languages: what every page offers."""

import pytest
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation
from wagtail.models import Site

from home.context_processors import shop as shop_context
from home.models import ArticleIndexPage
from legal_pages.models import LegalPage
from products.tests.factories import make_category, make_category_tree, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    shop = make_site()
    make_category_tree(shop)
    home = type(shop.home).objects.get(pk=shop.home.pk)
    home.add_child(instance=ArticleIndexPage(title="Дневник", slug="journal", locale=shop.bg))
    for kind, title in (("returns", "Връщане"), ("terms", "Общи условия")):
        home.add_child(instance=LegalPage(title=title, slug=kind, kind=kind, body="<p>…</p>", locale=shop.bg))
    return shop


def test_the_menu_has_two_levels_in_the_language_of_the_page(client, shop):
    make_category(
        make_category(shop.home, title="Мебели", slug="furniture"), title="Столове", slug="chairs"
    ).unpublish()
    assert list(client.get("/").context["main_menu"]) == [
        {
            "title": "Растения",
            "url": "/plants/",
            "children": [
                {"title": "Стайни", "url": "/plants/indoor/", "children": []},
                {"title": "Градински", "url": "/plants/outdoor/", "children": []},
            ],
        },
        {"title": "Мебели", "url": "/furniture/", "children": []},
    ]
    assert [item["title"] for item in client.get("/en/").context["main_menu"]] == ["Plants"]


def test_shelves_of_an_unpublished_category_are_not_in_the_menu(client, shop):
    type(shop.home).objects.get(pk=shop.home.pk).get_children().get(slug="plants").unpublish()
    assert list(client.get("/").context["main_menu"]) == []


def test_what_an_editor_takes_out_of_the_menu_is_not_in_it(client, shop):
    pages = type(shop.home).objects.get(pk=shop.home.pk).get_descendants()
    pages.filter(slug__in=["indoor", "journal", "terms"]).update(show_in_menus=False)
    context = client.get("/").context
    assert [child["title"] for child in context["main_menu"][0]["children"]] == ["Градински"]
    assert context["journal_url"] == ""
    assert [link["kind"] for link in context["legal_links"]] == ["terms", "returns"]


def test_journal_and_legal_links(client, shop):
    context = client.get("/").context
    assert context["journal_url"] == "/journal/"
    assert list(context["legal_links"]) == [
        {"kind": "terms", "title": "Общи условия", "url": "/terms/"},
        {"kind": "returns", "title": "Връщане", "url": "/returns/"},
    ]
    english = client.get("/en/").context
    assert (str(english["journal_url"]), list(english["legal_links"]), english["home_url"]) == (
        "",
        [],
        "/en/",
    )


def test_a_template_that_asks_for_nothing_costs_no_query(shop, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(0), translation.override("bg"):
        assert Template("{{ home_url }}").render(RequestContext(request, shop_context(request))) == "/"


def test_menu_journal_and_legal_links_are_one_query(shop, django_assert_num_queries):
    request = RequestFactory().get("/")
    text = (
        "{% for item in main_menu %}{{ item.title }} {% endfor %}{{ journal_url }} {{ legal_links|length }}"
    )
    template = Template(text * 2)
    Site.get_site_root_paths()  # which Wagtail keeps in the cache
    # The second one finds the site
    with django_assert_num_queries(2), translation.override("bg"):
        assert template.render(Context(shop_context(request))) == "Растения /journal/ 2" * 2


@pytest.mark.parametrize(
    "address, twin",
    [("/search/?q=a%26b", "/en/search/?q=a%26b"), ("/cart/", "/en/cart/"), ("/nothing/here/", "/en/")],
)
def test_other_pages_switch_to_themselves_and_lost_ones_to_the_home_page(client, shop, address, twin):
    links = client.get(address).context["language_links"]
    assert [(link["code"], link["current"]) for link in links] == [("bg", True), ("en", False)]
    assert links[1]["url"] == twin


def test_the_page_says_its_language(client, shop):
    assert '<html lang="bg">' in client.get("/").content.decode()
    assert '<html lang="en">' in client.get("/en/").content.decode()


def test_there_is_no_redirect_by_the_browsers_language(client, shop):
    response = client.get("/", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert '<html lang="bg">' in response.content.decode()
