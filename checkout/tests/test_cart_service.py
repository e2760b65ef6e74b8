import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.errors import CartClosed, CartFull, NotSold, QuantityRefused
from checkout.limits import MOST_LINES
from checkout.models import Cart, CartLine
from checkout.services import cart as service
from checkout.services.cart_joining import reopen_cart
from checkout.services.cleaning import delete_old_carts
from checkout.tests.factories import make_cart, make_shop, place
from products.models import ProductPage, Stock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


def add(cart, variant, quantity=1):
    return service.add_item(
        cart_id=cart.pk, variant_public_id=variant.public_id, quantity=quantity, language="bg"
    )


def contents(cart):
    return list(cart.lines.values_list("variant_id", "quantity"))


def test_adding_twice_makes_one_line_and_remembers_the_price():
    mug = make_sellable(price="12.90", stock=10)
    cart = make_cart()

    add(cart, mug, 2)
    line = add(cart, mug, 3)

    cart.refresh_from_db()
    assert contents(cart) == [(mug.pk, 5)]
    assert line.seen_unit_gross == Decimal("12.90")
    assert cart.version == 3


@pytest.mark.parametrize(
    "in_cart, wanted, available", [(0, 6, 5), (3, 3, 5), (0, 1, 0), (0, 0, 5), (0, -1, 5)]
)
def test_more_than_there_is_or_less_than_one_is_refused(in_cart, wanted, available):
    mug = make_sellable(stock=available)
    cart = make_cart(*[(mug, in_cart)] * bool(in_cart))

    with pytest.raises(QuantityRefused) as raised:
        add(cart, mug, wanted)

    assert (raised.value.available, raised.value.in_cart) == (available, in_cart)
    assert contents(cart) == [(mug.pk, in_cart)] * bool(in_cart)


def test_no_more_than_999_of_one_thing():
    screws = make_sellable(stock=5000)
    cart = make_cart((screws, 998))

    add(cart, screws, 1)
    with pytest.raises(QuantityRefused) as raised:
        add(cart, screws, 1)

    assert raised.value.available == 999
    assert contents(cart) == [(screws.pk, 999)]


def test_reserved_units_are_not_there():
    mug = make_sellable(stock=5)
    Stock.objects.filter(variant=mug).update(reserved=4)
    cart = make_cart()

    with pytest.raises(QuantityRefused):
        add(cart, mug, 2)

    assert contents(cart) == []


def test_what_is_not_sold_cannot_be_added():
    unpublished, archived = make_sellable(), make_sellable()
    ProductPage.objects.filter(product=unpublished.product).update(live=False)
    archived.archived_at = timezone.now()
    archived.save()
    cart = make_cart()

    for variant_id in (unpublished.public_id, archived.public_id, uuid.uuid4()):
        with pytest.raises(NotSold):
            service.add_item(cart_id=cart.pk, variant_public_id=variant_id, quantity=1, language="bg")

    assert contents(cart) == []


def test_a_cart_takes_a_limited_number_of_different_things():
    mug = make_sellable()
    others = [make_sellable(stock=1) for _ in range(3)]
    cart = make_cart(*((variant, 1) for variant in others))
    CartLine.objects.bulk_create(
        CartLine(cart=cart, variant=copy, quantity=1, seen_unit_gross=Decimal(1))
        for copy in _more_variants(others[0], MOST_LINES - 3)
    )

    with pytest.raises(CartFull):
        add(cart, mug)

    assert cart.lines.count() == MOST_LINES


def _more_variants(variant, number):
    copies = [
        type(variant)(product=variant.product, price=variant.price, options_key=f"copy-{n}", sku=f"copy-{n}")
        for n in range(number)
    ]
    return type(variant).objects.bulk_create(copies)


def test_set_quantity_within_what_there_is():
    mug = make_sellable(stock=5)
    cart = make_cart((mug, 1))
    line = cart.lines.get()

    service.set_quantity(cart_id=cart.pk, line_id=line.pk, quantity=5, language="bg")
    with pytest.raises(QuantityRefused) as raised:
        service.set_quantity(cart_id=cart.pk, line_id=line.pk, quantity=6, language="bg")

    assert raised.value.available == 5
    assert contents(cart) == [(mug.pk, 5)]


def test_a_line_of_another_cart_cannot_be_changed_or_removed():
    mug = make_sellable(stock=5)
    mine, theirs = make_cart((mug, 1)), make_cart((mug, 2))
    their_line = theirs.lines.get()

    with pytest.raises(NotSold):
        service.set_quantity(cart_id=mine.pk, line_id=their_line.pk, quantity=1, language="bg")
    removed = service.remove_item(cart_id=mine.pk, line_id=their_line.pk)

    assert removed is False
    assert contents(theirs) == [(mug.pk, 2)]


def test_take_what_is_left():
    plenty, short, gone = make_sellable(stock=9), make_sellable(stock=2), make_sellable(stock=0)
    cart = make_cart((plenty, 3), (short, 5), (gone, 1))

    service.take_what_is_left(cart_id=cart.pk, language="bg")

    cart.refresh_from_db()
    assert contents(cart) == [(plenty.pk, 3), (short.pk, 2)]
    assert cart.version == 2


def test_an_ordered_cart_cannot_be_changed():
    make_shop()
    mug = make_sellable(stock=5)
    cart = make_cart((mug, 1))
    place(cart)

    with pytest.raises(CartClosed):
        add(cart, mug)

    assert contents(cart) == [(mug.pk, 1)]


def test_reopening_an_order_gives_a_new_cart_with_the_same_goods_and_address():
    make_shop()
    mug, cup = make_sellable(price="12.90", stock=5), make_sellable(stock=5)
    cart = make_cart((mug, 2), (cup, 1))
    order = place(cart).order

    again = reopen_cart(order)

    assert again.public_id != cart.public_id
    assert contents(again) == [(mug.pk, 2), (cup.pk, 1)]
    assert again.state == Cart.State.OPEN
    assert (str(again.country), again.delivery_code, again.payment_method) == ("BG", "door", "cod")
    assert again.draft["email"] == "ana@example.com"
    assert again.draft["postcode"] == "1504"


def test_reopening_twice_into_the_same_cart_adds_nothing():
    make_shop()
    mug, cup = make_sellable(stock=9), make_sellable(stock=9)
    order = place(make_cart((mug, 2))).order
    begun = make_cart((cup, 1), (mug, 1))

    reopen_cart(order, into=begun)
    reopen_cart(order, into=begun)

    assert sorted(contents(begun)) == sorted([(cup.pk, 1), (mug.pk, 2)])


def test_old_carts_go_with_what_was_typed_and_orders_stay():
    make_shop()
    mug = make_sellable(stock=9)
    old, fresh, ordered = make_cart((mug, 1)), make_cart((mug, 1)), make_cart((mug, 1))
    order = place(ordered).order
    long_ago = timezone.now() - timedelta(days=8, minutes=1)
    Cart.objects.filter(pk__in=[old.pk, ordered.pk]).update(updated_at=long_ago)

    assert delete_old_carts() == 2

    assert list(Cart.objects.all()) == [fresh]
    order.refresh_from_db()
    assert order.cart_reference == ordered.public_id
    assert delete_old_carts() == 0
