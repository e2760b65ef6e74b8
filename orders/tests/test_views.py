"""The order's own page: it tells the truth, its buttons work without JavaScript, and only the link opens it."""

import re
from datetime import timedelta
from decimal import Decimal
from unittest import mock

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.actors import SYSTEM
from core.money import ZERO
from core.signing import sign_link
from orders.links import order_path, order_token, order_url
from orders.models import Order, Payment
from orders.services.cancel import cancel
from orders.services.payment import withdraw_for_change
from orders.services.refund import refund
from orders.services.settling import apply_state, settle
from orders.services.shipping import ship
from orders.tests.factories import make_order
from orders.tests.provider import CARD_DECLINED, open_page, paid_order, sessions
from payments.gateways.base import GatewayState, Outcome
from products.tests.factories import make_image, make_sellable
from shipping.tests.factories import make_method, make_zone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("desk")]


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def browser_client():
    """Checks CSRF as a browser meets it."""
    return Client(enforce_csrf_checks=True)


def show(client, order, name="order", language="en"):
    with_language = Order(public_id=order.public_id, language=language)
    return client.get(order_path(with_language, name))


def words(response) -> str:
    return response.content.decode()


def test_the_page_shows_goods_sums_vat_and_address(client, mug):
    order = make_order((mug, 2), payment_method="cod")

    response = show(client, order)

    html = words(response)
    assert response.status_code == 200
    assert response.context["situation"].name == "accepted"
    for shown in (
        "2 × Чаша",
        "€25.80",
        "€5.90",
        "€31.70",
        "€5.28",
        "20%",
        "Ана Петрова",
        "ул. Шипка 6",
        str(order.number),
    ):
        assert shown in html
    assert "Pay €" not in html


def test_no_cache_no_index_no_address_for_others(client, mug):
    response = show(client, make_order((mug, 1), payment_method="cod"))

    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]


def test_a_waiting_order_offers_to_pay_to_pay_in_cash_and_to_change(stripe, client, mug):
    make_method(make_zone("BG"), code="door")
    order = make_order((mug, 1))
    open_page(order)

    response = show(client, order)

    html = words(response)
    token = response.context["token"]
    assert response.context["situation"].name == "waiting"
    for name in ("order-pay", "order-method", "order-change"):
        assert reverse(name, args=[token]) in html
    assert "No payment has reached us yet" in html


@pytest.mark.parametrize(
    "arrange, name",
    [
        ("declined", "refused"),
        ("processing", "processing"),
        ("review", "review"),
        ("paid", "paid"),
        ("sent", "sent"),
        ("part", "partly"),
        ("canceled", "canceled"),
        ("refunded", "refunded"),
        ("expired", "expired"),
    ],
)
def test_each_state_has_its_words(stripe, client, mug, committing, arrange, name):
    if arrange in ("paid", "sent", "part", "refunded"):
        order = paid_order(stripe, (mug, 2))
    else:
        order = make_order((mug, 2))
        payment = open_page(order)
    if arrange == "declined":
        stripe.control.complete_session(payment.session_reference, card=CARD_DECLINED)
        settle(payment.pk)
    elif arrange == "processing":
        apply_state(payment.pk, GatewayState(Outcome.PROCESSING, ZERO, "EUR"))
    elif arrange == "review":
        apply_state(payment.pk, GatewayState(Outcome.PAID, Decimal("1.00"), "EUR", "pi_odd"))
    elif arrange == "sent":
        ship(order_id=order.pk, actor=SYSTEM)
    elif arrange == "part":
        ship(order_id=order.pk, quantities={order.lines.get(kind="goods").pk: 1}, actor=SYSTEM)
    elif arrange == "canceled":
        cancel(order_id=order.pk, actor=SYSTEM, reason="")
    elif arrange == "refunded":
        with committing():
            refund(order_id=order.pk, amount=order.total_gross, actor=SYSTEM, reason="")
    elif arrange == "expired":
        Order.objects.filter(pk=order.pk).update(status=Order.Status.EXPIRED)

    response = show(client, order)

    payable = name in ("refused",)
    assert response.status_code == 200
    assert response.context["situation"].name == name
    assert response.context["page_data"].can_pay == payable
    assert response.context["page_data"].can_change == (name in ("refused", "expired"))


def test_back_from_the_card_page_before_the_webhook_it_waits_and_only_reads(stripe, client, mug):
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)

    with mock.patch("payments.gateways.stripe._api", side_effect=AssertionError("the page only reads")):
        response = show(client, order, "order-return")

    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    assert response.context["situation"].name == "confirming"
    assert "data-order-waiting" in words(response)
    assert "Look again" in words(response)
    # Nobody who has just paid is invited to pay again.
    assert "/pay/" not in words(response)


def test_the_waiting_page_hears_of_the_change(stripe, client, mug):
    order = make_order((mug, 1))
    payment = open_page(order)
    stripe.control.complete_session(payment.session_reference)
    address = reverse("order-state", args=[order_token(order)])
    assert client.get(address).json() == {"situation": "confirming", "waiting": True}

    settle(payment.pk)

    answer = client.get(address)
    assert answer.json() == {"situation": "paid", "waiting": False}
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_back_after_the_webhook_it_says_thank_you(stripe, client, mug):
    order = paid_order(stripe, (mug, 1))

    response = show(client, order, "order-return", language="bg")

    assert response.context["situation"].name == "paid"


