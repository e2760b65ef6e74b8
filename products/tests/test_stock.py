"""Hold, keep, ship, release: balances, ledger and races."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from core.actors import SHOPPER, SYSTEM, Actor
from core.tests.threads import in_threads
from products.models import ListingEntry, Stock, StockHold, StockMovement
from products.services import stock
from products.services.stock import NotHeld, OutOfStock, Shortage
from products.tests.factories import make_product, make_sellable, make_variant

pytestmark = pytest.mark.django_db

REF = uuid.UUID("00000000-0000-4000-8000-000000000001")
STAFF = Actor("staff", 7, "Мария")


def balance(variant) -> tuple[int, int]:
    variant.stock.refresh_from_db()
    return variant.stock.on_hand, variant.stock.reserved


def hold(quantities, *, reference=REF, **options):
    with transaction.atomic():
        stock.hold(
            reference=reference,
            quantities=quantities,
            expires_at=timezone.now() + timedelta(minutes=45),
            actor=SHOPPER,
            **options,
        )


@pytest.fixture
def mug():
    return make_variant(make_product(variants=[{"stock": 0, "values": {"Size": "XL"}}]), stock=5)


def ledger(variant) -> list[tuple[str, int, int]]:
    return list(variant.movements.order_by("pk").values_list("kind", "on_hand_change", "reserved_change"))


def test_a_hold_takes_units_out_of_sale_and_writes_the_ledger(mug):
    hold({mug.pk: 3})

    assert balance(mug) == (5, 3)
    held = StockHold.objects.get()
    assert (held.reference, held.quantity, held.state) == (REF, 3, StockHold.State.HELD)
    assert held.expires_at > timezone.now() + timedelta(minutes=44)
    assert ledger(mug) == [("held", 0, 3)]
    assert StockMovement.objects.get().reference == str(REF)


def test_a_hold_is_all_or_nothing_and_names_every_shortage(mug):
    other = make_variant(mug.product, stock=2, values={"Size": "S"})
    third = make_variant(mug.product, stock=0, values={"Size": "L"})

    with pytest.raises(OutOfStock) as refusal:
        hold({mug.pk: 1, other.pk: 3, third.pk: 1})

    assert refusal.value.shortages == (Shortage(other.pk, 3, 2), Shortage(third.pk, 1, 0))
    assert [balance(v) for v in (mug, other, third)] == [(5, 0), (2, 0), (0, 0)]
    assert not StockHold.objects.exists()
    assert not StockMovement.objects.exists()


def test_a_refused_hold_leaves_the_transaction_around_it_usable(mug):
    with transaction.atomic():
        with pytest.raises(OutOfStock):
            stock.hold(reference=REF, quantities={mug.pk: 6}, expires_at=None, actor=SHOPPER)
        stock.hold(reference=REF, quantities={mug.pk: 5}, expires_at=None, actor=SHOPPER)

    assert balance(mug) == (5, 5)


def test_a_hold_of_many_costs_as_much_as_a_hold_of_one(mug, django_assert_num_queries):
    variants = [make_variant(mug.product, stock=5, values={"Size": f"{n}"}) for n in range(20)]

    with transaction.atomic(), django_assert_num_queries(5):
        stock.hold(
            reference=REF, quantities={v.pk: 2 for v in variants}, expires_at=timezone.now(), actor=SHOPPER
        )

    assert {balance(v) for v in variants} == {(5, 2)}
    assert StockMovement.objects.count() == StockHold.objects.count() == 20


def test_nothing_to_hold_holds_nothing():
    hold({})

    assert not StockHold.objects.exists()


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_hold_takes_at_least_one_unit(mug, quantity):
    with pytest.raises(ValueError, match="at least one"):
        hold({mug.pk: quantity})


def test_what_is_held_twice_for_one_reference_is_refused(mug):
    hold({mug.pk: 1})

    with pytest.raises(NotHeld):
        hold({mug.pk: 1})

    assert balance(mug) == (5, 1)


def test_keep_takes_the_end_off_the_hold(mug):
    hold({mug.pk: 2})

    with transaction.atomic():
        stock.keep(reference=REF)

    held = StockHold.objects.get()
    assert (held.state, held.expires_at) == (StockHold.State.KEPT, None)
    assert balance(mug) == (5, 2)


def test_keep_refuses_what_was_released(mug):
    hold({mug.pk: 2})
    with transaction.atomic():
        stock.release(reference=REF, actor=SYSTEM, reason="expired")

    with pytest.raises(NotHeld), transaction.atomic():
        stock.keep(reference=REF)


def test_renew_moves_the_end_and_may_take_it_away(mug):
    hold({mug.pk: 2})
    later = timezone.now() + timedelta(hours=2)

    with transaction.atomic():
        stock.renew(reference=REF, expires_at=later)
    assert StockHold.objects.get().expires_at == later

    with transaction.atomic():
        stock.renew(reference=REF, expires_at=None)
    assert StockHold.objects.get().expires_at is None


def test_release_gives_units_back_once(mug):
    hold({mug.pk: 2})

    for _ in range(2):
        with transaction.atomic():
            stock.release(reference=REF, actor=SYSTEM, reason="expired")

    assert balance(mug) == (5, 0)
    assert StockHold.objects.get().state == StockHold.State.RELEASED
    assert ledger(mug) == [("held", 0, 2), ("released", 0, -2)]


def test_a_released_hold_can_be_won_again(mug):
    hold({mug.pk: 2})
    with transaction.atomic():
        stock.release(reference=REF, actor=SYSTEM, reason="expired")

    hold({mug.pk: 2}, keep=True)

    assert balance(mug) == (5, 2)
    assert StockHold.objects.get().state == StockHold.State.KEPT


def test_shipping_in_two_parcels_then_releasing_nothing(mug):
    hold({mug.pk: 3}, keep=True)

    with transaction.atomic():
        stock.ship(reference=REF, quantities={mug.pk: 2}, actor=STAFF)
    assert balance(mug) == (3, 1)
    assert StockHold.objects.get().state == StockHold.State.KEPT

    with transaction.atomic():
        stock.ship(reference=REF, quantities={mug.pk: 1}, actor=STAFF)
        stock.release(reference=REF, actor=STAFF, reason="nothing left")
    assert balance(mug) == (2, 0)
    assert StockHold.objects.get().state == StockHold.State.SHIPPED
    assert ledger(mug) == [("held", 0, 3), ("shipped", -2, -2), ("shipped", -1, -1)]
    assert mug.movements.filter(kind="shipped").values_list("actor_id", "actor_label")[0] == (7, "Мария")


@pytest.mark.parametrize("keep, pieces", [(True, 4), (True, 0), (False, 1)])
def test_only_kept_units_can_be_shipped_and_no_more_than_there_are(mug, keep, pieces):
    hold({mug.pk: 3}, keep=keep)

    with pytest.raises(NotHeld), transaction.atomic():
        stock.ship(reference=REF, quantities={mug.pk: pieces}, actor=STAFF)

    assert balance(mug) == (5, 3)


def test_the_rest_of_a_part_shipment_is_released(mug):
    hold({mug.pk: 3}, keep=True)

    with transaction.atomic():
        stock.ship(reference=REF, quantities={mug.pk: 1}, actor=STAFF)
        stock.release(reference=REF, actor=STAFF, reason="cancelled")

    assert balance(mug) == (4, 0)


def test_receiving_and_taking_back_add_to_what_is_on_hand(mug):
    with transaction.atomic():
        stock.receive(variant_id=mug.pk, quantity=4, reason="delivery", actor=STAFF)
        stock.take_back(quantities={mug.pk: 1}, reference=REF, actor=STAFF, reason="refused")

    assert balance(mug) == (10, 0)
    assert ledger(mug) == [("received", 4, 0), ("returned", 1, 0)]


def test_a_correction_cannot_take_what_orders_hold(mug):
    hold({mug.pk: 4})

    with pytest.raises(OutOfStock):
        stock.correct_now(variant_id=mug.pk, difference=-2, reason="counted", actor=STAFF)
    assert balance(mug) == (5, 4)

    stock.correct_now(variant_id=mug.pk, difference=-1, reason="broken", actor=STAFF)
    assert balance(mug) == (4, 4)
    assert ledger(mug)[-1] == ("corrected", -1, 0)


def test_a_correction_cannot_bring_in_more_than_can_be_counted(mug):
    Stock.objects.filter(pk=mug.pk).update(on_hand=2_147_483_640)

    with pytest.raises(stock.TooMany):
        stock.correct_now(variant_id=mug.pk, difference=8, reason="counted", actor=STAFF)
    assert balance(mug) == (2_147_483_640, 0)

    stock.correct_now(variant_id=mug.pk, difference=7, reason="counted", actor=STAFF)
    assert balance(mug) == (2_147_483_647, 0)


def test_a_correction_of_nothing_is_refused(mug):
    with pytest.raises(ValueError, match="changes something"):
        stock.correct_now(variant_id=mug.pk, difference=0, reason="", actor=STAFF)


def test_the_ledger_adds_up_to_the_balance(mug):
    hold({mug.pk: 2}, keep=True)
    with transaction.atomic():
        stock.ship(reference=REF, quantities={mug.pk: 1}, actor=STAFF)
        stock.release(reference=REF, actor=STAFF, reason="rest")
        stock.receive(variant_id=mug.pk, quantity=3, reason="", actor=STAFF)

    moves = ledger(mug)
    assert balance(mug) == (5 + sum(m[1] for m in moves), sum(m[2] for m in moves))


def test_the_listing_is_refreshed_only_when_availability_turns(django_capture_on_commit_callbacks):
    mug = make_sellable(stock=3)

    with django_capture_on_commit_callbacks(execute=True) as two_left:
        hold({mug.pk: 1})
    with django_capture_on_commit_callbacks(execute=True) as none_left:
        hold({mug.pk: 2}, reference=uuid.uuid4())

    assert len(two_left) == 0
    assert len(none_left) == 1
    assert [entry.in_stock for entry in ListingEntry.objects.all()] == [False]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_a_transaction_nothing_is_done(mug):
    with pytest.raises(TransactionManagementError):
        stock.hold(reference=REF, quantities={mug.pk: 1}, expires_at=None, actor=SHOPPER)

    assert balance(mug) == (5, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_buyers_of_the_last_unit_one_gets_it():
    """Both find one unit available. The second UPDATE waits for the first and then matches no row."""
    mug = make_variant(make_product(variants=[{"stock": 0, "values": {"Size": "XL"}}]), stock=1)

    results = in_threads(*(lambda: hold({mug.pk: 1}, reference=uuid.uuid4()) for _ in range(2)))

    assert [type(result) for result in results if result is not None] == [OutOfStock]
    assert balance(mug) == (1, 1)
    assert StockHold.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_orders_of_the_same_two_things_do_not_wait_for_each_other_for_ever():
    """One asks for A then B, the other for B then A. Rows are taken in the order of their keys, so nobody deadlocks."""
    product = make_product(variants=[{"stock": 0, "values": {"Size": "XL"}}])
    a, b = (make_variant(product, stock=50, values={"Size": size}) for size in "SM")

    def many(first, second):
        for _ in range(10):
            hold({first.pk: 1, second.pk: 1}, reference=uuid.uuid4())

    results = in_threads(lambda: many(a, b), lambda: many(b, a))

    assert results == [None, None]
    assert balance(a) == balance(b) == (50, 20)
