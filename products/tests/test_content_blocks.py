"""The blocks that marketers compose pages of, as shoppers get them."""

import json
import re
import uuid

import pytest
from django.apps import apps
from django.utils import timezone
from wagtail.blocks import StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from core.actors import SYSTEM
from products.blocks import HotSpotBlock, ProductRowBlock, ShoppablePictureBlock
from products.models import CategoryPage, ProductSales
from products.selectors import showcase
from products.services.archiving import archive_product
from products.services.listing import rebuild_listing
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db

NO_LINK = {"label": "", "page": None, "url": ""}


@pytest.fixture
def tree():
    return make_category_tree()


def block(kind, **value):
    return {"type": kind, "value": value}


def items(*values):
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def row(source, products=(), category=None, count=4, heading=""):
    return block(
        "product_row",
        heading=heading,
        text="",
        source=source,
        products=[page.pk for page in products],
        category=category.pk if category else None,
        count=count,
        link=NO_LINK,
    )


def shop_picture(image, *spots, heading=""):
    chosen = items(*({"product": page.pk if page else None, "x": x, "y": y} for page, x, y in spots))
    return block("shoppable_picture", heading=heading, image=image.pk, spots=chosen, caption="Под снимката")


def write(page, *blocks, field="body"):
    type(page).objects.filter(pk=page.pk).update(**{field: json.dumps(list(blocks))})


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def titles(entries):
    return [entry.title for entry in entries]


def rows_of(page, language="bg"):
    body = type(page).objects.get(pk=page.pk).body
    shown = showcase(body, language)
    return [titles(shown.row(one.value)) for one in body]


def sell(product, units):
    ProductSales.objects.create(product=product, units=units, counted_at=timezone.now())


# --- Rows -------------------------------------------------------------------------------------------


def test_the_best_selling_of_a_category_come_by_what_was_sold_without_the_sold_out(tree):
    # Given four products that sold differently, one of them gone and one in another category
    sold = {"Малко": 3, "Много": 30, "Никак": 0}
    for title, units in sold.items():
        page = make_page(make_product(), tree.indoor, title=title)
        sell(page.product, units)
    for title, stock, parent in (("Няма го", 0, tree.indoor), ("Отвън", 5, tree.outdoor)):
        page = make_page(make_product(stock=stock), parent, title=title)
        sell(page.product, 99)
    rebuild_listing()
    # When a page shows the best selling of the shelf, and of the whole shop
    write(tree.plants, row("best", category=tree.indoor), row("best", count=2), row("newest", count=2))
    # Then each row has its order
    assert rows_of(tree.plants) == [
        ["Много", "Малко", "Никак"],
        ["Отвън", "Много"],
        ["Отвън", "Никак"],
    ]


def test_a_row_picked_by_hand_is_filled_up_from_its_category_when_one_is_gone(tree):
    # Given two picked products, of which one is unpublished, and others in the category
    first, gone, third, _fourth = (
        make_page(make_product(), tree.indoor, title=title) for title in ("А", "Б", "В", "Г")
    )
    sell(third.product, 7)
    gone.unpublish()
    rebuild_listing()
    write(
        tree.plants,
        row("picked", [first, gone], category=tree.indoor, count=2),
        row("picked", [first, gone], category=tree.indoor, count=8),
        row("picked", [first, gone], count=2),
    )
    # Then the best selling other one takes the place, nothing twice, and without a category the row is shorter
    assert rows_of(tree.plants) == [["А", "В"], ["А", "В", "Г"], ["А"]]


def test_rows_of_an_english_page_hold_english_products_only(tree):
    page = make_page(make_product(), tree.indoor, title="Саксия")
    make_page(make_product(), tree.indoor, title="Само на български")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    write(tree.plants_en, row("best", category=tree.indoor), row("newest"), row("picked", [page]))
    assert rows_of(tree.plants_en, "en") == [["Pot"], ["Pot"], ["Pot"]]


def test_how_many_a_row_shows_has_bounds():
    wrong = {"source": "best", "products": [], "count": 99, "heading": "", "text": "", "category": None}
    row_block = ProductRowBlock()
    value = row_block.to_python({**wrong, "link": NO_LINK})
    with pytest.raises(StructBlockValidationError) as refusal:
        row_block.clean(value)
    assert "count" in refusal.value.block_errors


# --- Pictures to shop from --------------------------------------------------------------------------


