"""A link to a copy of the goods: signed, out of date after a while, and with nothing in it about anyone."""

import re
import time

import pytest
from django.test import Client

from checkout import carts
from checkout.models import Cart, CartLine
from checkout.sharing import goods_of, goods_token
from checkout.tests.factories import make_cart, make_shop
from checkout.tests.pages import address, page_after
from core.signing import LinkInvalid, sign_link
from products.models import Stock, Variant
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


@pytest.fixture
def mug():
    return make_sellable(title="Mug", price="12.90", stock=9)


@pytest.fixture
def cup():
    return make_sellable(title="Cup", price="7.00", stock=9)


def link_of(client):
    html = client.get(address("cart-share")).content.decode()
    return re.search(r'id="share-link" value="http://testserver([^"]+)"', html)[1]


def test_the_receiver_gets_a_copy_and_nothing_else(holding, mug, cup):
    theirs = make_cart(
        (mug, 2), (cup, 1), codes=["ONLYME"], draft={"name": "Elena"}, is_gift=True, gift_message="secret"
    )
    theirs.lines.filter(variant=mug).update(note="secret note")
    theirs.lines.filter(variant=cup).update(saved_for_later=True)
    link = link_of(holding(theirs))
    reader = Client()

    shown = reader.get(link)

    html = shown.content.decode()
    assert "Mug" in html
    assert "€12.90" in html
    for private in ("Cup", "secret", "ONLYME", "Elena", str(theirs.public_id)):
        assert private not in html
        assert private not in link
    assert Cart.objects.count() == 1  # looking changes nothing

    html = page_after(reader, reader.post(link))
    assert "The goods are in your cart." in html
    copy = Cart.objects.exclude(pk=theirs.pk).get()
    assert [(line.variant_id, line.quantity, line.note) for line in copy.lines.all()] == [(mug.pk, 2, "")]
    assert (copy.codes, copy.draft, copy.is_gift) == ([], {}, False)
    assert reader.cookies[carts.COUNT_COOKIE].value == "2"


def test_a_copy_is_a_copy(holding, mug):
    theirs = make_cart((mug, 2))
    link = link_of(holding(theirs))
    reader = Client()
    reader.post(link)

    theirs.lines.update(quantity=5)
    Cart.objects.filter(pk=theirs.pk).delete()

    assert CartLine.objects.get().quantity == 2
    # The link is the whole memory: it restores what a cart held that is long gone.
    assert "Mug" in Client().get(link).content.decode()


def test_into_a_cart_that_is_not_empty_the_larger_quantity_counts_and_twice_adds_nothing(holding, mug, cup):
    link = link_of(holding(make_cart((mug, 2))))
    mine = make_cart((mug, 1), (cup, 1))
    client = holding(mine)
    key = re.search(r'name="key" value="([^"]+)"', client.get(link).content.decode())[1]

    for _ in range(2):
        page_after(client, client.post(link, {"key": key}))

    assert dict(mine.lines.values_list("variant_id", "quantity")) == {mug.pk: 2, cup.pk: 1}


def test_what_is_gone_is_named_and_what_is_short_cut_down(holding, mug, cup):
    link = link_of(holding(make_cart((mug, 5), (cup, 1))))
    Stock.objects.filter(variant=mug).update(on_hand=3)
    Stock.objects.filter(variant=cup).update(on_hand=0)
    reader = Client()

    assert "“Cup” has sold out." in reader.get(link).content.decode()
    html = page_after(reader, reader.post(link))

    assert "“Mug”: you wanted 5; the cart holds all that is left, 3." in html
    assert "“Cup” has sold out." in html


def test_prices_are_those_of_today(holding, mug):
    link = link_of(holding(make_cart((mug, 1))))
    Variant.objects.update(price="13.90")

    assert "€13.90" in Client().get(link).content.decode()


def test_nothing_left_to_take(holding, mug):
    link = link_of(holding(make_cart((mug, 1))))
    Stock.objects.update(on_hand=0)

    html = Client().get(link).content.decode()

    assert "None of this can be had at the moment." in html
    assert "Put it into my cart" not in html


def test_forged_links_lead_nowhere(client, mug):
    token = goods_token([(mug.pk, 1)])
    for forged in (
        token[:-1] + ("x" if token[-1] != "x" else "y"),
        token.replace(f"{mug.pk}x1", f"{mug.pk}x9"),
        sign_link("cart", f"{mug.pk}x1"),
        sign_link("cart-goods", "nonsense"),
    ):
        assert client.get(address("cart-shared", forged)).status_code == 404
        assert client.post(address("cart-shared", forged)).status_code == 404
    assert not Cart.objects.exists()


def test_a_link_works_for_thirty_days(client, mug, monkeypatch):
    path = address("cart-shared", goods_token([(mug.pk, 1)]))
    now = time.time()

    monkeypatch.setattr(time, "time", lambda: now + 30 * 86_400 - 60)
    assert client.get(path).status_code == 200
    monkeypatch.setattr(time, "time", lambda: now + 30 * 86_400 + 60)
    shown, taken = client.get(path), client.post(path)

    assert (shown.status_code, taken.status_code) == (410, 410)
    assert "Links to a cart work for 30 days." in shown.content.decode()
    assert not Cart.objects.exists()


def test_no_cache_no_index_no_other_site_learns_the_link(holding, mug):
    client = holding(make_cart((mug, 1)))
    link = link_of(client)

    for answer in (client.get(address("cart-share")), client.get(link)):
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "same-origin"


def test_another_site_cannot_fill_a_cart(mug):
    client = Client(enforce_csrf_checks=True)
    path = address("cart-shared", goods_token([(mug.pk, 1)]))

    assert client.post(path, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(path, headers={"sec-fetch-site": "same-origin"}).status_code == 303
    assert Cart.objects.count() == 1


def test_an_empty_cart_has_nothing_to_share(client, holding, mug):
    assert client.get(address("cart-share"))["Location"] == "/en/cart/"
    cart = make_cart((mug, 1))
    cart.lines.update(saved_for_later=True)
    assert holding(cart).get(address("cart-share"))["Location"] == "/en/cart/"


def test_the_token_says_what_it_was_given():
    assert goods_of(goods_token([(12, 3), (45, 1)])) == {12: 3, 45: 1}
    with pytest.raises(LinkInvalid):
        goods_of(sign_link("cart-goods", ""))
