from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.db.transaction import TransactionManagementError

from core.actors import SYSTEM, Actor
from core.audit import record_audit
from core.correlation import correlated
from core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_changed_what_and_why():
    group = Group.objects.create(name="Marketers")
    with correlated("request-12345678"):
        record_audit(
            actor=Actor("staff", user_id=7, label="Мария"),
            action="product.prices_changed",
            obj=group,
            changes={
                "price": [Decimal("12.90"), Decimal("9.90")],
                "until": [None, date(2026, 12, 1)],
                "live": [True, False],
            },
            reason="Коледа",
        )

    entry = AuditEntry.objects.get()
    assert (entry.actor_id, entry.actor_label, entry.reason) == (7, "Мария", "Коледа")
    assert (entry.object_type, entry.object_id, entry.object_label) == (
        "auth.group",
        str(group.pk),
        "Marketers",
    )
    assert entry.changes == {"price": ["12.90", "9.90"], "until": [None, "2026-12-01"], "live": [True, False]}
    assert entry.correlation_id == "request-12345678"


def test_what_the_shop_does_by_itself_has_its_kind_for_a_name():
    record_audit(actor=SYSTEM, action="x", obj=Group.objects.create(name="g"), changes={})

    assert (AuditEntry.objects.get().actor_id, AuditEntry.objects.get().actor_label) == (None, "system")


def test_a_change_is_a_pair():
    with pytest.raises(ValueError, match="price"):
        record_audit(
            actor=SYSTEM, action="x", obj=Group.objects.create(name="g"), changes={"price": ["9.90"]}
        )

    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_outside_the_transaction_of_the_change_there_is_no_entry():
    group = Group.objects.create(name="g")

    with pytest.raises(TransactionManagementError, match="record_audit"):
        record_audit(actor=SYSTEM, action="x", obj=group, changes={})
    assert AuditEntry.objects.count() == 0
