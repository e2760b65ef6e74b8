"""What the cart shows, and changing what is in it."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from checkout import carts
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_shop, place
from checkout.tests.pages import add, address, contents, page_after
from core.models import ShopSettings
from products.models import Product, ProductPage, ProductRelation, Stock, Variant
from products.tests.factories import make_image, make_page_twin, make_sellable, make_site
from shipping.tests.clock import stop_clock

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


def pick(product: Product, *others: Product) -> None:
    """Let staff have picked what goes with a product, for shoppers in English."""
    for position, other in enumerate(others):
        ProductRelation.objects.create(product=product, related=other, kind="cross", position=position)
        page = other.pages.get()
        make_page_twin(page, parent=make_site().home_en, title=page.title)


def test_updating_needs_the_token(holding):
    cart = make_cart((make_sellable(stock=9), 1))
    client = holding(cart, enforce_csrf_checks=True)

    response = client.post(address("cart-update"), {"line": cart.lines.get().pk, "quantity": "2"})

    assert response.status_code == 403
    assert cart.lines.get().quantity == 1


def test_changing_a_quantity(holding):
    mug = make_sellable(price="12.90", stock=5)
    cart = make_cart((mug, 1))
    client = holding(cart)

    html = page_after(
        client, client.post(address("cart-update"), {"line": cart.lines.get().pk, "quantity": "4"})
    )

    assert "Your cart has been updated." in html
    assert "€51.60" in html
    assert contents() == [(mug.pk, 4)]
    assert client.cookies[carts.COUNT_COOKIE].value == "4"


@pytest.mark.parametrize(
    "quantity, message",
    [
        ("6", "Only 5 of “Mug” are left."),
        ("1000", "Only 5 of “Mug” are left."),
        ("0", "Enter a whole number from 1 to 999."),
        ("abc", "Enter a whole number from 1 to 999."),
        ("", "Enter a whole number from 1 to 999."),
    ],
)
def test_a_refused_quantity_says_why_beside_the_line_and_loses_nothing(holding, quantity, message):
    mug, cup = make_sellable(title="Mug", stock=5), make_sellable(title="Cup")
    cart = make_cart((mug, 2), (cup, 1))

    response = holding(cart).post(
        address("cart-update"), {"line": cart.lines.get(variant=mug).pk, "quantity": quantity}
    )

    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert 'aria-invalid="true"' in html
    assert ("Take 5" in html) == (quantity in ("6", "1000"))
    assert contents() == [(mug.pk, 2), (cup.pk, 1)]


def test_removing(holding):
    mug, cup = make_sellable(title="Mug"), make_sellable(title="Cup")
    cart = make_cart((mug, 2), (cup, 1))
    client = holding(cart)

    html = page_after(
        client,
        client.post(address("cart-update"), {"line": cart.lines.get(variant=mug).pk, "action": "remove"}),
    )

    assert "Removed from your cart." in html
    assert contents() == [(cup.pk, 1)]


def test_the_cart_shows_what_it_costs_with_vat_per_rate_and_delivery(holding, monkeypatch):
    stop_clock(monkeypatch, datetime(2026, 11, 26, 10, 0, tzinfo=UTC))
    chair = make_sellable(title="Chair", price="49.90", reduced_price="40.00", image=make_image())
    book = make_sellable(title="Book", price="10.00", vat_class="reduced")

    html = holding(make_cart((chair, 1), (book, 2))).get(address("cart")).content.decode()

    for shown in (
        '<s><span class="visually-hidden">Regular price: </span>€49.90</s>',
        "Delivery to Bulgaria",
        "Fri 27 Nov – Mon 30 Nov",
        "€5.90",
        "of which VAT 20%",
        "of which VAT 9%",
        "€65.90",
        "€40.00 more and delivery is free.",
        "image/webp",
    ):
        assert shown in html


def test_the_price_of_one_is_said_where_it_is_not_the_sum(holding):
    chair, mug, soil, pot = (
        make_sellable(title="Chair", price="50.00"),
        make_sellable(title="Mug", price="7.00"),
        make_sellable(title="Soil", price="9.00", content_quantity=Decimal("20"), content_unit="l"),
        make_sellable(title="Pot", price="30.00", reduced_price="25.00"),
    )

    cart = make_cart((chair, 1), (mug, 2), (soil, 1), (pot, 1))
    html = holding(cart).get(address("cart")).content.decode()

    assert "€50.00 each" not in html
    assert ["€7.00 each" in html, "€9.00 each" in html, "€25.00 each" in html] == [True, True, True]


def test_a_struck_price_has_the_lowest_before_it_and_every_price_that_of_a_unit(holding):
    soil = make_sellable(
        title="Soil",
        price="9.90",
        reduced_price="7.50",
        prior_price=Decimal("8.80"),
        content_quantity=Decimal("20"),
        content_unit="l",
    )
    cup = make_sellable(title="Cup", price="6.00", content_quantity=Decimal("6"), content_unit="pc")

    client = holding(make_cart((soil, 2), (cup, 1)))

    for page in ("cart", "checkout"):
        html = client.get(address(page)).content.decode()
        assert html.count("Lowest price in the 30 days before") == 1
        assert "Lowest price in the 30 days before: €8.80" in html
        # Of the price that is asked, 7.50 for 20 litres
        assert '<span class="visually-hidden">Unit price: </span>€0.38/l</span>' in html
        assert "€1.00/piece" in html


def test_no_vat_lines_for_a_merchant_without_vat(holding):
    ShopSettings.objects.update(vat_registered=False)

    html = holding(make_cart((make_sellable(price="12.90"), 1))).get(address("cart")).content.decode()

    assert "VAT" not in html.split("sums")[1]
    assert "€18.80" in html


def test_bulgarian_words_and_sums(holding):
    html = (
        holding(make_cart((make_sellable(title="Чаша", price="1234.50"), 1))).get("/cart/").content.decode()
    )

    assert f"1{NBSP}234,50{NBSP}€" in html
    assert "Чаша" in html


def test_a_changed_price_is_told_once_and_then_counts_as_seen(holding):
    mug = make_sellable(title="Mug", price="12.90")
    client = holding(make_cart((mug, 1)))
    Variant.objects.filter(pk=mug.pk).update(price=Decimal("13.90"))

    first = client.get(address("cart")).content.decode()
    second = client.get(address("cart")).content.decode()

    assert "The price of “Mug” has changed from €12.90 to €13.90." in first
    assert "has changed" not in second
    assert CartLine.objects.get().seen_unit_gross == Decimal("13.90")


def test_what_is_sold_out_or_withdrawn_stays_in_sight_and_out_of_the_sum(holding):
    plenty, short, gone, unpublished = (
        make_sellable(title=title, price="10.00", stock=9)
        for title in ("Plenty", "Short", "Gone", "Unpublished")
    )
    cart = make_cart((plenty, 1), (short, 3), (gone, 1), (unpublished, 1))
    Stock.objects.filter(variant=short).update(on_hand=2)
    Stock.objects.filter(variant=gone).update(on_hand=0)
    ProductPage.objects.filter(product=unpublished.product).update(live=False)
    client = holding(cart)

    html = client.get(address("cart")).content.decode()

    assert "“Short”: only 2 are left, your cart holds 3." in html
    assert "“Gone” has sold out." in html
    assert "no longer sold" in html
    assert "€45.90" in html  # 10 + 30 + 5.90

    page_after(client, client.post(address("cart-update"), {"action": "take-what-is-left"}))
    assert contents() == [(plenty.pk, 1), (short.pk, 2)]


def test_an_archived_variant_does_not_break_the_cart(holding):
    mug = make_sellable(title="Mug")
    Variant.objects.filter(pk=mug.pk).update(archived_at=timezone.now())

    response = holding(make_cart((mug, 1))).get(address("cart"))

    assert response.status_code == 200
    assert "“Mug” is no longer sold." in response.content.decode()


def test_the_empty_cart(client):
    response = client.get(address("cart"))

    assert "Your cart is empty" in response.content.decode()
    assert response["Cache-Control"] == "no-store, private"
    assert carts.COOKIE not in response.cookies


def test_an_ordered_cart_is_empty_and_the_next_thing_starts_a_new_one(holding):
    mug = make_sellable(stock=9)
    ordered = make_cart((mug, 1))
    place(ordered)
    client = holding(ordered)

    shown = client.get(address("cart"))
    add(client, mug)

    assert "Your cart is empty" in shown.content.decode()
    assert client.cookies[carts.COUNT_COOKIE].value == "1"
    assert Cart.objects.get(state="open").public_id != ordered.public_id
    assert ordered.lines.get().quantity == 1


def test_the_cart_takes_at_most_ten_queries_however_long_it_is(holding, django_assert_max_num_queries):
    cart = make_cart(*((make_sellable(image=make_image(), stock=5), 2) for _ in range(12)))
    pick(cart.lines.first().variant.product, make_sellable(title="Saucer").product)
    client = holding(cart)
    client.get(address("cart"))  # makes the renditions, warms the menu

    with django_assert_max_num_queries(10):
        response = client.get(address("cart"))

    assert response.content.decode().count('class="line"') == 12
    assert [entry.title for entry in response.context["goes_with"]] == ["Saucer"]


def test_what_goes_with_the_cart_is_offered_beside_it_unless_it_is_sold_out(holding):
    mug = make_sellable(title="Mug", stock=9)
    pick(mug.product, make_sellable(title="Spoon", stock=0).product, make_sellable(title="Saucer").product)
    html = holding(make_cart((mug, 1))).get(address("cart")).content.decode()

    assert 'id="goes-with-title"' in html
    assert ">Saucer</a>" in html
    assert "Spoon" not in html


def test_without_anything_that_goes_with_it_the_cart_says_nothing(holding):
    html = holding(make_cart((make_sellable(stock=9), 1))).get(address("cart")).content.decode()

    assert "goes-with" not in html
