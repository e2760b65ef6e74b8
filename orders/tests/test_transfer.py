"""Bank transfer: what waits, until when, and what money does whenever and however much of it comes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.mail_writing import complete
from core.models import OutgoingMail
from core.tests.threads import in_threads
from orders.errors import (
    GoodsGone,
    MethodUnavailable,
    NothingToAccept,
    NothingToSendBack,
    NoTransferExpected,
    RecordedMeanwhile,
    TransferKnown,
)
from orders.models import Order, Payment, Refund
from orders.services.cancel import cancel
from orders.services.expiry import expire_order
from orders.services.payment import pay_again
from orders.services.refund import mark_sent_back, refund
from orders.services.settling import settle
from orders.services.transfers import accept_transfers
from orders.sums import paid_sum
from orders.tasks import expire_orders, sweep_payments, sweep_refunds
from orders.tests.bank import CLERK, at, came, make_bank, overdue, transfer_order
from orders.tests.factories import make_order
from orders.tests.provider import history, mails, open_page, stock_of
from payments.references import reference_of
from products.models import StockHold
from products.tests.factories import make_product, make_sellable

pytestmark = pytest.mark.django_db
State = Payment.State
Status = Order.Status


@pytest.fixture
def bank():
    return make_bank()


@pytest.fixture
def mug():
    return make_sellable(title="Чаша", price="12.90", stock=5)


@pytest.fixture
def order(bank, mug) -> Order:
    """Two mugs and their delivery: 31.70."""
    return transfer_order((mug, 2))


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def state_of(order: Order) -> tuple:
    """Return the order's status, whether it needs review, and its payments as state and received sum."""
    found = fresh(order)
    payments = [(p.state, str(p.received)) for p in order.payments.order_by("attempt")]
    return found.status, found.needs_review, payments


# Placing


def test_the_order_waits_with_its_goods_held_to_the_end_of_the_last_day(monkeypatch, bank, mug):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 11, 24, 23, 50))

    order = transfer_order((mug, 2))

    assert (order.status, order.payment_method) == (Status.NEW, "transfer")
    assert order.hold_expires_at == at(2026, 11, 29, 23, 59, 59)
    assert StockHold.objects.get().expires_at == order.hold_expires_at
    assert stock_of(mug) == (5, 2)
    payment = order.payments.get()
    assert (payment.gateway, payment.state, payment.amount) == ("transfer", State.CREATED, Decimal("31.70"))
    assert history(order) == ["placed", "mail_queued"]
    assert mails(order) == ["order-received"]


def test_the_last_day_ends_at_midnight_also_when_the_clocks_change(monkeypatch, bank, mug):
    # On 25 October 2026 Sofia goes from UTC+3 to UTC+2.
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 10, 22, 12, 0))

    order = transfer_order((mug, 1))

    assert order.hold_expires_at.isoformat() == "2026-10-27T23:59:59+02:00"


def test_without_an_account_nothing_is_ordered(bank, mug):
    make_bank(transfer_enabled=False)

    with pytest.raises(MethodUnavailable):
        transfer_order((mug, 2))

    assert not Order.objects.exists()
    assert stock_of(mug) == (5, 0)


@pytest.mark.parametrize(("language", "month"), [("bg", "ноември"), ("en", "November")])
def test_the_mail_says_where_to_send_how_much_until_when(monkeypatch, bank, mug, language, month):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 11, 24, 12, 0))
    order = transfer_order((mug, 2), language=language)
    mail = OutgoingMail.objects.get(kind="order-received")

    complete(mail)

    for body in (mail.body_text, mail.body_html):
        for shown in ("Vitrina Demo EOOD", "BG80 BNBG 9661 1020 3456 78", "BNBGBGSD", "Demo Bank"):
            assert shown in body
        assert reference_of(order.number) in body
        assert f"29 {month} 2026" in body
        assert ("31,70" if language == "bg" else "31.70") in body
        assert "{{" not in body
        assert "{%" not in body


def test_the_sweep_opens_no_card_page_and_sends_no_mail_of_cards(stripe, order):
    Order.objects.update(placed_at=timezone.now() - timedelta(minutes=11))
    Payment.objects.update(updated_at=timezone.now() - timedelta(minutes=11))

    assert sweep_payments() == 0

    assert order.payments.get().state == State.CREATED
    assert mails(order) == ["order-received"]


# Reminder


