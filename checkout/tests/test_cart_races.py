"""Two at once on one cart, with real threads on PostgreSQL."""

import uuid

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from checkout.errors import CartClosed, ChangedElsewhere
from checkout.models import Cart, CartLine, CartMutation
from checkout.services import cart as service
from checkout.services.cart_joining import merge_carts
from checkout.tests.factories import make_cart, make_shop, place, shown_total
from core.tests.threads import in_threads
from orders.models import Order
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def someone():
    return get_user_model().objects.create_user("elena@example.com", "a long enough password")


def merge(customer, guest):
    return lambda: merge_carts(customer_id=customer.pk, guest=guest.public_id, language="en")


def failed(results):
    return [result for result in results if isinstance(result, Exception)]


def test_a_double_click_adds_once():
    """Both requests carry the key of the same press; the second waits for the cart's row and finds the key there."""
    mug = make_sellable(stock=9)
    cart = make_cart()
    key = uuid.uuid4()

    def click():
        return service.add_to_cart(
            cart_id=cart.pk, variant_public_id=mug.public_id, quantity=1, language="en", key=key
        ).count

    assert in_threads(*[click] * 8) == [1] * 8
    assert CartLine.objects.get().quantity == 1
    assert CartMutation.objects.count() == 1


def test_a_double_click_without_scripts_adds_once():
    """Without a key the last thing done to the cart tells; it is looked at under the cart's lock, so both cannot miss it."""
    mug = make_sellable(stock=99)
    cart = make_cart((mug, 1))

    def click():
        return service.add_to_cart(
            cart_id=cart.pk, variant_public_id=mug.public_id, quantity=2, language="en", unless_just_made=True
        ).count

    assert in_threads(*[click] * 8) == [3] * 8
    assert CartLine.objects.get().quantity == 3
    assert CartMutation.objects.count() == 1


def test_eight_presses_add_eight():
    """The same button pressed on purpose, each with a key of its own: no update is lost."""
    mug = make_sellable(stock=9)
    cart = make_cart()

    def press():
        return service.add_to_cart(
            cart_id=cart.pk,
            variant_public_id=mug.public_id,
            quantity=1,
            language="en",
            key=uuid.uuid4(),
        ).count

    assert sorted(in_threads(*[press] * 8)) == list(range(1, 9))
    cart.refresh_from_db()
    assert cart.version == 9


def test_two_tabs_that_saw_the_same_version_do_not_overwrite_each_other():
    """One of them is first; the other is asked."""
    mug = make_sellable(stock=9)
    cart = make_cart((mug, 1))
    line = cart.lines.get()

    def tab(quantity):
        return lambda: service.set_quantity(
            cart_id=cart.pk, line_id=line.pk, quantity=quantity, language="en", seen_version=1
        )

    results = in_threads(tab(3), tab(5))

    (refused,) = failed(results)
    assert isinstance(refused, ChangedElsewhere)
    winner = 3 if results[0] is None else 5
    assert (refused.was, refused.now) == (1, winner)
    assert CartLine.objects.get().quantity == winner


def test_two_log_ins_at_once_leave_one_cart_with_everything():
    """Telephone and laptop, each with a guest's cart, log in at the same moment."""
    elena = someone()
    mug, cup, plate = (make_sellable(stock=9) for _ in range(3))
    telephone, laptop = make_cart((mug, 2), (cup, 1)), make_cart((mug, 3), (plate, 4))

    results = in_threads(merge(elena, telephone), merge(elena, laptop))

    assert failed(results) == []
    cart = Cart.objects.get()
    assert cart.customer == elena
    assert dict(cart.lines.values_list("variant_id", "quantity")) == {mug.pk: 3, cup.pk: 1, plate.pk: 4}


def test_the_same_log_in_sent_twice_joins_once():
    elena = someone()
    mug = make_sellable(stock=9)
    make_cart((mug, 1), customer=elena)
    guests = make_cart((mug, 3))

    results = in_threads(*[merge(elena, guests)] * 4)

    assert failed(results) == []
    assert Cart.objects.get().lines.get().quantity == 3
    assert sum(bool(result.changes) for result in results) == 1


def test_logging_in_while_the_guests_cart_is_being_ordered():
    """Either the order is first, and the account gets no cart; or the log-in is, and the order is refused."""
    make_shop()
    elena = someone()
    make_cart((make_sellable(stock=9), 1), customer=elena)
    guests = make_cart((make_sellable(stock=9), 2))
    total = shown_total(guests)

    placed, merged = in_threads(
        lambda: place(guests, shown_total=total, accepted_terms="terms-bg-1"), merge(elena, guests)
    )

    assert not isinstance(merged, Exception)
    own = Cart.objects.get(customer=elena)
    if isinstance(placed, CartClosed):
        assert not Order.objects.exists()
        assert own.lines.count() == 2
    else:
        assert Order.objects.get().cart_reference == guests.public_id
        assert own.lines.count() == 1


def test_the_database_allows_one_open_cart_per_account():
    elena = someone()
    make_cart(customer=elena)

    with pytest.raises(IntegrityError, match="checkout_one_open_cart_per_customer"):
        make_cart(customer=elena)

    make_cart(customer=elena, state=Cart.State.ORDERED)
