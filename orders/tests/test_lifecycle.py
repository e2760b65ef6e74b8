"""The table, and the one function that writes a status."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from core.actors import SYSTEM, Actor
from orders import lifecycle, locks
from orders.lifecycle import TransitionRefused, may, transition
from orders.models import Order, Payment, Refund
from orders.tests.factories import make_order
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db
S = Order.Status

# Written out by hand, so that a slip in the table is seen.
ALLOWED = {
    (S.NEW, S.PAID),
    (S.NEW, S.ACCEPTED),
    (S.NEW, S.CANCELED),
    (S.NEW, S.EXPIRED),
    (S.EXPIRED, S.PAID),
    (S.ACCEPTED, S.PARTLY_FULFILLED),
    (S.ACCEPTED, S.FULFILLED),
    (S.ACCEPTED, S.CANCELED),
    (S.PAID, S.PARTLY_FULFILLED),
    (S.PAID, S.FULFILLED),
    (S.PAID, S.CANCELED),
    (S.PAID, S.REFUNDED),
    (S.PARTLY_FULFILLED, S.FULFILLED),
    (S.PARTLY_FULFILLED, S.CANCELED),
    (S.PARTLY_FULFILLED, S.REFUNDED),
    (S.FULFILLED, S.RETURNED),
    (S.FULFILLED, S.REFUNDED),
    (S.RETURNED, S.REFUNDED),
}


@pytest.mark.parametrize("before", S.values)
@pytest.mark.parametrize("after", S.values)
def test_every_pair_of_states_is_allowed_or_refused_as_designed(before, after):
    assert may(before, after) == ((before, after) in ALLOWED)


def test_every_status_has_its_row():
    assert set(lifecycle.TABLE) == set(S.values)


@pytest.fixture
def order():
    return make_order((make_sellable(), 1))


def test_a_step_is_written_together_with_its_history(order):
    with transaction.atomic():
        transition(
            locks.lock_order(order.pk), S.CANCELED, actor=Actor("staff", 3, "Мария"), reason="wrong size"
        )

    order.refresh_from_db()
    event = order.events.order_by("-pk").first()
    assert order.status == S.CANCELED
    assert (event.kind, event.from_status, event.to_status) == ("status_changed", "new", "canceled")
    assert (event.actor, event.actor_id, event.actor_label, event.reason) == (
        "staff",
        3,
        "Мария",
        "wrong size",
    )


def test_a_step_outside_the_table_changes_nothing(order):
    with pytest.raises(TransitionRefused), transaction.atomic():
        transition(locks.lock_order(order.pk), S.FULFILLED, actor=SYSTEM)

    order.refresh_from_db()
    assert order.status == S.NEW
    assert order.events.count() == 1


def test_a_row_that_was_only_read_is_not_moved(order):
    with pytest.raises(TransitionRefused, match="not locked"), transaction.atomic():
        transition(Order.objects.get(pk=order.pk), S.CANCELED, actor=SYSTEM)


def test_an_object_that_outlived_its_lock_is_not_moved(order):
    with transaction.atomic():
        stale = locks.lock_order(order.pk)
    Order.objects.filter(pk=order.pk).update(status=S.EXPIRED)

    with pytest.raises(TransitionRefused, match="no longer"), transaction.atomic():
        transition(stale, S.PAID, actor=SYSTEM)

    assert Order.objects.get(pk=order.pk).status == S.EXPIRED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_moves():
    order = make_order((make_sellable(), 1))
    with pytest.raises(TransactionManagementError):
        locks.lock_order(order.pk)
    with pytest.raises(TransactionManagementError):
        transition(locks.mark_locked(order), S.CANCELED, actor=SYSTEM)


@pytest.mark.parametrize("refunded", [None, "18.79"])
def test_an_order_is_refunded_only_when_all_of_the_money_went_back(order, refunded):
    payment = order.payments.get()
    payment.state, payment.received, payment.succeeded_at = "succeeded", Decimal("18.80"), timezone.now()
    payment.save()
    Order.objects.filter(pk=order.pk).update(status=S.PAID)
    if refunded:
        Refund.objects.create(
            order=order, payment=payment, amount=Decimal(refunded), state=Refund.State.SUCCEEDED
        )

    with pytest.raises(TransitionRefused, match="in full"), transaction.atomic():
        transition(locks.lock_order(order.pk), S.REFUNDED, actor=SYSTEM)


def test_an_order_that_was_never_paid_is_never_refunded(order):
    Order.objects.filter(pk=order.pk).update(status=S.PAID)
    Payment.objects.filter(order=order).delete()

    with pytest.raises(TransitionRefused, match="in full"), transaction.atomic():
        transition(locks.lock_order(order.pk), S.REFUNDED, actor=SYSTEM)
