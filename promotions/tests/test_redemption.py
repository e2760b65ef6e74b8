"""Claiming, releasing and claiming again."""

import uuid
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from promotions.models import Coupon, Promotion, Redemption
from promotions.people import person_of
from promotions.services.redemption import Use, UsedUp, claim, claim_again, release
from promotions.tests.factories import make_coupon, make_promotion

pytestmark = pytest.mark.django_db


def use(promotion, code=""):
    return Use(promotion=promotion.public_id, code=code, gross=Decimal("5.00"))


def claimed(*uses, email="ana@example.com", customer_id=None):
    reference = uuid.uuid4()
    claim(reference=reference, uses=uses, customer_id=customer_id, email=email)
    return reference


def counts():
    promotions = Promotion.objects.order_by("pk").values_list("used", flat=True)
    return list(promotions), list(Coupon.objects.order_by("pk").values_list("used", flat=True))


def test_all_or_none_are_claimed():
    free, full = make_promotion(code="FREE"), make_promotion(code="FULL", limit=1, used=1)

    with pytest.raises(UsedUp) as raised:
        claimed(use(free, "FREE"), use(full, "FULL"))

    assert (raised.value.code, raised.value.name) == ("FULL", full.name)
    assert counts() == ([0, 1], [0, 0])
    assert not Redemption.objects.exists()


@pytest.mark.parametrize(
    "what", ["promotion", "coupon", "archived promotion", "archived coupon", "other code"]
)
def test_what_has_no_room_is_refused(what):
    promotion = make_promotion(code="TEN")
    coupon, code = promotion.coupons.get(), "TEN"
    now = promotion.created_at
    if what == "promotion":
        Promotion.objects.filter(pk=promotion.pk).update(limit=2, used=2)
    elif what == "coupon":
        Coupon.objects.filter(pk=coupon.pk).update(limit=1, used=1)
    elif what == "archived promotion":
        Promotion.objects.filter(pk=promotion.pk).update(archived_at=now)
    elif what == "archived coupon":
        Coupon.objects.filter(pk=coupon.pk).update(archived_at=now)
    else:
        make_coupon(make_promotion(), "OTHER")
        code = "OTHER"
    before = counts()

    with pytest.raises(UsedUp):
        claimed(use(promotion, code))

    assert counts() == before


def test_per_customer_counts_the_account_and_the_address(django_user_model):
    ana = django_user_model.objects.create_user("ana@example.com")
    promotion = make_promotion(limit_per_customer=2)
    claimed(use(promotion), customer_id=ana.pk, email="first@example.com")
    claimed(use(promotion), email="Second+tag@example.com")

    claimed(use(promotion), customer_id=ana.pk, email="third@example.com")
    with pytest.raises(UsedUp):
        claimed(use(promotion), customer_id=ana.pk, email="fourth@example.com")
    claimed(use(promotion), email="second@example.com")
    with pytest.raises(UsedUp):
        claimed(use(promotion), email="second@example.com")

    assert counts() == ([4], [])


def test_releasing_twice_gives_back_once():
    promotion = make_promotion(code="TEN")
    reference = claimed(use(promotion, "TEN"))
    claimed(use(promotion, "TEN"), email="other@example.com")

    release(reference=reference)
    release(reference=reference)

    assert counts() == ([1], [1])


def test_late_money_claims_again_while_there_is_room():
    promotion = make_promotion(code="TEN", limit=1)
    reference = claimed(use(promotion, "TEN"))
    release(reference=reference)

    assert claim_again(reference=reference) == []
    assert counts() == ([1], [1])
    assert claim_again(reference=reference) == []
    assert counts() == ([1], [1])


def test_late_money_beyond_the_limit_is_named_and_not_counted():
    promotion = make_promotion(code="TEN", limit=1, label="Autumn")
    reference = claimed(use(promotion, "TEN"))
    release(reference=reference)
    claimed(use(promotion, "TEN"), email="other@example.com")

    assert claim_again(reference=reference) == ["Autumn"]
    assert counts() == ([1], [1])


def test_the_database_refuses_more_than_the_limit():
    promotion = make_promotion(limit=1, used=1, code="TEN")
    for rows in (
        Promotion.objects.filter(pk=promotion.pk).update,
        lambda used: Coupon.objects.update(limit=1, used=used),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows(used=2)


@pytest.mark.parametrize(
    "kind, values",
    [
        ("percent", {"percent": None}),
        ("percent", {"percent": Decimal("100.01")}),
        ("amount", {"amount": None}),
        ("amount", {"amount": Decimal(0)}),
        ("gift", {}),
        ("buy_get", {"buy_quantity": None}),
        ("buy_get", {"get_quantity": 0}),
    ],
)
def test_the_database_refuses_a_promotion_without_its_value(kind, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_promotion(kind, **values)


def test_a_code_in_small_letters_cannot_be_stored():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_coupon(make_promotion(), "ten")


def test_one_code_exists_once_in_any_alphabet():
    make_coupon(make_promotion(), "TOMATO")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_coupon(make_promotion(), "ТОМАТО")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_claiming_needs_a_transaction():
    with pytest.raises(TransactionManagementError):
        claim(reference=uuid.uuid4(), uses=[], customer_id=None, email="")


@pytest.mark.parametrize(
    "one, other, same",
    [
        ("Ana@Example.com", "ana@example.com ", True),
        ("ana+shop@example.com", "ana@example.com", True),
        ("a.n.a@gmail.com", "ana@googlemail.com", True),
        ("a.na@example.com", "ana@example.com", False),
        ("ana@example.com", "ana@example.org", False),
    ],
)
def test_who_is_the_same_person(one, other, same):
    assert (person_of(one) == person_of(other)) is same
    assert len(person_of(one)) == 64


def test_nobody_is_nobody():
    assert person_of("") == person_of("no address") == ""
