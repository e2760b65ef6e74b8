from decimal import Decimal

import pytest
from django.utils import timezone

from checkout.errors import CartChanged, CartClosed, CartEmpty, DeliveryRefused, PaymentRefused
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_contact, make_shop, make_terms, place, shown_total
from orders.models import Order, OrderLine
from products.models import Stock, StockHold, Variant
from products.services.stock import OutOfStock
from products.tests.factories import make_image, make_sellable

pytestmark = pytest.mark.django_db


def assert_nothing_changed(cart):
    cart.refresh_from_db()
    assert cart.state == Cart.State.OPEN
    assert not Order.objects.exists()
    assert not StockHold.objects.exists()
    assert not Stock.objects.filter(reserved__gt=0).exists()


def test_an_order_is_a_frozen_copy_of_what_was_seen():
    make_shop()
    picture = make_image()
    chair = make_sellable(
        title="Стол",
        price="49.90",
        reduced_price="40.00",
        stock=5,
        sku="CHAIR-1",
        weight_grams=7000,
        image=picture,
    )
    book = make_sellable(title="Книга", price="10.00", stock=9, vat_class="reduced")
    cart = make_cart((chair, 1), (book, 2), draft={"email": "ana@example.com"})

    placed = place(cart, contact=make_contact(note="Вход Б"), payment_method="cod", delivery_code="office")

    order = Order.objects.get()
    assert (placed.order, placed.created) == (order, True)
    assert order.cart_reference == cart.public_id
    assert (order.email, order.name, order.phone) == ("ana@example.com", "Ана Петрова", "+359888123456")
    assert (order.city, order.postcode, str(order.country), order.note) == ("София", "1504", "BG", "Вход Б")
    assert (order.delivery_code, order.delivery_days_min, order.delivery_days_max) == ("office", 1, 2)
    assert (order.payment_method, order.language, order.terms_version) == ("cod", "bg", "terms-bg-1")
    assert order.terms_accepted_at <= timezone.now()
    assert (order.vat_treatment, order.vat_country) == ("charged", "BG")
    # 60.00 of goods, 4.50 for the office and 1.50 for cash: the same split as in docs/money.md, other delivery.
    assert (order.goods_gross, order.delivery_gross, order.fee_gross, order.discount_gross) == (
        Decimal("60.00"),
        Decimal("4.50"),
        Decimal("1.50"),
        Decimal("0.00"),
    )
    assert (order.total_net, order.total_vat, order.total_gross) == (
        Decimal("56.85"),
        Decimal("9.15"),
        Decimal("66.00"),
    )
    assert list(order.vat_rows.values_list("rate", "gross", "vat")) == [
        (Decimal("20.00"), Decimal("44.00"), Decimal("7.33")),
        (Decimal("9.00"), Decimal("22.00"), Decimal("1.82")),
    ]
    lines = [
        (x.kind, x.title, x.quantity, x.unit_gross, x.gross, x.vat) for x in order.lines.order_by("position")
    ]
    assert lines == [
        ("goods", "Стол", 1, Decimal("40.00"), Decimal("40.00"), Decimal("6.66")),
        ("goods", "Книга", 2, Decimal("10.00"), Decimal("20.00"), Decimal("1.66")),
        ("delivery", order.delivery_name, 1, Decimal("3.00"), Decimal("3.00"), Decimal("0.50")),
        ("delivery", order.delivery_name, 1, Decimal("1.50"), Decimal("1.50"), Decimal("0.12")),
        ("fee", lines[4][1], 1, Decimal("1.00"), Decimal("1.00"), Decimal("0.17")),
        ("fee", lines[4][1], 1, Decimal("0.50"), Decimal("0.50"), Decimal("0.04")),
    ]
    first = order.lines.get(position=1)
    assert (first.sku, first.weight_grams, first.image_id, first.regular_unit_gross, first.variant_id) == (
        "CHAIR-1",
        7000,
        picture.pk,
        Decimal("49.90"),
        chair.pk,
    )
    cart.refresh_from_db()
    assert (cart.state, cart.order, cart.draft) == (Cart.State.ORDERED, order, {})
    assert dict(StockHold.objects.values_list("variant_id", "quantity")) == {chair.pk: 1, book.pk: 2}


def test_placing_twice_gives_the_same_order():
    make_shop()
    cart = make_cart((make_sellable(stock=1), 1))
    total = shown_total(cart)

    first = place(cart, shown_total=total)
    second = place(cart, shown_total=total)

    assert (second.order, second.created) == (first.order, False)
    assert Order.objects.count() == 1
    assert StockHold.objects.count() == 1


def test_another_total_than_was_shown_orders_nothing():
    make_shop()
    cart = make_cart((make_sellable(price="12.90"), 1))

    with pytest.raises(CartChanged) as raised:
        place(cart, shown_total=Decimal("20.29"))

    assert [change.kind for change in raised.value.changes] == ["sums"]
    assert raised.value.quote.total_gross == Decimal("20.30")
    assert_nothing_changed(cart)


def test_a_price_that_changed_between_cart_and_confirm_is_named():
    make_shop()
    mug = make_sellable(title="Чаша", price="12.90")
    cart = make_cart((mug, 2))
    total = shown_total(cart)
    Variant.objects.filter(pk=mug.pk).update(price=Decimal("13.90"))

    with pytest.raises(CartChanged) as raised:
        place(cart, shown_total=total)

    (change,) = raised.value.changes
    assert (change.kind, change.title, change.before, change.after) == (
        "price",
        "Чаша",
        Decimal("12.90"),
        Decimal("13.90"),
    )
    assert_nothing_changed(cart)
    # Refused means refused: the new price does not count as seen.
    assert CartLine.objects.get().seen_unit_gross == Decimal("12.90")


