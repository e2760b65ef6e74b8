"""What must never go wrong with money and goods, whatever comes late, twice, or from elsewhere."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from checkout.tests.factories import make_shop
from core.actors import Actor
from core.models import OutgoingMail
from core.tests.threads import in_threads
from orders.models import Order, Refund
from orders.services.cancel import cancel
from orders.services.refund import refund
from orders.services.shipping import ship
from orders.tasks import expire_orders, sweep_payments
from orders.tests.provider import cut_off_start, history, mails, refunds, sessions, stock_of
from products.models import Stock, StockMovement
from products.tests.factories import make_sellable
from tests.flows.shopper import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return Actor.staff(User.objects.create_user("maria@example.com"))


@pytest.fixture
def bought(shopper, mug, committing, deliver):
    """Two cups, paid by card."""
    shopper.add(mug, 2)
    with committing():
        order, card_page = shopper.order()
    shopper.pay(card_page)
    deliver()
    order.refresh_from_db()
    mail.outbox.clear()
    return order


def pass_time(order: Order, **ago) -> None:
    Order.objects.filter(pk=order.pk).update(hold_expires_at=timezone.now() - timedelta(**ago))


def cut_off(shopper, committing, monkeypatch) -> Order:
    """An order whose card page was opened while our process was killed: we do not know its address."""
    with monkeypatch.context() as patched:
        patched.setattr("checkout.views.checkout.start_payment", lambda pk: None)
        with committing():
            order, _page = shopper.order()
    cut_off_start(shopper.stripe, order.payments.get())
    return order


def ledger_agrees(variant) -> bool:
    """The sums of the ledger are the balance; the factory's first stock has no row of its own."""
    moves = StockMovement.objects.filter(variant=variant).values_list("on_hand_change", "reserved_change")
    return stock_of(variant) == (5 + sum(m[0] for m in moves), sum(m[1] for m in moves))


def test_expiry_then_late_payment_with_the_goods_still_there(shopper, mug, committing, deliver, monkeypatch):
    shopper.add(mug, 5)
    order = cut_off(shopper, committing, monkeypatch)
    pass_time(order, minutes=1)
    expire_orders()
    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    assert stock_of(mug) == (5, 0)

    shopper.pay(sessions(shopper.stripe)[0]["url"])
    deliver(times=2)

    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert stock_of(mug) == (5, 5)
    assert ledger_agrees(mug)
    assert mails(order) == ["order-received", "paid"]
    assert refunds(shopper.stripe) == []


def test_expiry_then_late_payment_with_the_goods_gone(shopper, mug, committing, deliver, monkeypatch):
    shopper.add(mug, 5)
    order = cut_off(shopper, committing, monkeypatch)
    pass_time(order, minutes=1)
    expire_orders()
    other = Shopper(shopper.stripe)
    other.add(mug, 5)
    with committing():
        other.order(payment="cod", email="eva@example.com")
    mail.outbox.clear()

    card_page = next(s for s in sessions(shopper.stripe) if s["status"] == "open")["url"]
    shopper.pay(card_page)
    deliver(times=2)
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    assert [row["amount"] for row in refunds(shopper.stripe)] == [int(order.total_gross * 100)]
    assert order.refunds.get().state == Refund.State.SUCCEEDED
    assert mails(order) == ["late-payment", "refunded"]
    assert sorted(sent.to[0] for sent in mail.outbox) == [
        "ana@example.com",
        "ana@example.com",
        "desk@example.com",
    ]
    assert stock_of(mug) == (5, 5)
    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    assert page.context["situation"].name == "expired"


def test_a_page_that_runs_out_and_an_order_that_expires(shopper, mug, committing, deliver):
    shopper.add(mug, 5)
    with committing():
        order, card_page = shopper.order()

    shopper.stripe.control.advance_clock(32 * 60)
    deliver()
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(minutes=32))
    with committing():
        sweep_payments()
    pass_time(order, seconds=1)
    expire_orders()
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    assert order.payments.get().state == "expired"
    assert stock_of(mug) == (5, 0)
    assert mails(order) == ["payment-waiting"]
    assert shopper.pay(card_page).location is None
    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    assert page.context["page_data"].can_change


