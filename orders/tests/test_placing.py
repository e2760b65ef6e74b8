"""From a draft to an order."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SHOPPER
from core.models import OutgoingMail
from core.money import ZERO
from orders.drafts import DraftLine
from orders.models import Order, Payment
from orders.services.placing import create_order
from orders.tests.factories import RATE, make_contact, make_draft, make_order
from orders.tests.provider import history, mails, stock_of
from products.models import StockHold
from products.services.stock import OutOfStock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


def test_a_card_order_waits_and_holds_for_forty_five_minutes(mug):
    order = make_order((mug, 2))

    payment, held = order.payments.get(), StockHold.objects.get()
    assert order.status == Order.Status.NEW
    assert timedelta(minutes=44) < order.hold_expires_at - timezone.now() <= timedelta(minutes=45)
    assert (held.state, held.expires_at, held.reference) == ("held", order.hold_expires_at, order.public_id)
    assert (payment.gateway, payment.attempt, payment.state) == ("stripe", 1, Payment.State.CREATED)
    assert payment.amount == order.total_gross == Decimal("31.70")
    assert stock_of(mug) == (5, 2)
    assert history(order) == ["placed"]
    assert mails(order) == []


def test_cash_on_delivery_is_accepted_kept_and_confirmed_at_once(mug):
    order = make_order((mug, 2), payment_method="cod", fee="1.50")

    payment, held = order.payments.get(), StockHold.objects.get()
    assert (order.status, order.hold_expires_at) == (Order.Status.ACCEPTED, None)
    assert (held.state, held.expires_at) == ("kept", None)
    assert (payment.gateway, payment.state, payment.amount) == (
        "cod",
        Payment.State.CREATED,
        Decimal("33.20"),
    )
    assert history(order) == ["placed", "status_changed:accepted", "mail_queued"]
    assert OutgoingMail.objects.get().recipient == "ana@example.com"


def test_an_order_that_costs_nothing_is_paid_without_a_gateway(mug):
    free = DraftLine(
        kind="goods",
        title="Чаша",
        quantity=1,
        vat_class="standard",
        vat_rate=RATE,
        unit_gross=Decimal("12.90"),
        regular_unit_gross=Decimal("12.90"),
        discount_gross=Decimal("12.90"),
        gross=ZERO,
        net=ZERO,
        vat=ZERO,
        variant_id=mug.pk,
    )
    sums = {"discount_gross": Decimal("12.90"), "total_net": ZERO, "total_vat": ZERO, "total_gross": ZERO}
    order = make_order((mug, 1), delivery="0.00", lines=(free,), vat_rows=(), **sums)

    assert order.status == Order.Status.PAID
    assert not order.payments.exists()
    assert StockHold.objects.get().state == "kept"
    assert mails(order) == ["order-received"]


def test_everything_about_the_order_is_copied(mug):
    contact = make_contact(note="Втори етаж", address_line2="ап. 4")
    order = make_order((mug, 2), contact=contact, language="en", terms_version="terms-en-3")
    mug.product.name = "Renamed"
    mug.product.save()
    mug.price = Decimal("99.00")
    mug.save()

    order.refresh_from_db()
    line = order.lines.get(kind="goods")
    assert (line.title, line.unit_gross, line.gross, line.quantity) == (
        "Чаша",
        Decimal("12.90"),
        Decimal("25.80"),
        2,
    )
    assert (order.name, order.note, order.address_line2) == ("Ана Петрова", "Втори етаж", "ап. 4")
    assert (order.language, order.terms_version, order.delivery_days_max) == ("en", "terms-en-3", 2)
    assert (order.total_net, order.total_vat) == (Decimal("26.42"), Decimal("5.28"))
    assert order.vat_rows.get().vat == Decimal("5.28")


def test_numbers_rise(mug):
    first, second = make_order((mug, 1)), make_order((mug, 1))

    assert second.number > first.number >= 100001


def test_one_cart_makes_one_order(mug):
    draft = make_draft((mug, 1))
    with transaction.atomic():
        create_order(draft, actor=SHOPPER)

    with pytest.raises(IntegrityError), transaction.atomic():
        create_order(draft, actor=SHOPPER)

    assert Order.objects.count() == 1
    assert stock_of(mug) == (5, 1)


def test_without_stock_there_is_no_order_at_all(mug):
    with pytest.raises(OutOfStock) as refusal:
        make_order((mug, 6))

    assert refusal.value.shortages[0].available == 5
    assert not Order.objects.exists()
    assert not OutgoingMail.objects.exists()
    assert stock_of(mug) == (5, 0)
