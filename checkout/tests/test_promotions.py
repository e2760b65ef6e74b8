"""Promotions from the cart to the order and back."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from checkout.errors import CartChanged
from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.services.cart_joining import reopen_cart
from checkout.tests.factories import make_cart, make_contact, make_shop, place, shown_total
from core.actors import SHOPPER, SYSTEM
from orders.models import Order, OrderLine
from orders.services.cancel import cancel
from orders.services.expiry import expire_order
from orders.services.payment import withdraw_for_change
from products.models import Stock, StockHold
from products.tests.factories import (
    make_category,
    make_category_tree,
    make_page,
    make_page_twin,
    make_product,
    make_sellable,
    make_site,
)
from promotions.models import Coupon, CustomerGroup, Promotion, Redemption
from promotions.tests.factories import make_coupon, make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    return make_shop()


def quote_of(cart, shop, **choices):
    return view_cart(cart=cart, shop=shop, language="bg", **{"country": "BG", **choices}).quote


def told(quote):
    return [(discount.name, discount.code, str(discount.gross)) for discount in quote.discounts]


def reasons(quote):
    return [(refusal.code, str(refusal.reason)) for refusal in quote.refusals]


def used():
    return list(Promotion.objects.order_by("pk").values_list("used", flat=True))


def test_an_order_copies_its_discounts_and_counts_them(shop):
    promotion = make_promotion("percent", percent="10", code="TEN", name_bg="Десет на сто")
    cart = make_cart((make_sellable(price="49.90"), 1), codes=["TEN"])

    order = place(cart).order

    assert (order.goods_gross, order.discount_gross, order.total_gross) == (
        Decimal("49.90"),
        Decimal("4.99"),
        # 44.91 + 5.90 + 1.50
        Decimal("52.31"),
    )
    (discount,) = order.discounts.all()
    assert (discount.promotion, discount.name, discount.code, discount.gross) == (
        promotion.public_id,
        "Десет на сто",
        "TEN",
        Decimal("4.99"),
    )
    line = order.lines.get(kind="goods")
    assert (line.discount_gross, line.gross, line.before_discount) == (
        Decimal("4.99"),
        Decimal("44.91"),
        Decimal("49.90"),
    )
    redemption = Redemption.objects.get()
    assert (redemption.reference, redemption.gross, redemption.state) == (
        order.public_id,
        Decimal("4.99"),
        "claimed",
    )
    assert (used(), Coupon.objects.get().used) == ([1], 1)
    assert "ana@example.com" not in redemption.person


def test_free_delivery_leaves_a_line_that_says_so(shop):
    make_promotion("delivery", name_bg="Безплатна доставка")
    cart = make_cart((make_sellable(price="40.00"), 1))

    order = place(cart).order

    assert (order.delivery_gross, order.discount_gross, order.total_gross) == (
        Decimal("5.90"),
        Decimal("5.90"),
        Decimal("41.50"),
    )
    delivery = order.lines.get(kind="delivery")
    assert (delivery.unit_gross, delivery.discount_gross, delivery.gross, delivery.vat) == (
        Decimal("5.90"),
        Decimal("5.90"),
        Decimal("0.00"),
        Decimal("0.00"),
    )


def test_free_delivery_of_the_method_is_measured_after_the_discounts(shop):
    make_promotion("amount", amount="5.00")

    assert quote_of(make_cart((make_sellable(price="104.99"), 1)), shop).delivery_gross == Decimal("5.90")
    assert quote_of(make_cart((make_sellable(price="105.00"), 1)), shop).delivery_gross == Decimal("0.00")


def test_a_gift_is_on_the_order_and_taken_from_stock(shop):
    mug = make_sellable(title="Чаша", price="12.90", stock=3)
    promotion = make_promotion("gift", gift=mug, minimum_goods="50.00")
    cart = make_cart((make_sellable(price="60.00"), 1), (mug, 1))

    order = place(cart).order

    bought, given = order.lines.filter(variant=mug).order_by("position")
    assert (bought.given_by, bought.gross) == (None, Decimal("12.90"))
    assert (given.given_by, given.gross, given.discount_gross, given.title) == (
        promotion.public_id,
        Decimal("0.00"),
        Decimal("12.90"),
        "Чаша",
    )
    assert (order.goods_gross, order.discount_gross) == (Decimal("85.80"), Decimal("12.90"))
    assert StockHold.objects.get(variant=mug).quantity == 2
    assert Stock.objects.get(variant=mug).reserved == 2


def test_a_gift_that_has_run_out_is_told_and_the_order_goes_on(shop):
    mug = make_sellable(price="12.90", stock=0)
    make_promotion("gift", gift=mug)
    cart = make_cart((make_sellable(price="60.00"), 1))

    assert reasons(quote_of(cart, shop)) == [("", "gift_sold_out")]
    assert place(cart).order.lines.filter(kind="goods").count() == 1
    assert used() == [0]


def test_a_gift_that_is_not_sold_is_not_given(shop):
    make_promotion("gift", gift=make_product(stock=5).variants.get())

    quote = quote_of(make_cart((make_sellable(), 1)), shop)

    assert (quote.discounts, reasons(quote)) == ((), [("", "gift_sold_out")])


def test_changing_an_order_gives_the_cart_back_with_its_codes_and_without_the_gift(shop):
    mug = make_sellable(stock=3)
    make_promotion("gift", gift=mug, code="GIFT")
    cup = make_sellable(stock=3)
    order = place(make_cart((cup, 1), codes=["GIFT"]), payment_method="cod").order
    Order.objects.filter(pk=order.pk).update(status="new")

    withdraw_for_change(order.pk)
    cart = reopen_cart(order)

    assert list(cart.lines.values_list("variant", "quantity")) == [(cup.pk, 1)]
    assert cart.codes == ["GIFT"]
    assert (used(), Coupon.objects.get().used, Redemption.objects.get().state) == ([0], 0, "released")


def test_cancelling_gives_the_use_back(shop):
    make_promotion(code="TEN", limit=1)
    order = place(make_cart((make_sellable(), 1), codes=["TEN"])).order

    cancel(order_id=order.pk, actor=SHOPPER, reason="changed my mind")

    assert (used(), Coupon.objects.get().used) == ([0], 0)
    assert Redemption.objects.get().released_at is not None
    assert quote_of(make_cart((make_sellable(), 1), codes=["TEN"]), shop).refusals == ()


def test_what_was_sent_in_part_stays_used(shop):
    make_promotion()
    order = place(make_cart((make_sellable(), 2))).order
    OrderLine.objects.filter(order=order, kind="goods").update(fulfilled=1)
    Order.objects.filter(pk=order.pk).update(status="partly_fulfilled")

    cancel(order_id=order.pk, actor=SYSTEM, reason="the rest is gone")

    assert used() == [1]


def test_an_order_that_nobody_pays_gives_the_use_back(shop):
    make_promotion()
    order = place(make_cart((make_sellable(), 1))).order
    past = timezone.now() - timedelta(minutes=1)
    Order.objects.filter(pk=order.pk).update(status="new", hold_expires_at=past)

    assert expire_order(order.pk) is True
    assert used() == [0]


def test_a_code_used_up_while_the_shopper_looked_orders_nothing(shop):
    promotion = make_promotion("amount", amount="5.00", code="FIVE", limit=1)
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["FIVE"])
    total = shown_total(cart)
    Promotion.objects.filter(pk=promotion.pk).update(used=1)

    with pytest.raises(CartChanged):
        place(cart, shown_total=total)

    cart.refresh_from_db()
    assert (cart.state, cart.codes) == (Cart.State.OPEN, ["FIVE"])
    assert not Order.objects.exists()
    assert not Redemption.objects.exists()
    assert not Stock.objects.filter(reserved__gt=0).exists()
    assert reasons(quote_of(cart, shop)) == [("FIVE", "used_up")]


def test_once_per_customer_is_found_out_by_the_e_mail(shop):
    make_promotion("amount", amount="5.00", limit_per_customer=1, code="ONCE")
    place(make_cart((make_sellable(), 1), codes=["ONCE"]), contact=make_contact(email="ana@gmail.com"))
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["ONCE"])
    total = shown_total(cart)

    assert quote_of(cart, shop).discount_gross == Decimal("5.00")
    with pytest.raises(CartChanged):
        place(cart, shown_total=total, contact=make_contact(email="A.na+shop@googlemail.com"))

    assert Order.objects.count() == 1
    assert reasons(quote_of(cart, shop, email="ANA@gmail.com")) == [("ONCE", "used_by_you")]
    assert quote_of(cart, shop, email="maria@example.com").refusals == ()


def test_a_first_order_is_one_that_has_none_before_it(shop):
    make_promotion("amount", amount="5.00", first_order_only=True)
    cart = make_cart((make_sellable(price="40.00"), 1))
    earlier = place(make_cart((make_sellable(), 1)), contact=make_contact(email="old@example.com")).order
    Redemption.objects.all().delete()

    assert quote_of(cart, shop).discount_gross == Decimal("5.00")
    assert quote_of(cart, shop, email="new@example.com").discount_gross == Decimal("5.00")
    assert quote_of(cart, shop, email="OLD@example.com").discount_gross == Decimal("0.00")

    cancel(order_id=earlier.pk, actor=SYSTEM, reason="a test")
    assert quote_of(cart, shop, email="old@example.com").discount_gross == Decimal("5.00")


def test_a_group_of_customers_has_its_own_prices(shop):
    member = User.objects.create_user("ana@example.com")
    group = CustomerGroup.objects.create(name="Friends")
    group.customers.add(member)
    make_promotion("percent", percent="20", groups=[group])
    cart = make_cart((make_sellable(price="40.00"), 1))
    other = User.objects.create_user("maria@example.com")

    assert quote_of(cart, shop).discount_gross == Decimal("0.00")
    assert quote_of(cart, shop, customer_id=other.pk).discount_gross == Decimal("0.00")
    assert quote_of(cart, shop, customer_id=member.pk).discount_gross == Decimal("8.00")
    own = make_cart((make_sellable(price="40.00"), 1), customer=member)
    assert quote_of(own, shop).discount_gross == Decimal("8.00")


def test_a_category_counts_with_all_below_it_in_every_language(shop):
    tree = make_category_tree()
    indoor, book = make_product(price="40.00"), make_product(price="10.00")
    page = make_page(indoor, tree.indoor)
    make_page(book, make_category(make_site().home, title="Книги"))
    make_page_twin(page, parent=tree.indoor_en, title="Indoor plant")
    make_promotion("percent", percent="10", categories=[tree.plants])
    cart = make_cart((indoor.variants.get(), 1), (book.variants.get(), 1))

    for language in ("bg", "en"):
        quote = view_cart(cart=cart, shop=shop, language=language).quote
        assert quote.discount_gross == Decimal("4.00")


def test_a_category_that_is_deleted_opens_the_promotion_to_nobody(shop):
    tree = make_category_tree()
    make_promotion("percent", percent="10", categories=[tree.outdoor])
    tree.outdoor.delete()

    assert quote_of(make_cart((make_sellable(), 1)), shop).discounts == ()


def test_the_country_of_delivery_decides(shop):
    make_promotion("percent", percent="10", countries=["RO"])
    cart = make_cart((make_sellable(price="40.00"), 1))

    assert quote_of(cart, shop).discount_gross == Decimal("0.00")
    assert quote_of(cart, shop, country="RO").discount_gross == Decimal("4.00")


def test_what_is_archived_planned_or_over_does_not_count_by_itself(shop):
    now = timezone.now()
    for attributes in (
        {"archived_at": now},
        {"starts_at": now + timedelta(hours=1)},
        {"ends_at": now},
        {"limit": 1, "used": 1},
    ):
        make_promotion(**attributes)

    quote = quote_of(make_cart((make_sellable(), 1)), shop)

    assert (quote.discounts, quote.refusals) == ((), ())


def test_codes_are_told_apart_neither_by_capitals_nor_by_the_alphabet_of_lookalikes(shop):
    # Latin letters in the code, Cyrillic ones where they look the same in what was typed.
    make_promotion("amount", amount="5.00", code="TOMATO5")
    cart = make_cart((make_sellable(price="40.00"), 1), codes=["тОМАТо5"])

    assert told(quote_of(cart, shop))[0][1:] == ("TOMATO5", "5.00")


def test_the_names_are_in_the_language_of_the_order(shop):
    make_promotion(name_bg="Отстъпка", name_en="A gift of ten")
    order = place(make_cart((make_sellable(), 1)), language="en", accepted_terms="terms-en-1").order

    assert order.discounts.get().name == "A gift of ten"


def test_the_number_of_queries_does_not_grow_with_promotions_or_codes(shop, django_assert_num_queries):
    cart = make_cart((make_sellable(), 1), codes=["A1", "A2", "WRONG"], draft={"email": "ana@example.com"})
    first = make_promotion("percent", code="A1", limit_per_customer=3)
    member = User.objects.create_user("ana@example.com")
    group = CustomerGroup.objects.create(name="Friends")
    group.customers.add(member)
    Cart.objects.filter(pk=cart.pk).update(customer=member)
    cart.refresh_from_db()
    # lines, promotions, variants with their pages, VAT rates, delivery
    with django_assert_num_queries(5):
        quote_of(cart, shop)

    make_coupon(first, "A2")
    for kind in ("percent", "amount", "delivery", "buy_get"):
        make_promotion(kind, groups=[group], products=[cart.lines.get().variant.product], combines="always")
    make_promotion("tiers", tiers=[(1, "5")], combines="always")
    make_promotion("gift", gift=make_sellable(), combines="always")

    with django_assert_num_queries(5):
        quote = quote_of(cart, shop)

    assert len(quote.discounts) == 6
    assert reasons(quote) == [("A2", "same_promotion"), ("WRONG", "unknown")]


def test_claiming_takes_few_queries_whatever_the_number(shop, django_assert_max_num_queries):
    for number in range(6):
        make_promotion("amount", amount="1.00", combines="always", limit_per_customer=2, code=f"C{number}")
    cart = make_cart(*((make_sellable(stock=5), 2) for _ in range(20)), codes=[f"C{n}" for n in range(6)])
    total = shown_total(cart, payment="card")

    with django_assert_max_num_queries(40):
        order = place(cart, payment_method="card", shown_total=total).order

    assert order.discounts.count() == 6
    assert used() == [1] * 6


def test_an_unknown_reference_releases_nothing(shop):
    make_promotion()
    place(make_cart((make_sellable(), 1)))

    assert used() == [1]
    assert not Redemption.objects.filter(reference=uuid.uuid4()).exists()
