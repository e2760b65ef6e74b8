"""The process that places an order is killed with SIGKILL at every step; nothing is lost and nothing is doubled.

The killed process is a real one: it sends the shopper's form through the shop's views, on the test's own database and against
the emulator. Afterwards the shopper presses the button again, or never comes back and the sweep does the rest.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.utils import timezone

from checkout.models import Cart
from core.models import OutgoingMail
from core.tasks import sweep_mail
from orders.models import Order, OrderEvent, Payment
from orders.services.expiry import expire_order
from orders.tasks import sweep_payments
from orders.tests.provider import history, mails, post_event, sessions, stock_of
from orders.times import START_GRACE
from products.models import StockHold, StockMovement
from tests.flows.shopper import Shopper
from tests.flows.stopped_buyer import AFTER_CALL, BEFORE_CALL, BEFORE_COMMIT, CASH_COMMITTED
from tests.flows.test_killed_worker import database_url, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

AFTER_COMMIT = BEFORE_CALL | AFTER_CALL


@pytest.fixture
def form(shopper: Shopper, mug) -> dict[str, str]:
    """Two mugs in the cart, the checkout filled in, the button not pressed yet."""
    shopper.add(mug, 2)
    return shopper.fill_in()


@pytest.fixture(scope="module")
def buyers(django_db_setup, stripe_server) -> Iterator[subprocess.Popen]:
    """Forks a process for each shopper who is to be killed; loading the shop takes seconds."""
    root = Path(settings.BASE_DIR)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url(),
        "STRIPE_API_BASE": stripe_server.url,
        "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY,
        "STRIPE_WEBHOOK_SECRETS": stripe_server.webhook_secret,
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "site")]),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.flows.stopped_buyer"],
        cwd=root,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def confirm_and_die(shopper: Shopper, buyers) -> Callable[[dict[str, str], str], None]:
    """Return what presses the button in a process of its own and kills that process when it comes to the step."""

    def confirm(form: dict[str, str], step: str) -> None:
        known = other_connections()
        told = {
            "step": step,
            "url": shopper.url("checkout"),
            "form": form,
            "cookies": {name: morsel.value for name, morsel in shopper.client.cookies.items()},
        }
        buyers.stdin.write(json.dumps(told) + "\n")
        buyers.stdin.flush()
        pid = int(buyers.stdout.readline())
        try:
            assert buyers.stdout.readline() == "reached\n"
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        until(lambda: other_connections() <= known, "the end of the dead process's connection")

    return confirm


def other_connections() -> set[int]:
    """The connections to the test's database beside its own: earlier tests of the same run may have left some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return {pid for (pid,) in cursor.fetchall()}


def nothing_was_ordered(mug) -> None:
    assert not any(
        model.objects.exists()
        for model in (Order, OrderEvent, Payment, StockHold, StockMovement, OutgoingMail)
    )
    assert stock_of(mug) == (5, 0)
    cart = Cart.objects.get()
    assert (cart.state, cart.lines.get().quantity) == (Cart.State.OPEN, 2)
    # What was typed was saved before, in a transaction of its own.
    assert cart.draft["address_line1"] == "ул. Шипка 6"


def there_is_one_of_everything(mug, *, total: str, payment_state: str) -> Order:
    order, payment, held = Order.objects.get(), Payment.objects.get(), StockHold.objects.get()
    assert (order.total_gross, payment.amount, payment.state) == (
        Decimal(total),
        Decimal(total),
        payment_state,
    )
    assert (payment.order_id, payment.attempt) == (order.pk, 1)
    assert (held.reference, held.quantity) == (order.public_id, 2)
    assert [move.kind for move in StockMovement.objects.all()] == ["held"]
    assert stock_of(mug) == (5, 2)
    assert history(order).count("placed") == 1
    cart = Cart.objects.get()
    assert (cart.state, cart.order_id, cart.draft) == (Cart.State.ORDERED, order.pk, {})
    return order


def pay_and_settle(shopper: Shopper, card_page: str) -> None:
    shopper.pay(card_page)
    for signed in shopper.stripe.control.take_pending():
        assert post_event(signed.payload, signed.signature).status_code == 200