@pytest.mark.parametrize(
    ("moment", "reminded"),
    [
        ((2026, 11, 27, 8, 59), False),
        ((2026, 11, 27, 9, 0), True),
        ((2026, 11, 29, 23, 0), True),
        ((2026, 11, 30, 0, 1), False),
    ],
)
def test_the_reminder_goes_in_the_morning_two_days_before_the_last(monkeypatch, bank, mug, moment, reminded):
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(2026, 11, 24, 12, 0))
    order = transfer_order((mug, 2))
    Order.objects.update(placed_at=at(2026, 11, 24, 12, 0))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(*moment))

    sweep_payments()
    sweep_payments()

    assert mails(order) == ["order-received", *(["transfer-reminder"] if reminded else [])]
    assert (fresh(order).reminded_at == at(*moment)) is reminded
    if reminded:
        body = OutgoingMail.objects.get(kind="transfer-reminder").body_text
        assert "BG80 BNBG 9661 1020 3456 78" in body
        assert "29 ноември 2026" in body


@pytest.mark.parametrize("arrange", ["paid", "part", "cancelled", "by card", "off", "placed today"])
def test_nobody_is_reminded_of_what_is_not_waiting(monkeypatch, bank, mug, arrange):
    order = make_order((mug, 1)) if arrange == "by card" else transfer_order((mug, 1))
    placed = timezone.now() - timedelta(hours=23 if arrange == "placed today" else 72)
    tonight = timezone.localtime().replace(hour=23, minute=59, second=59) + timedelta(days=1)
    Order.objects.update(placed_at=placed, hold_expires_at=tonight)
    if arrange == "paid":
        came(order)
    elif arrange == "part":
        came(order, "1.00")
    elif arrange == "cancelled":
        cancel(order_id=order.pk, actor=CLERK, reason="")
    elif arrange == "off":
        make_bank(transfer_reminder_days=0)

    sweep_payments()

    assert "transfer-reminder" not in mails(order)


# Expiry


def test_after_the_deadline_the_goods_are_free_and_the_shopper_hears_of_it(order, mug):
    assert expire_orders() == 0
    overdue(order)

    assert expire_orders() == 1
    assert expire_orders() == 0

    assert state_of(order) == (Status.EXPIRED, False, [(State.CANCELED, "0.00")])
    assert stock_of(mug) == (5, 0)
    assert mails(order) == ["order-received", "transfer-expired"]
    assert history(order)[2:] == ["payment_canceled", "status_changed:expired", "mail_queued"]


# Money


def test_the_whole_sum_pays_the_order(order, mug):
    payment = came(order, received_on=date(2026, 11, 20), bank_reference="FT26325ABC")

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "31.70")])
    assert (payment.provider_reference, payment.succeeded_at) == ("FT26325ABC", at(2026, 11, 20))
    assert fresh(order).hold_expires_at is None
    assert StockHold.objects.get().state == "kept"
    assert stock_of(mug) == (5, 2)
    assert mails(order) == ["order-received", "paid"]
    received = order.events.get(kind="payment_received")
    assert (received.actor, received.actor_label, received.data["amount"]) == ("staff", "Ana", "31.70")
    assert order.events.get(kind="status_changed").actor == "staff"
    body = OutgoingMail.objects.get(kind="paid").body_text
    assert "20 ноември 2026" in body
    overdue(order)
    assert not expire_order(order.pk)


def test_a_part_keeps_the_goods_and_asks_for_the_rest_which_pays(order, mug, bank):
    came(order, "20.00")

    assert state_of(order) == (Status.NEW, True, [(State.REVIEW, "20.00"), (State.CREATED, "0.00")])
    assert order.payments.get(state=State.CREATED).amount == Decimal("11.70")
    assert fresh(order).hold_expires_at is None
    assert expire_orders() == 0
    assert mails(order) == ["order-received", "transfer-in-part"]
    assert "11,70" in OutgoingMail.objects.get(kind="transfer-in-part").body_text
    assert paid_sum(order) == 0

    came(order, "11.70")

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "20.00"), (State.SUCCEEDED, "11.70")])
    assert paid_sum(order) == Decimal("31.70")
    assert stock_of(mug) == (5, 2)
    assert mails(order)[2:] == ["paid"]


