"""The home page and the journal."""

import json
from datetime import date, timedelta

import pytest

from home.models import ArticleIndexPage, ArticlePage, HomePage
from products.tests.factories import make_category_tree, make_image, make_page, make_product, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop():
    return make_site()


@pytest.fixture
def journal(shop):
    return shop.home.add_child(instance=ArticleIndexPage(title="Дневник", slug="journal", locale=shop.bg))


def make_article(journal, *, title, age=0, **fields):
    article = ArticlePage(
        title=title,
        slug=fields.pop("slug", f"article-{age}"),
        locale=journal.locale,
        date=date(2026, 11, 1) - timedelta(days=age),
        **fields,
    )
    return ArticleIndexPage.objects.get(pk=journal.pk).add_child(instance=article)


def test_a_journal_row_shows_the_newest_articles(client, shop, journal):
    # Given three articles and a draft, and a home page with two rows
    for age in range(3):
        make_article(journal, title=f"Статия {age}", age=age, hero_image=make_image())
    make_article(journal, title="Чернова", age=-1, live=False)
    rows = [{"type": "journal_row", "value": {"heading": "", "count": count}} for count in (2, 1)]
    HomePage.objects.filter(pk=shop.home.pk).update(body=json.dumps(rows))
    # When the home page is opened
    html = client.get("/").content.decode()
    # Then the newest is in both rows, the second in one, the third in none
    assert [html.count(f">Статия {age}</a>") for age in range(3)] == [2, 1, 0]
    assert "Чернова" not in html


def test_the_journal_shows_the_newest_first_in_pages_of_13(client, journal):
    for age in range(14):
        make_article(journal, title=f"Статия {age}", age=age)
    first = client.get("/journal/").context
    assert [article.title for article in first["articles"]][:2] == ["Статия 0", "Статия 1"]
    assert len(first["articles"]) == 13
    assert [article.title for article in client.get("/journal/?page=2").context["articles"]] == ["Статия 13"]


def test_an_article_shows_its_product_with_the_price_of_now_and_two_others(client, journal):
    # Given an article about a product
    tree = make_category_tree()
    page = make_page(make_product(price="45.00"), tree.indoor, title="Саксия", slug="pot")
    body = json.dumps([{"type": "product", "value": {"product": page.pk, "text": "Нашият избор"}}])
    make_article(journal, title="За саксиите", slug="pots", body=body)
    for age in (1, 2, 3):
        make_article(journal, title=f"Статия {age}", age=age)
    # When it is read
    response = client.get("/journal/pots/")
    html = response.content.decode()
    # Then the product stands in it
    assert 'href="/plants/indoor/pot/">Саксия</a>' in html
    assert "45,00" in html
    assert [article.title for article in response.context["more"]] == ["Статия 1", "Статия 2"]


def test_the_number_of_queries_of_the_journal_does_not_grow(client, journal, django_assert_num_queries):
    make_article(journal, title="Първа", age=1, hero_image=make_image())
    client.get("/journal/")
    with django_assert_num_queries(8):
        client.get("/journal/")
    for age in range(2, 6):
        make_article(journal, title="Друга", age=age, hero_image=make_image())
    client.get("/journal/")
    with django_assert_num_queries(8):
        client.get("/journal/")


def test_an_empty_journal_says_so(client, journal):
    response = client.get("/journal/")
    assert response.status_code == 200
    assert response.context["articles"] == []