def paid_once(order: Order) -> None:
    order.refresh_from_db()
    assert order.status == Order.Status.PAID
    assert history(order).count("payment_received") == 1
    assert mails(order) == ["order-received", "paid"]
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("step", BEFORE_COMMIT)
def test_killed_before_the_commit_and_the_shopper_tries_again(shopper, mug, form, step, confirm_and_die):
    confirm_and_die(form, step)
    nothing_was_ordered(mug)
    assert sessions(shopper.stripe) == []

    answer = shopper.confirm(form)

    order = there_is_one_of_everything(mug, total="31.70", payment_state="started")
    (page,) = sessions(shopper.stripe)
    assert answer.headers["Location"] == page["url"]
    pay_and_settle(shopper, page["url"])
    paid_once(order)


@pytest.mark.parametrize("step", AFTER_COMMIT)
def test_killed_after_the_commit_and_the_shopper_tries_again(shopper, mug, form, step, confirm_and_die):
    confirm_and_die(form, step)
    was = "started" if step == "page-known" else "created"
    order = there_is_one_of_everything(mug, total="31.70", payment_state=was)
    assert len(sessions(shopper.stripe)) == (1 if step in AFTER_CALL else 0)

    first, second = shopper.confirm(form), shopper.confirm(form)

    there_is_one_of_everything(mug, total="31.70", payment_state="started")
    (page,) = sessions(shopper.stripe)
    assert first.headers["Location"] == second.headers["Location"] == page["url"]
    pay_and_settle(shopper, page["url"])
    paid_once(order)


@pytest.mark.parametrize("step", [*BEFORE_CALL, "provider-answered"])
def test_killed_after_the_commit_and_the_sweep_opens_the_card_page(shopper, mug, form, step, confirm_and_die):
    confirm_and_die(form, step)
    Payment.objects.update(updated_at=timezone.now() - START_GRACE - timedelta(seconds=1))

    for _ in range(2):
        sweep_payments()

    order = there_is_one_of_everything(mug, total="31.70", payment_state="started")
    (page,) = sessions(shopper.stripe)
    assert Payment.objects.get().page_url == page["url"]
    # The shopper finds the order by the browser's own cart and pays by the button there.
    shown = shopper.client.post(shopper.url("checkout"), {"action": "update"}, follow=True)
    assert shown.context["situation"].name == "waiting"
    pressed = shopper.press(shown, "order-pay")
    assert pressed.headers["Location"] == page["url"]
    pay_and_settle(shopper, page["url"])
    paid_once(order)


def test_killed_after_the_commit_and_nobody_ever_comes_back(shopper, mug, form, confirm_and_die):
    confirm_and_die(form, "committed")
    Payment.objects.update(updated_at=timezone.now() - START_GRACE - timedelta(seconds=1))
    sweep_payments()
    Order.objects.update(hold_expires_at=timezone.now() - timedelta(seconds=1))

    order = Order.objects.get()
    expire_order(order.pk)

    order.refresh_from_db()
    assert order.status == Order.Status.EXPIRED
    assert [page["status"] for page in sessions(shopper.stripe)] == ["expired"]
    assert stock_of(mug) == (5, 0)


@pytest.mark.parametrize("step", ["about-to-commit", *CASH_COMMITTED])
def test_killed_while_cash_on_delivery_is_ordered(shopper, mug, step, confirm_and_die):
    shopper.add(mug, 2)
    form = shopper.fill_in(payment="cod")
    confirm_and_die(form, step)
    if step in BEFORE_COMMIT:
        nothing_was_ordered(mug)
    assert mail.outbox == []

    first, second = shopper.confirm(form), shopper.confirm(form)
    for _ in range(2):
        sweep_mail()

    order = there_is_one_of_everything(mug, total="33.20", payment_state="created")
    assert order.status == Order.Status.ACCEPTED
    for answer in (first, second):
        shown = shopper.visit(answer.headers["Location"])
        assert shown.context["situation"].name == "accepted"
        assert str(order.number) in shown.content.decode()
    assert mails(order) == ["order-received"]
    assert [sent.to for sent in mail.outbox] == [["ana@example.com"]]
    assert sessions(shopper.stripe) == []


def test_back_in_the_browser_after_placing_finds_the_order_and_makes_no_other(shopper, mug, form):
    card_page = shopper.confirm(form).headers["Location"]

    # The form as the browser kept it, and the same page loaded anew.
    again = shopper.confirm(form)
    reloaded = shopper.client.get(shopper.url("checkout"))

    assert again.headers["Location"] == card_page
    # It leads to the order, never to a second checkout.
    assert reloaded.status_code == 303
    assert reloaded.headers["Location"].startswith("/orders/")
    there_is_one_of_everything(mug, total="31.70", payment_state="started")
    assert len(sessions(shopper.stripe)) == 1