def test_two_prices_that_cancel_out_are_still_a_change():
    make_shop()
    up, down = make_sellable(price="10.00"), make_sellable(price="20.00")
    cart = make_cart((up, 1), (down, 1))
    total = shown_total(cart)
    Variant.objects.filter(pk=up.pk).update(price=Decimal("11.00"))
    Variant.objects.filter(pk=down.pk).update(price=Decimal("19.00"))

    with pytest.raises(CartChanged) as raised:
        place(cart, shown_total=total)

    assert {change.kind for change in raised.value.changes} == {"price"}
    assert_nothing_changed(cart)


def test_a_cart_that_was_changed_in_another_tab_is_asked_about():
    make_shop()
    cart = make_cart((make_sellable(), 1))

    with pytest.raises(CartChanged) as raised:
        place(cart, shown_version=cart.version - 1)

    assert [change.kind for change in raised.value.changes] == ["lines"]
    assert_nothing_changed(cart)


def test_new_terms_have_to_be_accepted_again():
    make_shop()
    cart = make_cart((make_sellable(), 1))
    make_terms(2)

    with pytest.raises(CartChanged) as raised:
        place(cart, accepted_terms="terms-bg-1")

    assert [change.kind for change in raised.value.changes] == ["terms"]
    assert_nothing_changed(cart)


def test_a_shortage_names_what_is_left():
    make_shop()
    plenty, short = make_sellable(stock=9), make_sellable(stock=2)
    cart = make_cart((plenty, 1), (short, 3))

    with pytest.raises(OutOfStock) as raised:
        place(cart)

    (shortage,) = raised.value.shortages
    assert (shortage.variant_id, shortage.wanted, shortage.available) == (short.pk, 3, 2)
    assert_nothing_changed(cart)


@pytest.mark.parametrize(
    "choice, refusal",
    [
        ({"delivery_code": "pigeon", "shown_total": Decimal("20.30")}, DeliveryRefused),
        ({"delivery_code": "eu", "shown_total": Decimal("20.30")}, DeliveryRefused),
        ({"payment_method": "gold", "shown_total": Decimal("20.30")}, PaymentRefused),
        ({"payment_method": "", "shown_total": Decimal("20.30")}, PaymentRefused),
    ],
)
def test_what_is_not_offered_is_refused(choice, refusal):
    make_shop()
    cart = make_cart((make_sellable(price="12.90"), 1))

    with pytest.raises(refusal):
        place(cart, **choice)

    assert_nothing_changed(cart)


def test_cash_is_refused_where_the_courier_takes_none():
    make_shop()
    cart = make_cart((make_sellable(), 1))

    with pytest.raises(PaymentRefused):
        place(cart, contact=make_contact(country="RO"), delivery_code="eu", payment_method="cod")

    assert_nothing_changed(cart)


def test_card_is_refused_without_a_card_page(settings):
    settings.STRIPE_SECRET_KEY = ""
    make_shop()
    cart = make_cart((make_sellable(), 1))

    with pytest.raises(PaymentRefused):
        place(cart, payment_method="card")

    assert_nothing_changed(cart)


def test_an_empty_cart_and_a_cart_that_is_gone():
    make_shop()
    cart = make_cart()

    with pytest.raises(CartEmpty):
        place(cart, shown_total=Decimal("0.00"))
    assert_nothing_changed(cart)
    cart.delete()
    with pytest.raises(CartClosed):
        place(cart, shown_total=Decimal("0.00"), accepted_terms="terms-bg-1")


def test_a_card_order_waits_with_its_stock_held():
    make_shop()
    mug = make_sellable(price="12.90", stock=3)
    cart = make_cart((mug, 2))

    order = place(cart, payment_method="card").order

    assert order.status == Order.Status.NEW
    assert (order.fee_gross, order.total_gross) == (Decimal("0.00"), Decimal("31.70"))
    assert order.hold_expires_at > timezone.now()
    assert Stock.objects.get(variant=mug).reserved == 2
    payment = order.payments.get()
    assert (payment.gateway, payment.amount, payment.state) == ("stripe", Decimal("31.70"), "created")


def test_a_merchant_without_vat():
    make_shop(vat_registered=False)
    cart = make_cart((make_sellable(price="12.90"), 1))

    order = place(cart).order

    assert (order.vat_treatment, order.total_vat, order.total_net) == (
        "not_registered",
        Decimal("0.00"),
        Decimal("20.30"),
    )
    assert not order.vat_rows.exists()
    assert set(order.lines.values_list("vat_rate", flat=True)) == {Decimal("0.00")}


def test_destination_vat_with_oss():
    make_shop(oss_mode="voluntary")
    cart = make_cart((make_sellable(price="121.00"), 1), country="RO")

    order = place(
        cart, contact=make_contact(country="RO", postcode="014123"), delivery_code="eu", payment_method="card"
    ).order

    assert order.vat_country == "RO"
    # 121.00 + 11.90 at Romania's 21 %.
    assert list(order.vat_rows.values_list("rate", "vat")) == [(Decimal("21.00"), Decimal("23.07"))]
    assert order.total_gross == Decimal("132.90")


@pytest.mark.parametrize(
    "method, most",
    [
        ("card", 40),
        # The mail "order received" is written down in the same transaction.
        ("cod", 40),
    ],
)
def test_twenty_lines_take_few_queries(django_assert_max_num_queries, method, most):
    make_shop()
    cart = make_cart(*((make_sellable(stock=5), 2) for _ in range(20)))
    total = shown_total(cart, payment=method)

    with django_assert_max_num_queries(most):
        order = place(cart, payment_method=method, shown_total=total).order

    assert OrderLine.objects.filter(order=order, kind="goods").count() == 20