def test_a_picture_shows_its_products_with_price_stock_and_place(client, tree):
    # Given a picture with two products, one of them sold out and reduced
    first = make_page(make_product(price="12.90"), tree.outdoor, title="Лейка", slug="can")
    second = make_page(
        make_product(variants=[{"price": "20.00", "reduced_price": "15.00", "stock": 0}]),
        tree.outdoor,
        title="Пейка",
        slug="bench",
    )
    picture = make_image(width=900, height=600, alt_bg="Градина")
    write(tree.indoor, shop_picture(picture, (first, 7, 100), (second, 62, 35), heading="В градината"))
    # When the page is opened
    html = html_of(client, "/plants/indoor/")
    # Then each spot stands in its place, with what a shopper wants to know
    places = re.findall(
        r'<details class="(hot-spot[^"]*)" name="hot-spots" data-hot-spot data-x="(\d+)" data-y="(\d+)">',
        html,
    )
    assert places == [("hot-spot hot-spot--up", "007", "100"), ("hot-spot hot-spot--left", "062", "035")]
    cards = re.findall(r'<div class="hot-spot__card">(.*?)</div>', html, re.DOTALL)
    assert 'href="/plants/outdoor/can/">Лейка</a>' in cards[0]
    assert "12,90" in cards[0]
    assert "spot-product__stock--none" not in cards[0]
    assert "15,00" in cards[1]
    assert "20,00" in cards[1]
    assert "spot-product__stock--none" in cards[1]
    # And the list for phones names them again; the picture keeps its own shape in every format
    assert html.count('class="shop-picture__product"') == 2
    frame = html[html.index('class="shop-picture__picture"') :][:1200]
    assert 'width="640" height="426"' in frame
    assert "fill-" not in frame


@pytest.mark.parametrize("fate", ["unpublished", "archived", "deleted"])
def test_a_spot_without_its_product_disappears_and_the_picture_stays(client, tree, fate):
    gone = make_page(make_product(), tree.outdoor, title="Пейка")
    left = make_page(make_product(), tree.outdoor, title="Лейка")
    write(tree.indoor, shop_picture(make_image(), (gone, 10, 10), (left, 50, 50)))
    write(tree.outdoor, shop_picture(make_image(), (gone, 10, 10)))
    if fate == "unpublished":
        gone.unpublish()
    elif fate == "archived":
        archive_product(product_id=gone.product_id, actor=SYSTEM)
    else:
        gone.delete()
    # Then the others are numbered without a gap
    html = html_of(client, "/plants/indoor/")
    assert "Пейка" not in html
    assert re.findall(
        r'__mark"><span aria-hidden="true">(\d)</span><span class="visually-hidden">(\w+)', html
    ) == [("1", "Лейка")]
    # And a picture without any is a picture
    alone = html_of(client, "/plants/outdoor/")
    assert "Под снимката" in alone
    assert "hot-spot" not in alone
    assert "shop-picture__list" not in alone


def test_a_spot_of_an_untranslated_product_is_not_on_the_english_page(client, tree):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    other = make_page(make_product(), tree.indoor, title="Само на български")
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    write(tree.outdoor_en, shop_picture(make_image(), (other, 1, 2), (page, 50, 50)))
    html = html_of(client, "/en/plants/outdoor/")
    assert 'href="/en/plants/indoor/pot/">Pot</a>' in html
    assert "Само на български" not in html


@pytest.mark.parametrize(("x", "y"), [(-1, 50), (50, 101)])
def test_a_spot_lies_inside_the_picture(tree, x, y):
    page = make_page(make_product(), tree.indoor)
    with pytest.raises(StructBlockValidationError):
        HotSpotBlock().clean({"product": page, "x": x, "y": y})


def test_a_picture_to_shop_from_has_at_least_one_spot(tree):
    shoppable = ShoppablePictureBlock()
    value = shoppable.to_python({"heading": "", "image": make_image().pk, "spots": [], "caption": ""})
    with pytest.raises(StructBlockValidationError) as refusal:
        shoppable.clean(value)
    assert isinstance(refusal.value.block_errors["spots"], ListBlockValidationError)


def test_every_place_in_percent_has_its_rules_in_the_stylesheet():
    with open("static/css/components/shop-picture.css") as file:
        css = file.read()
    for axis in "xy":
        for place in range(101):
            digits = f"{place:03d}"
            assert f'[data-{axis}^="{digits[:2]}"] {{\n    --{axis}-tens: {place // 10 * 10}%;' in css
            assert f'[data-{axis}$="{digits[2]}"] {{\n    --{axis}-units: {place % 10}%;' in css


# --- Galleries, films, questions --------------------------------------------------------------------


def test_a_gallery_is_a_list_that_the_keyboard_can_scroll(client, tree):
    pictures = [make_image(alt_bg=f"Снимка {number}") for number in (1, 2)]
    chosen = items(*({"image": one.pk, "caption": f"Надпис {one.alt_bg}"} for one in pictures))
    write(tree.indoor, block("gallery", heading="Оранжерията", pictures=chosen, layout="strip"))
    html = html_of(client, "/plants/indoor/")
    assert (
        '<ul class="pictures__list pictures__list--2" role="list" tabindex="0" aria-label="Оранжерията">'
        in html
    )
    assert html.count('class="pictures__item"') == 2
    assert 'alt="Снимка 1"' in html
    assert "Надпис Снимка 2" in html