def test_too_much_waits_for_a_person_who_accepts_it_and_owes_the_surplus(order, mug, committing):
    came(order, "40.00")
    assert state_of(order) == (Status.NEW, True, [(State.REVIEW, "40.00")])
    assert mails(order) == ["order-received"]

    with committing():
        accept_transfers(order_id=order.pk, actor=CLERK)

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "40.00")])
    owed = Refund.objects.get()
    assert (owed.amount, owed.state) == (Decimal("8.30"), Refund.State.PENDING)
    assert mails(order) == ["order-received", "paid"]
    Refund.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    assert sweep_refunds() == 0

    mark_sent_back(order_id=order.pk, seen=Decimal("8.30"), actor=CLERK)

    owed.refresh_from_db()
    assert owed.state == Refund.State.SUCCEEDED
    assert order.events.get(kind="refund_succeeded").actor_label == "Ana"
    assert mails(order)[2:] == ["refunded"]
    assert fresh(order).status == Status.PAID
    with pytest.raises(NothingToSendBack):
        mark_sent_back(order_id=order.pk, seen=Decimal("8.30"), actor=CLERK)


def test_less_than_the_total_is_never_accepted(order):
    came(order, "31.69")

    with pytest.raises(NothingToAccept):
        accept_transfers(order_id=order.pk, actor=CLERK)

    assert state_of(order)[:2] == (Status.NEW, True)


def test_money_after_the_deadline_revives_an_order_whose_goods_are_there(order, mug):
    expire_order(overdue(order).pk)

    came(order)

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "31.70")])
    assert stock_of(mug) == (5, 2)
    assert "late_payment" in history(order)
    assert mails(order) == ["order-received", "transfer-expired", "paid"]


@pytest.mark.parametrize("arrange", ["gone", "cancelled"])
def test_money_for_what_cannot_be_sent_is_owed_to_the_shopper(order, mug, committing, arrange):
    if arrange == "gone":
        expire_order(overdue(order).pk)
        make_order((mug, 4), payment_method="cod")
    else:
        cancel(order_id=order.pk, actor=CLERK, reason="as you wished")
    before = fresh(order).status

    with committing():
        came(order)

    assert state_of(order) == (before, False, [(State.SUCCEEDED, "31.70")])
    owed = Refund.objects.get()
    assert (owed.amount, owed.state) == (Decimal("31.70"), Refund.State.PENDING)
    assert mails(order)[-1] == "late-payment"
    notice = OutgoingMail.objects.get(kind="staff-send-back")
    assert (notice.recipient, notice.reference) == ("desk@example.com", str(order.number))


def test_parts_that_come_after_the_deadline_go_back_together(order, mug, committing):
    expire_order(overdue(order).pk)
    make_order((mug, 4), payment_method="cod")
    came(order, "20.00")
    assert state_of(order) == (Status.EXPIRED, True, [(State.REVIEW, "20.00")])
    assert not Refund.objects.exists()

    with committing():
        came(order, "11.70")

    assert sorted(str(amount) for amount in Refund.objects.values_list("amount", flat=True)) == [
        "11.70",
        "20.00",
    ]
    assert state_of(order)[:2] == (Status.EXPIRED, False)


def test_too_much_after_the_deadline_is_accepted_only_with_the_goods(order, mug):
    expire_order(overdue(order).pk)
    came(order, "40.00")
    other = make_order((mug, 4), payment_method="cod")

    with pytest.raises(GoodsGone):
        accept_transfers(order_id=order.pk, actor=CLERK)
    assert state_of(order) == (Status.EXPIRED, True, [(State.REVIEW, "40.00")])

    cancel(order_id=other.pk, actor=CLERK, reason="")
    accept_transfers(order_id=order.pk, actor=CLERK)

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "40.00")])
    assert stock_of(mug) == (5, 2)


def test_a_second_transfer_of_the_same_sum_goes_back(order, committing):
    came(order)

    with committing():
        came(order)

    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, "31.70"), (State.SUCCEEDED, "31.70")])
    assert Refund.objects.get().amount == Decimal("31.70")
    assert OutgoingMail.objects.filter(kind="staff-send-back").count() == 1
    assert mails(order) == ["order-received", "paid"]


def test_a_part_of_a_cancelled_order_goes_back(order, committing):
    came(order, "20.00")

    with committing():
        cancel(order_id=order.pk, actor=CLERK, reason="as you wished")

    owed = Refund.objects.get()
    assert (owed.amount, owed.state) == (Decimal("20.00"), Refund.State.PENDING)
    assert state_of(order)[2] == [(State.REVIEW, "20.00"), (State.CANCELED, "0.00")]


