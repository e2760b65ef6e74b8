"""A real Celery worker is killed with SIGKILL in the middle of settling; the sweep finishes, and nothing is lost or doubled.

The worker talks to the test's own database and to the emulator. It is stopped at a chosen place: once while it waits for the
provider's answer, once inside the transaction that has already written the payment and waits for a lock that the test holds.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from checkout.tests.factories import make_shop
from config.env import broker_url
from core.models import OutgoingMail
from core.tasks import sweep_mail
from orders.models import Order, Payment
from orders.tasks import sweep_events, sweep_payments
from orders.tests.provider import history, mails, stock_of
from payments.events import store_event
from payments.gateways.stripe import read_event
from payments.models import IncomingEvent
from products.models import StockHold, StockMovement
from products.tests.factories import make_sellable
from tests.flows.shopper import Shopper

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PATIENCE = 60


@pytest.fixture
def placed(stripe) -> tuple[Order, Payment, IncomingEvent]:
    """An order whose shopper has paid; the report is stored, its task is still to be done."""
    make_shop()
    mug = make_sellable(title="Чаша", price="12.90", stock=5)
    shopper = Shopper(stripe)
    shopper.add(mug, 2)
    order, card_page = shopper.order()
    shopper.pay(card_page)
    report = next(e for e in stripe.control.take_pending() if e.type == "checkout.session.completed")
    event, _ = store_event(
        read_event(report.payload, report.signature), provider="stripe", grace=timedelta(0)
    )
    return order, order.payments.get(), event


def until(happened: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.1)


def database_url() -> str:
    given = connection.settings_dict
    host = urlencode({"host": given["HOST"], **({"port": given["PORT"]} if given["PORT"] else {})})
    password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    return f"postgresql://{given['USER']}{password}@/{given['NAME']}?{host}"


def celery(stripe, *arguments: str, api_base: str = "") -> subprocess.Popen:
    """Run Celery's command in a process group of its own, with its broker in the test's database."""
    root = Path(settings.BASE_DIR)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": database_url(),
        "CELERY_BROKER_URL": broker_url(database_url(), database=connection.settings_dict["NAME"]),
        "STRIPE_API_BASE": api_base or stripe.url,
        "STRIPE_SECRET_KEY": settings.STRIPE_SECRET_KEY,
        "STRIPE_WEBHOOK_SECRETS": stripe.webhook_secret,
        "PYTHONPATH": os.pathsep.join([str(root), str(root / "site")]),
    }
    environment.pop("REDIS_URL", None)
    return subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", *arguments],
        cwd=root,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def queue(stripe, event: IncomingEvent) -> None:
    """Put the event's task into the broker, as the webhook does."""
    call = celery(stripe, "call", "orders.tasks.process_event", "--args", f"[{event.pk}]")
    assert call.wait(timeout=PATIENCE) == 0


@contextmanager
def worker(stripe, api_base: str = "") -> Iterator[subprocess.Popen]:
    process = celery(stripe, "worker", "--pool", "solo", "--loglevel", "WARNING", api_base=api_base)
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=PATIENCE)


def everything_is_settled_once(order: Order, event: IncomingEvent) -> None:
    order.refresh_from_db()
    event.refresh_from_db()
    payment = order.payments.get()
    assert order.status == Order.Status.PAID
    assert event.state == IncomingEvent.State.DONE
    assert payment.state == Payment.State.SUCCEEDED
    assert history(order).count("payment_received") == 1
    assert history(order).count("status_changed:paid") == 1
    assert mails(order) == ["order-received", "paid"]
    assert StockHold.objects.get().state == StockHold.State.KEPT
    assert [m.kind for m in StockMovement.objects.all()] == ["held"]
    assert stock_of(order.lines.get(kind="goods").variant) == (5, 2)


def sweep_all() -> None:
    IncomingEvent.objects.update(next_attempt_at=timezone.now())
    for _ in range(2):
        sweep_events()
        sweep_payments()
        sweep_mail()


def test_killed_while_the_provider_is_being_asked(stripe, placed):
    order, payment, event = placed
    queue(stripe, event)

    with socket.create_server(("127.0.0.1", 0)) as silent_provider:
        silent_provider.settimeout(PATIENCE)
        with worker(stripe, api_base=f"http://127.0.0.1:{silent_provider.getsockname()[1]}") as process:
            question, _address = silent_provider.accept()
            kill(process)
            question.close()

    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == (Order.Status.NEW, Payment.State.STARTED)
    sweep_all()
    everything_is_settled_once(order, event)
    assert len(mail.outbox) == 2


def test_killed_inside_the_transaction_that_settles(stripe, placed):
    order, payment, event = placed
    queue(stripe, event)

    with worker(stripe) as process, locked_stock(order):
        until(somebody_waits_for_a_lock, "the worker's wait for the stock")
        kill(process)

    until(lambda: not somebody_waits_for_a_lock(), "the end of the dead worker's transaction")
    order.refresh_from_db()
    payment.refresh_from_db()
    assert (order.status, payment.state) == (Order.Status.NEW, Payment.State.STARTED)
    assert history(order) == ["placed", "payment_started"]
    assert OutgoingMail.objects.count() == 0
    sweep_all()
    everything_is_settled_once(order, event)
    assert len(mail.outbox) == 2


def test_a_worker_that_is_left_alone_does_the_same(stripe, placed):
    """The other two would pass with a worker that never starts; this one would not."""
    order, _payment, event = placed
    queue(stripe, event)

    with worker(stripe):
        until(
            lambda: IncomingEvent.objects.get(pk=event.pk).state == IncomingEvent.State.DONE, "the settling"
        )

    sweep_all()
    everything_is_settled_once(order, event)


def somebody_waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@contextmanager
def locked_stock(order: Order) -> Iterator[None]:
    """Another connection holds the order's stock hold until the block ends."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                list(StockHold.objects.select_for_update().filter(reference=order.public_id))
                held.set()
                done.wait(timeout=2 * PATIENCE)
        finally:
            connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert held.wait(timeout=PATIENCE)
    try:
        yield
    finally:
        done.set()
        thread.join(timeout=PATIENCE)
