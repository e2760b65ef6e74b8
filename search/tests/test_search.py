"""Search, in both languages and for whatever is typed."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from products.models import ListingEntry
from products.search_words import fold, query_stems, search_vector, words
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def monstera(tree):
    product = make_product(brand="Зелена къща", variants=[{"sku": "MON-50", "price": "39.00"}])
    page = make_page(
        product,
        tree.indoor,
        title="Монстера",
        slug="monstera",
        summary="Голямо растение за светла стая.",
        description="<p>Листа<b>та</b> ѝ се&nbsp;цепят.</p><ul><li>саксия</li></ul>",
    )
    make_page_twin(page, parent=tree.indoor_en, title="Monstera", summary="A large plant for a bright room.")
    return page


def titles(client, query, language="", **more):
    response = client.get(f"{language}/search/", {"q": query, **more})
    assert response.status_code == 200
    return [entry.title for entry in response.context["entries"]]


@pytest.mark.parametrize(
    "query",
    [
        "Монстера",
        "МОНСТЕРА",
        "монст",
        "монстери",  # another form of the word
        "голямо растение",
        "растение монстера",  # the order does not matter
        "MON-50",
        "mon 50",
        "Зелена къща",
        "Стайни",  # its category
        "саксии",  # in the description, in the singular
    ],
)
def test_a_product_is_found_by_its_words(client, monstera, query):
    assert titles(client, query) == ["Монстера"]


@pytest.mark.parametrize("query", ["кактус", "монстера кактус", "онстера", "цепятсаксия"])
def test_it_is_not_found_by_others(client, monstera, query):
    assert titles(client, query) == []


def test_each_language_finds_its_own(client, monstera):
    assert titles(client, "monstera", "/en") == ["Monstera"]
    assert titles(client, "large plants", "/en") == ["Monstera"]
    assert titles(client, "Монстера", "/en") == []
    assert titles(client, "monstera") == []


def test_the_title_counts_more_than_the_text_and_what_is_in_stock_comes_first(client, tree):
    make_page(make_product(), tree.indoor, title="Лейка", description="<p>За всяка саксия.</p>")
    make_page(make_product(stock=0), tree.indoor, title="Саксия, изчерпана")
    make_page(make_product(), tree.indoor, title="Саксия, налична")
    assert titles(client, "саксия") == ["Саксия, налична", "Саксия, изчерпана", "Лейка"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        '"',
        "'",
        "\\",
        "монстера'",
        "монстера:*",
        "!монстера & | ( )",
        "<script>alert(1)</script>",
        "%_%",
        "💐",
        "\x00",
        "а" * 500,
        "дума " * 200,
        "'; DROP TABLE products_listingentry; --",
    ],
)
def test_whatever_is_typed_gives_a_page(client, monstera, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    html = response.content.decode()
    assert "<script>alert" not in html
    # Either the monstera, or the newest products as a suggestion
    assert [e.title for e in (*response.context["entries"], *response.context["suggestions"])] == ["Монстера"]
    assert ListingEntry.objects.count() == 2


def test_a_quote_within_a_word_does_not_hide_what_is_there(client, monstera):
    assert titles(client, 'монстера"') == ["Монстера"]


def test_without_a_match_it_suggests_what_is_new_and_in_stock(client, tree):
    make_page(make_product(stock=0), tree.indoor, title="Изчерпана")
    make_page(make_product(), tree.indoor, title="Лейка")
    response = client.get("/search/", {"q": "нищо такова"})
    assert (response.context["entries"], response.context["query"]) == ([], "нищо такова")
    assert [entry.title for entry in response.context["suggestions"]] == ["Лейка"]


def test_many_results_come_in_pages_that_keep_the_query(client, tree):
    for number in range(25):
        make_page(make_product(), tree.indoor, title=f"Саксия {number}", slug=f"pot-{number}")
    first = client.get("/search/", {"q": "саксия"})
    assert (len(first.context["entries"]), first.context["page_obj"].paginator.count) == (24, 25)
    assert "?q=%D1%81%D0%B0%D0%BA%D1%81%D0%B8%D1%8F&amp;page=2" in first.content.decode()
    assert len(titles(client, "саксия", page="2")) == 1
    assert len(titles(client, "саксия", page="nonsense")) == 24


@pytest.fixture
def journal():
    shop = make_site()
    model = apps.get_model("home.ArticleIndexPage")
    return shop.home.add_child(instance=model(title="Дневник", slug="journal", locale=shop.bg))


def make_article(journal, **fields):
    return journal.add_child(instance=apps.get_model("home.ArticlePage")(locale=journal.locale, **fields))


def test_articles_are_found_by_title_and_text(client, journal):
    body = '[{"type": "paragraph", "value": "<p>Монстерата обича влага.</p>"}]'
    make_article(journal, title="Северен прозорец", slug="north", lead="Какво расте там?", body=body)
    make_article(journal, title="Прозорец, чернова", slug="draft", live=False)
    for query in ("прозорец", "прозор", "расте", "монстера", "северен влага"):
        found = client.get("/search/", {"q": query}).context["articles"]
        assert [article.title for article in found] == ["Северен прозорец"]
    assert client.get("/en/search/", {"q": "прозорец"}).context["articles"] == []


def test_a_search_takes_at_most_six_queries(client, tree, journal, django_assert_max_num_queries):
    for number in range(5):
        make_page(
            make_product(), tree.indoor, title=f"Саксия {number}", slug=f"p-{number}", image=make_image()
        )
    make_article(journal, title="За саксиите", slug="pots", hero_image=make_image())
    client.get("/search/", {"q": "саксия"})
    with django_assert_max_num_queries(6):
        response = client.get("/search/", {"q": "саксия"})
    assert len(response.context["entries"]) == 5
    assert len(response.context["articles"]) == 1


def test_a_search_is_not_for_search_engines(client, monstera):
    assert (
        '<meta name="robots" content="noindex">' in client.get("/search/", {"q": "монстера"}).content.decode()
    )


def test_posting_is_refused(client):
    make_site()
    assert client.post("/search/", {"q": "x"}).status_code == 405


def test_folding_keeps_the_short_i_and_drops_accents():
    assert fold("ѝ Й Ё Café ﬁn") == "и й е cafe fin"
    assert words("MON-50, 3,5 л (ø 12)") == ["mon", "50", "3", "5", "л", "ø", "12"]


def test_stems_are_few_and_different():
    assert query_stems("саксии саксия саксията") == ["сакси"]
    assert query_stems("лампи лампа стол столове") == ["ламп", "стол"]
    assert query_stems("chairs chair glass lens") == ["chair", "glass", "lens"]
    assert len(query_stems(" ".join(f"дума{n}" for n in range(50)))) == 8


def test_a_vector_names_places_and_weights():
    assert search_vector([("A", "Син стол"), ("D", "стол")]) == "'син':1A 'стол':2A,3D"


def test_a_very_long_text_fits(tree):
    text = "<p>" + " ".join(f"дума{number}" for number in range(20_000)) + "</p>"
    page = make_page(make_product(), tree.indoor, title="Дълга", description=text)
    assert ListingEntry.objects.get(page=page).refreshed_at > timezone.now() - timedelta(minutes=1)