def test_a_refund_of_a_transfer_ends_when_a_person_sent_it(order, committing):
    came(order)
    with committing():
        refund(order_id=order.pk, amount=Decimal("31.70"), actor=CLERK, reason="broken")
    assert mails(order) == ["order-received", "paid"]
    assert fresh(order).status == Status.PAID

    with pytest.raises(NothingToSendBack):
        mark_sent_back(order_id=order.pk, seen=Decimal("30.00"), actor=CLERK)
    mark_sent_back(order_id=order.pk, seen=Decimal("31.70"), actor=CLERK)

    assert fresh(order).status == Status.REFUNDED
    assert mails(order)[2:] == ["refunded"]


# Refusals


def test_a_booking_of_the_bank_is_recorded_once(order, mug):
    came(order, bank_reference="FT1")
    other = transfer_order((mug, 1))

    with pytest.raises(TransferKnown) as raised:
        came(other, bank_reference="FT1")

    assert raised.value.number == order.number
    assert state_of(other) == (Status.NEW, False, [(State.CREATED, "0.00")])


def test_what_another_clerk_recorded_meanwhile_is_not_recorded_again(order):
    came(order, "20.00", seen=Decimal("0.00"))
    events = order.events.count()

    with pytest.raises(RecordedMeanwhile):
        came(order, "20.00", seen=Decimal("0.00"))

    assert order.events.count() == events


@pytest.mark.parametrize("method", ["card", "cod"])
def test_an_order_that_was_never_to_be_paid_so_takes_no_transfer(bank, mug, method):
    order = make_order((mug, 1), payment_method=method)

    with pytest.raises(NoTransferExpected):
        came(order)

    assert not order.payments.filter(received__gt=0).exists()


# Card and transfer


def test_money_by_transfer_while_the_card_page_is_open_wins_and_closes_it(stripe, order, committing):
    from_page = _by_card(order)

    with committing():
        came(order)

    assert fresh(order).status == Status.PAID
    from_page.refresh_from_db()
    assert from_page.state == State.EXPIRED
    assert mails(order) == ["order-received", "paid"]


def test_paid_by_card_and_by_transfer_gives_the_transfer_back(stripe, order, committing):
    page = _by_card(order)
    stripe.control.complete_session(page.session_reference)
    settle(page.pk)
    assert (fresh(order).status, fresh(order).payment_method) == (Status.PAID, "card")

    with committing():
        came(order)

    owed = Refund.objects.get()
    assert (owed.payment.gateway, owed.amount, owed.state) == (
        "transfer",
        Decimal("31.70"),
        Refund.State.PENDING,
    )
    assert fresh(order).payment_method == "card"


def _by_card(order: Order) -> Payment:
    pay_again(order.pk)
    return open_page(order)


# Races


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_clerk_and_the_sweep_at_the_same_moment():
    """The clerk marks the order as paid in the second in which it expires. Either is first: if the sweep, the money is
    late and wins the goods again. The order is paid, its goods are reserved once, and nobody owes anything."""
    make_bank()
    mug = make_product(stock=5).variants.get()
    for _ in range(3):
        order = overdue(transfer_order((mug, 1)))

        results = in_threads(lambda order=order: expire_order(order.pk), lambda order=order: came(order))

        assert isinstance(results[1], Payment), results
        assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, str(order.total_gross))])
        assert ("late_payment" in history(order)) is results[0]
        assert mails(order).count("paid") == 1
        assert StockHold.objects.get(reference=order.public_id).state == "kept"
    assert stock_of(mug) == (5, 3)
    assert not Refund.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clerks_record_the_same_transfer_at_the_same_moment():
    """Both saw nothing received. The second waits for the order's row, finds money on it and is told so."""
    make_bank()
    mug = make_product(stock=5).variants.get()
    order = transfer_order((mug, 1))

    results = in_threads(*(lambda: came(order, seen=Decimal("0.00")) for _ in range(2)))

    assert sorted(type(result).__name__ for result in results) == ["Payment", "RecordedMeanwhile"]
    assert state_of(order) == (Status.PAID, False, [(State.SUCCEEDED, str(order.total_gross))])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_at_once_remind_once():
    """Both find the order due. The second waits for the row and finds `reminded_at` set."""
    make_bank()
    order = transfer_order((make_product(stock=5).variants.get(), 1))
    soon = timezone.localtime() + timedelta(minutes=30)
    Order.objects.update(placed_at=timezone.now() - timedelta(days=4), hold_expires_at=soon)

    in_threads(sweep_payments, sweep_payments)

    assert mails(order) == ["order-received", "transfer-reminder"]
