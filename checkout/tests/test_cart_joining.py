"""Two carts become one: the larger quantity counts, never more than there is, and what did not fit is told."""

import pytest

from checkout.errors import Change
from checkout.limits import MOST_LINES
from checkout.models import Cart, CartLine
from checkout.services.cart_joining import add_goods, merge_carts
from checkout.tests.factories import make_cart
from products.models import Stock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture
def elena(django_user_model):
    return django_user_model.objects.create_user("elena@example.com", "a long enough password")


def merge(customer, guest=None):
    return merge_carts(customer_id=customer.pk, guest=guest and guest.public_id, language="en")


def held(cart):
    return dict(cart.lines.values_list("variant_id", "quantity"))


def told(merged):
    return [(change.kind, change.title, change.wanted, change.available) for change in merged.changes]


def test_the_first_cart_simply_becomes_the_accounts(elena):
    mug = make_sellable(stock=9)
    guests = make_cart((mug, 2))

    merged = merge(elena, guests)

    guests.refresh_from_db()
    assert (merged.cart, merged.count, merged.changes) == (guests, 2, ())
    assert (guests.customer, guests.version) == (elena, 1)


def test_where_both_hold_the_same_the_larger_quantity_counts(elena):
    mug, cup, plate, bowl = (make_sellable(stock=9) for _ in range(4))
    own = make_cart((mug, 2), (cup, 5), (plate, 1), customer=elena)
    guests = make_cart((mug, 3), (cup, 1), (bowl, 4))

    merged = merge(elena, guests)

    assert merged.cart == own
    assert held(own) == {mug.pk: 3, cup.pk: 5, plate.pk: 1, bowl.pk: 4}
    assert told(merged) == [("joined", "", 0, 0)]
    assert merged.count == 13
    assert list(Cart.objects.all()) == [own]


def test_never_more_than_there_is_and_what_did_not_fit_is_told(elena):
    few, gone = make_sellable(title="Few", stock=9), make_sellable(title="Gone", stock=9)
    own = make_cart((few, 2), customer=elena)
    guests = make_cart((few, 6), (gone, 1))
    Stock.objects.filter(variant=few).update(on_hand=4)
    Stock.objects.filter(variant=gone).update(on_hand=0)

    merged = merge(elena, guests)

    # What is sold out stays in sight, as it does in every cart.
    assert held(own) == {few.pk: 4, gone.pk: 1}
    assert told(merged) == [("joined", "", 0, 0), ("cut_down", "Few", 6, 4)]


def test_a_full_cart_takes_no_other_things_and_names_them(elena):
    mug = make_sellable(title="Mug")
    others = type(mug).objects.bulk_create(
        type(mug)(product=mug.product, price=mug.price, options_key=f"copy-{n}", sku=f"copy-{n}")
        for n in range(MOST_LINES)
    )
    own = make_cart(customer=elena)
    CartLine.objects.bulk_create(
        CartLine(cart=own, variant=other, quantity=1, seen_unit_gross=1) for other in others
    )

    merged = merge(elena, make_cart((mug, 1)))

    assert own.lines.count() == MOST_LINES
    assert told(merged)[1:] == [("no_room", "Mug", 0, 0)]


def test_what_was_typed_and_wished_for_comes_along(elena):
    mug, cup = make_sellable(stock=9), make_sellable(stock=9)
    own = make_cart(
        (mug, 1), customer=elena, codes=["SPRING"], draft={"city": "Варна", "name": "Елена"}, country="BG"
    )
    own.lines.update(note="тънък")
    guests = make_cart(
        (mug, 1), (cup, 1), codes=["spring", "TEN"], draft={"city": "Plovdiv", "name": ""}, country="RO"
    )
    guests.lines.filter(variant=cup).update(is_gift=True, gift_message="Честито!", saved_for_later=True)

    merge(elena, guests)

    own.refresh_from_db()
    assert own.codes == ["SPRING", "TEN"]
    assert own.draft == {"city": "Plovdiv", "name": "Елена"}
    assert own.country == "RO"
    assert own.lines.get(variant=mug).note == "тънък"
    line = own.lines.get(variant=cup)
    assert (line.is_gift, line.gift_message, line.saved_for_later) == (True, "Честито!", True)


def test_what_one_cart_holds_and_the_other_saved_for_later_is_in_the_cart(elena):
    mug, cup = make_sellable(stock=9), make_sellable(stock=9)
    own = make_cart((mug, 1), (cup, 1), customer=elena)
    own.lines.filter(variant=mug).update(saved_for_later=True)
    guests = make_cart((mug, 1), (cup, 1))
    guests.lines.filter(variant=cup).update(saved_for_later=True)

    merge(elena, guests)

    assert not own.lines.filter(saved_for_later=True).exists()


def test_the_cart_of_another_account_is_left_alone(elena, django_user_model):
    ivan = django_user_model.objects.create_user("ivan@example.com", "a long enough password")
    mug = make_sellable(stock=9)
    theirs = make_cart((mug, 3), customer=ivan)

    assert merge(elena, theirs) is None

    theirs.refresh_from_db()
    assert theirs.customer == ivan
    assert held(theirs) == {mug.pk: 3}


def test_logging_in_again_with_the_accounts_own_cart_changes_nothing(elena):
    own = make_cart((make_sellable(stock=9), 3), customer=elena)

    merged = merge(elena, own)

    assert (merged.cart, merged.count, merged.changes) == (own, 3, ())
    assert merge(elena).cart == own


def test_joining_takes_the_same_queries_for_one_line_and_for_twenty(elena, django_assert_max_num_queries):
    goods = [make_sellable(stock=9) for _ in range(20)]
    make_cart(*((variant, 1) for variant in goods[:10]), customer=elena)
    guests = make_cart(*((variant, 2) for variant in goods))

    with django_assert_max_num_queries(22):
        merged = merge(elena, guests)

    assert merged.count == 40


def test_a_copy_of_goods_leaves_out_what_cannot_be_had(elena):
    mug, gone = make_sellable(title="Mug", stock=3), make_sellable(title="Gone", stock=0)
    cart = make_cart((mug, 1))

    changes = add_goods(cart_id=cart.pk, goods={mug.pk: 5, gone.pk: 1, 999_999: 1}, language="en")

    assert held(cart) == {mug.pk: 3}
    assert changes == (
        Change(kind="cut_down", variant_id=mug.pk, title="Mug", wanted=5, available=3),
        Change(kind="sold_out", variant_id=gone.pk, title="Gone", wanted=1, available=0),
    )