def test_staff_send_the_order(bought, mug, committing, clerk):
    with committing():
        ship(order_id=bought.pk, carrier="Speedy", tracking_number="BG123", actor=clerk)

    bought.refresh_from_db()
    assert bought.status == Order.Status.FULFILLED
    assert [sent.to for sent in mail.outbox] == [["ana@example.com"]]
    assert "BG123" in mail.outbox[0].body
    assert stock_of(mug) == (3, 0)
    assert ledger_agrees(mug)


def test_a_part_refund(bought, mug, committing, deliver, clerk, shopper):
    with committing():
        refund(order_id=bought.pk, amount=Decimal("5.00"), actor=clerk, reason="A chip in the glaze")
    deliver(times=2)

    bought.refresh_from_db()
    assert bought.status == Order.Status.PAID
    assert [row["amount"] for row in refunds(shopper.stripe)] == [500]
    assert bought.refunds.count() == 1
    assert [sent.to for sent in mail.outbox] == [["ana@example.com"]]
    assert "5,00" in mail.outbox[0].body
    assert "A chip in the glaze" in mail.outbox[0].body
    assert stock_of(mug) == (5, 2)


def test_a_refund_from_the_providers_dashboard(bought, mug, deliver, shopper):
    intent = bought.payments.get().provider_reference

    shopper.stripe.control.dashboard_refund(intent, 700)
    deliver(times=2)
    shopper.stripe.control.dashboard_refund(intent)
    deliver(times=2)

    bought.refresh_from_db()
    assert bought.status == Order.Status.REFUNDED
    assert sorted(r.amount for r in bought.refunds.all()) == [Decimal("7.00"), Decimal("24.70")]
    assert {r.origin for r in bought.refunds.all()} == {Refund.Origin.GATEWAY}
    assert len(mail.outbox) == 2
    assert stock_of(mug) == (5, 0)
    assert ledger_agrees(mug)


def test_staff_cancel_a_paid_order(bought, mug, committing, deliver, clerk, shopper):
    with committing():
        cancel(order_id=bought.pk, actor=clerk, reason="Счупи се при опаковане")
    deliver(times=2)

    bought.refresh_from_db()
    assert bought.status == Order.Status.CANCELED
    assert [row["amount"] for row in refunds(shopper.stripe)] == [3170]
    assert stock_of(mug) == (5, 0)
    assert ["cancelled" in key for key in OutgoingMail.objects.values_list("event_key", flat=True)].count(
        True
    ) == 1
    assert len(mail.outbox) == 2
    assert "Счупи се при опаковане" in mail.outbox[0].body
    event = bought.events.get(to_status="canceled")
    assert event.actor_label == "maria@example.com"
    page = shopper.visit(sessions(shopper.stripe)[0]["cancel_url"])
    assert page.context["situation"].name == "canceled"


def test_staff_cancel_an_order_that_waits(shopper, mug, committing, deliver, clerk):
    shopper.add(mug, 2)
    with committing():
        order, card_page = shopper.order()

    with committing():
        cancel(order_id=order.pk, actor=clerk, reason="")
    deliver()

    order.refresh_from_db()
    assert order.status == Order.Status.CANCELED
    assert shopper.pay(card_page).location is None
    assert refunds(shopper.stripe) == []
    assert history(order).count("status_changed:canceled") == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_buyers_of_the_last_cup_one_gets_it_and_one_hears_so(stripe):
    """Both have the last cup in the cart and confirm in the same moment, each over a connection of its own."""
    make_shop()
    mug = make_sellable(title="Чаша", price="12.90", stock=1)
    shoppers = [Shopper(stripe, client=Client()) for _ in range(2)]
    forms = []
    for shopper in shoppers:
        shopper.add(mug)
        forms.append(shopper.fill_in())

    answers = in_threads(
        *(lambda pair=pair: pair[0].confirm(pair[1]) for pair in zip(shoppers, forms, strict=True))
    )

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    winner = next(answer for answer in answers if answer.status_code == 303)
    assert winner.headers["Location"].startswith(stripe.url)
    assert Order.objects.count() == 1
    balance = Stock.objects.get(variant=mug)
    assert (balance.on_hand, balance.reserved) == (1, 1)
    loser = next(s for s, a in zip(shoppers, answers, strict=True) if a.status_code == 409)
    assert "Чаша" in loser.client.get(loser.url("cart")).content.decode()
