"""The queue: messages into a broker that lives in PostgreSQL, a broker that is down, and the nightly tidying."""

import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest
from celery import Celery
from django.db import transaction
from kombu.exceptions import OperationalError

from core import correlation, queueing, tasks
from core.broker import transport_options
from core.correlation import CorrelatedTask, correlated
from core.queue_cleaning import remove_delivered_messages
from core.tests.mail_server import free_port


def make_app(broker: str) -> Celery:
    """A Celery application of its own with the shop's way of talking to this broker."""
    app = Celery("shop-under-test", broker=broker, task_cls=CorrelatedTask, set_as_current=False)
    app.conf.update(
        task_publish_retry=False,
        broker_connection_timeout=2,
        broker_transport_options=transport_options(broker),
        task_always_eager=False,
        task_ignore_result=True,
    )
    return app


def note_task(app: Celery):
    """A task that remembers under which correlation ids it ran."""

    @app.task(name="shop.note", shared=False)
    def note(number: int) -> None:
        note.seen.append((number, correlation.current_id()))

    note.seen = []
    return note


@pytest.fixture
def database(postgres_broker) -> Iterator[psycopg.Connection]:
    url = postgres_broker.removeprefix("sqla+").replace("+psycopg", "", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def take_one(app: Celery) -> dict:
    """Take the next message as a worker does and return what arrived."""
    with app.connection_for_read() as connection:
        message = connection.SimpleQueue("celery").get(timeout=5)
        message.ack()
        return {"headers": message.headers, "body": message.payload}


def test_a_message_carries_the_correlation_id_of_whoever_queued_it(postgres_broker):
    app = make_app(postgres_broker)
    note = note_task(app)
    with correlated("request-12345678"):
        note.apply_async((7,))

    arrived = take_one(app)

    assert arrived["headers"]["task"] == "shop.note"
    assert arrived["headers"]["correlation_id"] == "request-12345678"
    assert arrived["body"][0] == [7]


def test_a_task_runs_under_the_id_of_whoever_queued_it(caplog):
    note = note_task(make_app("memory://"))
    note.app.conf.task_always_eager = True

    with correlated("request-12345678"):
        note.apply_async((1,))
    note.apply_async((2,))

    assert note.seen[0] == (1, "request-12345678")
    number, fresh = note.seen[1]
    assert number == 2
    assert len(fresh) == 32
    assert correlation.current_id() == ""


def test_a_connection_that_the_server_cut_is_replaced(postgres_broker, database):
    app = make_app(postgres_broker)
    note = note_task(app)
    note.apply_async((1,))
    database.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    note.apply_async((2,))

    assert database.execute("SELECT count(*) FROM kombu_message").fetchone() == (2,)


def test_a_queue_that_comes_back_works_again_without_a_restart(postgres_broker, database, tmp_path):
    """The way to the server is a link to its socket directory, which is missing at first."""
    directory = parse_qs(urlsplit(postgres_broker).query).get("host", [""])[0]
    if not directory.startswith("/"):
        pytest.skip("this server is not reached by a socket")
    link = tmp_path / "s"
    note = note_task(
        make_app(postgres_broker.replace(quote(directory, safe=""), str(link)).replace(directory, str(link)))
    )
    for _ in range(2):
        with pytest.raises(OperationalError):
            note.apply_async((1,))

    link.symlink_to(directory)
    note.apply_async((2,))

    assert database.execute("SELECT count(*) FROM kombu_message").fetchone() == (1,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scheme", ["redis://127.0.0.1:{port}/0", "sqla+postgresql+psycopg://x@127.0.0.1:{port}/b"]
)
def test_a_queue_that_is_down_costs_a_log_line_and_a_moment(
    scheme, caplog, django_capture_on_commit_callbacks
):
    note = note_task(make_app(scheme.format(port=free_port())))
    started = time.monotonic()

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        queueing.queue_on_commit(note, 1)

    assert time.monotonic() - started < 5
    assert [(r.levelno, r.message) for r in caplog.records if r.name == "core.queueing"] == [
        (logging.WARNING, "the queue is down, shop.note waits for its sweep")
    ]
    assert note.seen == []


def test_delivered_messages_go_after_a_day_and_waiting_ones_never(postgres_broker, database):
    app = make_app(postgres_broker)
    note = note_task(app)
    for number in range(4):
        note.apply_async((number,))
    old_delivered = take_one(app)["body"][0]
    fresh_delivered = take_one(app)["body"][0]
    assert (old_delivered, fresh_delivered) == ([0], [1])
    # kombu stamps with the local clock; make the first delivery and one waiting message old
    long_ago = datetime.now(UTC).astimezone().replace(tzinfo=None) - timedelta(hours=25)
    database.execute(
        "UPDATE kombu_message SET timestamp = %s WHERE id IN"
        " (SELECT id FROM kombu_message ORDER BY visible, id LIMIT 1)",
        [long_ago],
    )
    database.execute(
        "UPDATE kombu_message SET timestamp = %s WHERE id = (SELECT max(id) FROM kombu_message)", [long_ago]
    )

    assert remove_delivered_messages(postgres_broker) == 1
    assert remove_delivered_messages(postgres_broker) == 0

    left = database.execute("SELECT visible, count(*) FROM kombu_message GROUP BY 1 ORDER BY 1").fetchall()
    assert left == [(False, 1), (True, 2)]


def test_a_broker_that_was_never_used_has_nothing_to_tidy(postgres_broker):
    assert remove_delivered_messages(postgres_broker) == 0


def test_another_broker_is_left_alone(settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"

    assert tasks.clean_queue() == 0