def film(url="https://youtu.be/WhWc3b3KhnY", poster=None):
    return block("video", title="Пролет", url=url, poster=poster and poster.pk, caption="")


def test_a_film_asks_nothing_of_its_provider_before_the_click(client, tree):
    write(tree.indoor, film(poster=make_image(width=1600, height=900)))
    response = client.get("/plants/indoor/")
    html = response.content.decode()
    # Then the page is a link and a still of our own, it says where the click leads, and only then may a player be framed
    assert "<iframe" not in html
    assert set(re.findall(r'(?:src|srcset)="(https?:[^"]*)"', html)) == set()
    assert 'href="https://www.youtube.com/watch?v=WhWc3b3KhnY"' in html
    assert "Google" in html
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["frame-src"] == "https://www.youtube-nocookie.com https://player.vimeo.com"
    assert policy["script-src"] == policy["img-src"].split()[0] == "'self'"


def test_a_page_without_a_film_frames_nobody(client, tree):
    policy = client.get("/plants/outdoor/")["Content-Security-Policy"]
    assert "frame-src 'none'" in policy


def test_a_film_whose_address_is_none_any_more_leaves_no_gap(client, tree):
    write(tree.indoor, film(url="https://example.com/film"), block("paragraph") | {"value": "<p>Текст</p>"})
    response = client.get("/plants/indoor/")
    html = response.content.decode()
    assert "block--video" not in html
    assert "block--paragraph" in html
    assert "frame-src 'none'" in response["Content-Security-Policy"]


def test_a_block_with_nothing_to_show_leaves_no_section(client, tree):
    gone = make_page(make_product(), tree.outdoor, title="Пейка")
    write(tree.indoor, row("picked", [gone], heading="Избрано"), block("product", product=gone.pk, text=""))
    gone.unpublish()
    html = html_of(client, "/plants/indoor/")
    assert "<section" not in html[html.index("<main") : html.index("</main>")]
    assert "Избрано" not in html


# --- Every page type --------------------------------------------------------------------------------

KINDS = {
    "paragraph",
    "image",
    "gallery",
    "quote",
    "product",
    "product_row",
    "shoppable_picture",
    "call_to_action",
    "faq",
    "video",
}


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("home.HomePage", ["body"]),
        ("products.CategoryPage", ["above", "body"]),
        ("products.ProductPage", ["body"]),
        ("home.ArticlePage", ["body"]),
        ("home.ArticleIndexPage", ["body"]),
        ("legal_pages.LegalPage", ["more"]),
    ],
)
def test_every_page_type_takes_every_block(model, fields):
    for name in fields:
        field = apps.get_model(model)._meta.get_field(name)
        assert field.stream_block.child_blocks.keys() >= KINDS


def test_texts_stand_above_and_below_the_list_of_the_first_page_only(client, tree):
    for number in range(25):
        make_page(make_product(), tree.indoor, slug=f"p-{number}")
    write(tree.indoor, {"type": "paragraph", "value": "<p>Над списъка</p>"}, field="above")
    write(tree.indoor, {"type": "paragraph", "value": "<p>Под списъка</p>"})
    html = html_of(client, "/plants/indoor/")
    assert html.index("Над списъка") < html.index('class="product-grid"') < html.index("Под списъка")
    second = html_of(client, "/plants/indoor/?page=2")
    assert "Над списъка" not in second
    assert "Под списъка" not in second


def test_queries_do_not_grow_with_blocks_above_and_below(client, tree, django_assert_max_num_queries):
    image = make_image()
    pages = [make_page(make_product(), tree.indoor, slug=f"p-{n}", image=image) for n in range(3)]
    kinds = [
        shop_picture(image, *((page, 10, 20) for page in pages)),
        row("best", category=tree.indoor),
        row("picked", pages, category=tree.indoor),
        block(
            "gallery",
            heading="",
            pictures=items(*({"image": image.pk, "caption": ""} for _ in "ab")),
            layout="grid",
        ),
        film(poster=image),
    ]
    counts = []
    for times in (1, 5):
        write(tree.outdoor, *kinds * times, field="above")
        write(tree.outdoor, *kinds * times)
        client.get("/plants/outdoor/")
        with django_assert_max_num_queries(25) as captured:
            client.get("/plants/outdoor/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert CategoryPage.objects.get(pk=tree.outdoor.pk).body
