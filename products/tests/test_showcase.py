"""Products and categories inside texts: few queries, and nothing breaks when one of them goes away."""

import json

import pytest

from core.actors import SYSTEM
from products.models import CategoryPage
from products.selectors import showcase
from products.services.archiving import archive_product
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


def row(source="picked", products=(), category=None, count=4, heading=""):
    return {
        "type": "product_row",
        "value": {
            "heading": heading,
            "text": "",
            "source": source,
            "products": [page.pk for page in products],
            "category": category.pk if category else None,
            "count": count,
            "link": {"label": "", "page": None, "url": ""},
        },
    }


def card(page, text=""):
    return {"type": "product", "value": {"product": page.pk if page else None, "text": text}}


def category_row(*categories, image=None):
    cards = [{"category": c.pk, "image": image.pk if image else None, "text": "Ред"} for c in categories]
    return {"type": "category_row", "value": {"heading": "", "categories": cards}}


def write(page, *blocks):
    """Put the blocks into the page as the database holds them."""
    type(page).objects.filter(pk=page.pk).update(body=json.dumps(list(blocks)))


def html_of(client, address):
    return client.get(address).content.decode()


def test_rows_show_picked_newest_and_reduced_products(client, tree):
    # Given three products: the second reduced, the third in another category
    first = make_page(make_product(), tree.indoor, title="Първи")
    second = make_page(
        make_product(variants=[{"price": "20.00", "reduced_price": "15.00"}]), tree.indoor, title="Втори"
    )
    third = make_page(make_product(), tree.outdoor, title="Трети")
    write(
        tree.plants,
        row(products=[third, first]),
        row("newest", count=2),
        row("newest", category=tree.indoor),
        row("reduced"),
        card(second, "Препоръчваме"),
    )
    # When they are looked up
    body = CategoryPage.objects.get(pk=tree.plants.pk).body
    shown = showcase(body, "bg")
    # Then each row has its own
    assert [[entry.title for entry in shown.row(block.value)] for block in body[:4]] == [
        ["Трети", "Първи"],
        ["Трети", "Втори"],
        ["Втори", "Първи"],
        ["Втори"],
    ]
    # And the page shows the second in three rows, in its card and in the list of the category
    html = html_of(client, "/plants/")
    assert html.count(">Втори</a>") == 5
    assert "Препоръчваме" in html


def test_a_page_in_another_language_shows_the_translated_products(client, tree):
    # Given an English page whose blocks still point to Bulgarian pages
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    only_bulgarian = make_page(make_product(), tree.indoor, title="Лейка")
    write(tree.plants_en, row(products=[page, only_bulgarian]), category_row(tree.indoor))
    html = html_of(client, "/en/plants/")
    assert 'href="/en/plants/indoor/pot/">Pot</a>' in html
    assert 'href="/en/plants/indoor/">Indoor</a>' in html
    assert "Лейка" not in html
    assert "Саксия" not in html


@pytest.mark.parametrize("fate", ["sold out", "unpublished", "archived", "deleted"])
def test_a_text_survives_whatever_happens_to_its_product(client, tree, fate):
    page = make_page(make_product(stock=0 if fate == "sold out" else 5), tree.outdoor, title="Лавандула")
    write(tree.indoor, card(page), row(products=[page], heading="Избрано"))
    if fate == "unpublished":
        page.unpublish()
    elif fate == "archived":
        archive_product(product_id=page.product_id, actor=SYSTEM)
    elif fate == "deleted":
        page.delete()
    # Then what cannot be seen is left out with its heading, what is sold out stays
    html = html_of(client, "/plants/indoor/")
    times = 2 if fate == "sold out" else 0
    assert html.count(">Лавандула</a>") == times
    assert ("Избрано" in html) == (fate == "sold out")


def test_an_unpublished_category_loses_its_card(client, tree):
    write(tree.plants, category_row(tree.indoor, tree.outdoor))
    tree.outdoor.unpublish()
    body = CategoryPage.objects.get(pk=tree.plants.pk).body
    assert [one.title for one in showcase(body, "bg").cards(body[0].value)] == ["Стайни"]


def test_the_number_of_queries_does_not_grow_with_the_blocks(client, tree, django_assert_max_num_queries):
    # Given a page with one block of each kind, and then with six
    image = make_image()
    pages = [
        make_page(make_product(), tree.indoor, slug=f"p-{number}", image=make_image()) for number in range(4)
    ]

    def blocks(times):
        kinds = [
            card(pages[0]),
            row(products=pages),
            row("newest"),
            row("newest", category=tree.indoor, count=3),
            row("reduced"),
            category_row(tree.indoor, tree.outdoor, image=image),
            {"type": "image", "value": {"image": image.pk, "caption": "", "width": "text"}},
        ]
        return kinds * times

    counts = []
    for times in (1, 6):
        write(tree.outdoor, *blocks(times))
        client.get("/plants/outdoor/")
        with django_assert_max_num_queries(25) as captured:
            client.get("/plants/outdoor/")
        counts.append(len(captured))
    # Then it takes as many queries
    assert counts[0] == counts[1]
