"""A change happens once by its key, and a tab that shows an older version overwrites nothing unseen."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from checkout.elsewhere import changes_elsewhere
from checkout.errors import CartChanged, ChangedElsewhere, QuantityRefused
from checkout.models import Cart, CartMutation
from checkout.services import cart as service
from checkout.services import cart_wishes as wishes
from checkout.services.cleaning import delete_old_carts
from checkout.tests.factories import make_cart, make_shop, place
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
KEY = uuid.UUID("3f0c4a52-6b1e-4c57-9d0a-7f6f0b1a2c3d")


def held(cart):
    return list(cart.lines.filter(saved_for_later=False).values_list("variant_id", "quantity"))


def add(cart, variant, quantity=1, **more):
    return service.add_to_cart(
        cart_id=cart.pk, variant_public_id=variant.public_id, quantity=quantity, language="en", **more
    )


def set_quantity(cart, line, quantity, **more):
    service.set_quantity(cart_id=cart.pk, line_id=line.pk, quantity=quantity, language="en", **more)


def test_adding_with_the_same_key_adds_once():
    mug = make_sellable(stock=9)
    cart = make_cart()

    first, again = add(cart, mug, 2, key=KEY), add(cart, mug, 2, key=KEY)
    other = add(cart, mug, 2, key=uuid.uuid4())

    assert (first.count, again.count, other.count) == (2, 2, 4)
    assert held(cart) == [(mug.pk, 4)]
    cart.refresh_from_db()
    assert cart.version == 3


def test_the_second_of_two_clicks_on_the_last_pieces_is_no_refusal():
    mug = make_sellable(stock=2)
    cart = make_cart()
    add(cart, mug, 2, key=KEY)

    again = add(cart, mug, 2, key=KEY)

    assert again.count == 2
    with pytest.raises(QuantityRefused):
        add(cart, mug, 2, key=uuid.uuid4())


def test_a_key_counts_in_its_own_cart_only():
    mug = make_sellable(stock=9)
    mine, theirs = make_cart(), make_cart()

    add(mine, mug, key=KEY)
    add(theirs, mug, key=KEY)

    assert held(mine) == held(theirs) == [(mug.pk, 1)]


def test_removing_twice_with_one_key_tells_the_same_and_does_nothing_more():
    cart = make_cart((make_sellable(), 2))
    line = cart.lines.get()

    results = [service.remove_item(cart_id=cart.pk, line_id=line.pk, key=KEY) for _ in range(2)]

    assert results == [True, True]
    assert service.remove_item(cart_id=cart.pk, line_id=line.pk, key=uuid.uuid4()) is False
    assert CartMutation.objects.count() == 1


def test_the_line_that_was_changed_elsewhere_is_not_overwritten():
    mug = make_sellable(title="Mug", stock=9)
    cart = make_cart((mug, 2))
    line = cart.lines.get()
    set_quantity(cart, line, 5, seen_version=1)  # the other tab

    for change in (
        lambda: set_quantity(cart, line, 3, seen_version=1),
        lambda: service.remove_item(cart_id=cart.pk, line_id=line.pk, language="en", seen_version=1),
        lambda: wishes.save_for_later(cart_id=cart.pk, line_id=line.pk, language="en", seen_version=1),
    ):
        with pytest.raises(ChangedElsewhere) as raised:
            change()
        assert (raised.value.title, raised.value.was, raised.value.now) == ("Mug", 2, 5)
    assert held(cart) == [(mug.pk, 5)]

    set_quantity(cart, line, 3, seen_version=2)
    assert held(cart) == [(mug.pk, 3)]


def test_both_tabs_wanting_the_same_is_no_quarrel():
    cart = make_cart((make_sellable(stock=9), 2))
    line = cart.lines.get()
    set_quantity(cart, line, 5, seen_version=1)

    set_quantity(cart, line, 5, seen_version=1)

    assert CartMutation.objects.count() == 1


def test_another_line_that_was_changed_elsewhere_is_no_reason_to_ask():
    mug, cup = make_sellable(title="Mug", stock=9), make_sellable(title="Cup", stock=9)
    cart = make_cart((mug, 2), (cup, 1))
    set_quantity(cart, cart.lines.get(variant=cup), 4, seen_version=1)

    set_quantity(cart, cart.lines.get(variant=mug), 3, seen_version=1)

    assert held(cart) == [(mug.pk, 3), (cup.pk, 4)]


def test_a_line_that_was_taken_out_elsewhere_comes_back_only_when_asked_for():
    mug = make_sellable(title="Mug", stock=9)
    cart = make_cart((mug, 2))
    line = cart.lines.get()
    service.remove_item(cart_id=cart.pk, line_id=line.pk)

    with pytest.raises(ChangedElsewhere) as raised:
        set_quantity(cart, line, 3, variant_public_id=mug.public_id, seen_version=1)
    assert (raised.value.was, raised.value.now) == (2, 0)
    assert held(cart) == []

    set_quantity(cart, line, 3, variant_public_id=mug.public_id, seen_version=2)
    assert held(cart) == [(mug.pk, 3)]


def test_what_became_of_each_thing_elsewhere_first_to_last(django_assert_num_queries):
    mug, cup, plate, bowl, jug = (
        make_sellable(title=title, stock=9) for title in ("Mug", "Cup", "Plate", "Bowl", "Jug")
    )
    cart = make_cart((mug, 2), (cup, 1), (plate, 1), (jug, 1))
    lines = {line.variant_id: line for line in cart.lines.all()}
    set_quantity(cart, lines[mug.pk], 5)
    set_quantity(cart, lines[mug.pk], 4)
    service.remove_item(cart_id=cart.pk, line_id=lines[cup.pk].pk)
    wishes.save_for_later(cart_id=cart.pk, line_id=lines[plate.pk].pk, language="en")
    add(cart, bowl, 3)
    set_quantity(cart, lines[jug.pk], 2)
    set_quantity(cart, lines[jug.pk], 1)
    wishes.set_order_wishes(cart_id=cart.pk, is_gift=True, gift_message="Честито")
    cart.refresh_from_db()

    with django_assert_num_queries(2):
        changes = changes_elsewhere(cart, 1, "en")

    assert [(change.kind, change.title, change.was, change.now) for change in changes] == [
        ("elsewhere_quantity", "Mug", 2, 4),
        ("elsewhere_removed", "Cup", 1, 0),
        ("elsewhere_saved", "Plate", 1, 0),
        ("elsewhere_added", "Bowl", 0, 3),
        ("elsewhere_gift", "", 0, 0),
    ]
    with django_assert_num_queries(0):
        assert changes_elsewhere(cart, cart.version, "en") == ()


def age(cart, **days):
    Cart.objects.filter(pk=cart.pk).update(updated_at=timezone.now() - timedelta(**days))


def test_a_guests_cart_goes_after_8_days_with_its_keys_and_an_accounts_after_90(django_user_model):
    make_shop()
    mug = make_sellable(stock=9)
    elena = django_user_model.objects.create_user("elena@example.com", "a long enough password")
    ivan = django_user_model.objects.create_user("ivan@example.com", "a long enough password")
    guests, fresh = make_cart(), make_cart()
    kept, old = make_cart((mug, 1), customer=elena), make_cart((mug, 1), customer=ivan)
    ordered = make_cart((mug, 1), customer=elena, state=Cart.State.ORDERED)
    for cart in (guests, fresh):
        add(cart, mug)
    age(guests, days=8, minutes=1)
    age(ordered, days=8, minutes=1)
    age(kept, days=89)
    age(old, days=90, minutes=1)

    assert delete_old_carts() == 3

    assert set(Cart.objects.all()) == {fresh, kept}
    assert CartMutation.objects.get().cart == fresh


def test_old_keys_go_even_when_the_cart_stays(django_user_model):
    elena = django_user_model.objects.create_user("elena@example.com", "a long enough password")
    cart = make_cart(customer=elena)
    mug = make_sellable(stock=9)
    add(cart, mug, key=KEY)
    CartMutation.objects.update(made_at=timezone.now() - timedelta(days=8, minutes=1))
    add(cart, mug)

    assert delete_old_carts() == 0

    assert CartMutation.objects.count() == 1
    assert held(cart) == [(mug.pk, 2)]


def test_the_order_names_what_was_changed_in_another_tab():
    make_shop()
    mug = make_sellable(title="Mug", stock=9)
    cart = make_cart((mug, 2))
    set_quantity(cart, cart.lines.get(), 3)

    with pytest.raises(CartChanged) as raised:
        place(cart, shown_version=1)

    (change,) = raised.value.changes
    assert (change.kind, change.title, change.was, change.now) == ("elsewhere_quantity", "Mug", 2, 3)
