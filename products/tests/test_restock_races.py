"""Two workers hear at the same time that something is back."""

import pytest

from core.models import OutgoingMail
from core.tests.threads import in_threads
from products.models import RestockRequest, Stock
from products.selectors import get_sellable
from products.services import restock
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def nothing_is_sent(monkeypatch):
    """The mails stay in the outbox: what is raced here is the writing of them."""
    monkeypatch.setattr("core.mail.queue_on_commit", lambda task, *args: None)


def test_two_tasks_at_once_write_one_mail_to_each(monkeypatch):
    """The delivery's own task and the sweep run together. Each must tell of what the other has told already: the second
    one waits for the variant and then finds the requests gone."""
    mug = make_sellable(title="Mug", stock=0)
    sellable = get_sellable(mug.public_id, "bg")
    for number in range(4):
        restock.ask(sellable=sellable, email=f"{number}@example.com", language="bg")
    Stock.objects.filter(variant=mug).update(on_hand=9)

    told = in_threads(*[lambda: restock.tell_waiting(mug.pk)] * 3)

    assert sorted(told) == [0, 0, 4]
    assert sorted(OutgoingMail.objects.values_list("recipient", flat=True)) == [
        f"{number}@example.com" for number in range(4)
    ]
    assert not RestockRequest.objects.exists()


def test_two_tasks_at_once_tell_no_more_than_three_for_a_unit():
    """Both would count none told yet, and tell three each, if they did not count under the variant's lock."""
    mug = make_sellable(title="Mug", stock=0)
    sellable = get_sellable(mug.public_id, "bg")
    for number in range(8):
        restock.ask(sellable=sellable, email=f"{number}@example.com", language="bg")
    Stock.objects.filter(variant=mug).update(on_hand=1)

    told = in_threads(*[lambda: restock.tell_waiting(mug.pk)] * 3)

    assert sum(told) == 3
    assert OutgoingMail.objects.count() == 3
    assert RestockRequest.objects.count() == 5


def test_the_same_address_from_two_windows_waits_once():
    mug = make_sellable(title="Mug", stock=0)
    sellable = get_sellable(mug.public_id, "bg")

    one, other = in_threads(
        *[lambda: restock.ask(sellable=sellable, email="ana@example.com", language="bg")] * 2
    )

    assert one == other
    assert RestockRequest.objects.count() == 1