def test_paying_again_leads_to_the_card_page(stripe, browser_client, mug):
    order = make_order((mug, 1))
    payment = open_page(order)

    response = browser_client.post(
        reverse("order-pay", args=[order_token(order)]), headers={"Origin": "null"}
    )

    assert response.status_code == 302
    assert response.headers["Location"] == payment.page_url


def test_paying_again_after_the_page_ran_out_opens_another(stripe, client, mug):
    order = make_order((mug, 1))
    first = open_page(order)
    stripe.control.expire_session(first.session_reference)

    response = client.post(reverse("order-pay", args=[order_token(order)]))

    assert response.headers["Location"] == sessions(stripe)[0]["url"]
    assert len(sessions(stripe)) == 2


def test_a_silent_provider_is_explained_and_nothing_is_lost(stripe, one_try, client, mug):
    order = make_order((mug, 1))
    stripe.control.fail_next("error", path="/v1/checkout/sessions")

    response = client.post(reverse("order-pay", args=[order_token(order)]), follow=True)

    assert response.status_code == 200
    assert [m.level_tag for m in response.context["messages"]] == ["error"]
    assert order.payments.get().state == Payment.State.CREATED


def test_cash_is_chosen_for_the_total_that_was_shown(stripe, browser_client, mug, desk):
    desk.cod_fee = Decimal("1.50")
    desk.save()
    make_method(make_zone("BG"), code="door")
    order = make_order((mug, 1))
    open_page(order)
    page = show(browser_client, order)
    assert "€20.30" in words(page)
    address = reverse("order-method", args=[order_token(order)])

    stale = browser_client.post(address, {"method": "cod", "total": "18.80"}, follow=True)
    order.refresh_from_db()
    assert order.status == Order.Status.NEW
    assert [m.level_tag for m in stale.context["messages"]] == ["warning"]

    browser_client.post(address, {"method": "cod", "total": "20.30"})
    order.refresh_from_db()
    assert (order.status, order.total_gross) == (Order.Status.ACCEPTED, Decimal("20.30"))


@pytest.mark.parametrize("total", ["", "abc", "1e9", "NaN", "sNaN", "Infinity"])
def test_nonsense_for_a_total_is_refused(stripe, client, mug, total):
    make_method(make_zone("BG"), code="door")
    order = make_order((mug, 1))

    response = client.post(
        reverse("order-method", args=[order_token(order)]), {"method": "cod", "total": total}
    )

    order.refresh_from_db()
    assert response.status_code == 302
    assert order.status == Order.Status.NEW


@pytest.mark.parametrize("name", ["order-pay", "order-method"])
def test_a_closed_order_says_why_it_cannot(stripe, client, mug, name):
    make_method(make_zone("BG"), code="door")
    order = make_order((mug, 1))
    withdraw_for_change(order.pk)

    response = client.post(
        reverse(name, args=[order_token(order)]), {"method": "cod", "total": "18.80"}, follow=True
    )

    assert [m.level_tag for m in response.context["messages"]] == ["warning"]


@pytest.mark.parametrize("name", ["order", "order-return", "order-state"])
def test_a_stranger_sees_nothing(client, mug, name):
    order = make_order((mug, 1), payment_method="cod")
    token = order_token(order)
    other = sign_link("cart", str(order.public_id))

    for guess in (str(order.public_id), str(order.number), token + "A", other, sign_link("order", "42")):
        assert client.get(reverse(name, args=[guess])).status_code == 404


@pytest.mark.parametrize("name", ["order-pay", "order-method"])
def test_a_stranger_changes_nothing(stripe, client, mug, name):
    order = make_order((mug, 1))

    response = client.post(
        reverse(name, args=[order_token(order) + "A"]), {"method": "cod", "total": "18.80"}
    )

    assert response.status_code == 404
    assert sessions(stripe) == []


@pytest.mark.parametrize("name", ["order-pay", "order-method"])
def test_buttons_are_not_links(client, mug, name):
    order = make_order((mug, 1), payment_method="cod")

    assert client.get(reverse(name, args=[order_token(order)])).status_code == 405


def test_a_link_ends_after_ninety_days(client, mug):
    order = make_order((mug, 1), payment_method="cod")
    with mock.patch(
        "django.core.signing.time.time", return_value=(timezone.now() - timedelta(days=91)).timestamp()
    ):
        token = order_token(order)

    response = client.get(reverse("order", args=[token]))

    assert response.status_code == 410
    assert reverse("order-lookup") in words(response)
    assert response.headers["Cache-Control"] == "no-store, private"


def test_the_tab_says_which_order_it_is(client, mug):
    order = make_order((mug, 1), payment_method="cod", language="en")

    html = client.get(order_path(order)).content.decode()

    assert re.search(r"<title>\s*(.*?)\s*</title>", html)[1] == f"Order {order.number} · Vitrina"
    assert html.count('name="robots"') == 1


def test_links_are_in_the_language_of_the_order(mug):
    order = make_order((mug, 1), payment_method="cod", language="en")

    assert order_url(order).startswith("http://testserver/en/orders/")


def test_the_page_needs_few_queries_however_long_the_order(client, mug, django_assert_max_num_queries):
    order = make_order((mug, 1), payment_method="cod")
    for position in range(11, 21):
        line = order.lines.get(position=1)
        line.pk, line.position, line.image = None, position, make_image()
        line.save()
    path = order_path(order)
    client.get(path)
    # Renditions are remembered in the cache; what counts is a page without that help.
    cache.clear()

    with django_assert_max_num_queries(20):
        client.get(path)
