import io
import logging

import pytest
from celery import Celery
from celery.signals import setup_logging

from core.correlation import CorrelatedTask, correlated
from core.logs import CorrelationFilter, PersonalDataFilter, scrub


@pytest.mark.parametrize(
    "text,scrubbed",
    [
        ("mail to elena.petrova+shop@example.co.uk failed", "mail to [e-mail] failed"),
        ("mail to иван@пример.бг failed", "mail to [e-mail] failed"),
        ("phone +359 888 123 456.", "phone [phone]."),
        ("phone 0888 123 456 given", "phone [phone] given"),
        ("phone 0888123456", "phone [phone]"),
        ("phone 02/987 65 43", "phone [phone]"),
        ("GET /orders/0d5f4a539f27~1x2y3z~AbCdEf/ 200", "GET /orders/[link]/ 200"),
        ("GET /en/orders/0d5f4a539f27~1x2y3z~AbCdEf/return/", "GET /en/orders/[link]/return/"),
        ("GET /cart/shared/12x3.45x1~1x2y3z~AbCdEf/ 200", "GET /cart/shared/[link]/ 200"),
        ("GET /desk/password_reset/confirm/MQ/cxy-0a1b2c/", "GET /desk/password_reset/confirm/[link]"),
        ("GET /account/password/reset/key/1a-cxy-0a1b2c/ 302", "GET /account/password/reset/key/[link] 302"),
        ("GET /en/account/confirm-email/MQ:1x2y3z:AbCd_Ef-/ 200", "GET /en/account/confirm-email/[link] 200"),
        ("GET /account/password/reset/key/done/ 200", "GET /account/password/reset/key/done/ 200"),
        ("GET /search/?q=Елена+Петрова HTTP/1.1", "GET /search/?[query] HTTP/1.1"),
        ("from https://shop.example/cart/?token=abc&x=1 now", "from https://shop.example/cart/?[query] now"),
        ("refused sk_live_51HxAbc and whsec_Abc123", "refused [key] and [key]"),
        ("Authorization: Bearer abcdefgh.12345678", "Authorization: Bearer [key]"),
        (
            "postgresql://shop:hunter2@db.internal/shop is down",
            "postgresql://shop:[password]@db.internal/shop is down",
        ),
        (
            "duplicate key\nDETAIL:  Key (email)=(a@example.com) already exists.",
            "duplicate key\nDETAIL: [left out]",
        ),
        (
            "violates check\nDETAIL:  Failing row contains (1, Елена Петрова, бул. Витоша 1, 1000).",
            "violates check\nDETAIL: [left out]",
        ),
    ],
)
def test_what_must_not_stand_in_a_log_does_not(text, scrubbed):
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "order 10000001: payment 0d5f4a53-9f27-4c8e-8d43-7f6b1c9e0001 settled in 0.123456789 s",
        "2026-11-21 08:40:00,123 took 0012345 rows",
        "Not Found: /plants/ficus-lyrata/",
        "is it there? yes",
        "version 5.2.19, 12,90 € of 100,00 €",
    ],
)
def test_what_helps_to_find_a_fault_stays(text):
    assert scrub(text) == text


@pytest.fixture
def log():
    """A logger set up as in the settings, and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("{levelname} [{correlation_id}] {message}", style="{"))
    handler.addFilter(CorrelationFilter())
    handler.addFilter(PersonalDataFilter())
    logger = logging.getLogger("test-of-the-logs")
    logger.propagate = False
    logger.addHandler(handler)
    yield logger, stream
    logger.removeHandler(handler)


def test_arguments_are_scrubbed_after_they_are_filled_in(log):
    logger, stream = log
    with correlated("request-12345678"):
        logger.warning("no mail to %s in order %s", "elena@example.com", 10000001)

    assert stream.getvalue() == "WARNING [request-12345678] no mail to [e-mail] in order 10000001\n"


def test_the_text_of_an_exception_is_scrubbed_with_its_causes(log):
    logger, stream = log
    try:
        try:
            raise ValueError("Key (email)=(elena@example.com)")
        except ValueError as error:
            raise RuntimeError("order of boris@example.com, +359 888 123 456") from error
    except RuntimeError:
        logger.exception("placing failed")

    written = stream.getvalue()
    assert "example.com" not in written
    assert "888 123" not in written
    assert "ValueError: Key (email)=([e-mail])" in written
    assert "RuntimeError: order of [e-mail], [phone]" in written


def test_a_log_call_with_the_wrong_arguments_neither_fails_nor_leaks(log):
    logger, stream = log
    logger.warning(*("one %s two %s", "elena@example.com"))

    assert stream.getvalue() == "WARNING [-] one %s two %s [arguments left out]\n"


def test_the_settings_put_both_filters_on_every_handler(settings):
    for handler in settings.LOGGING["handlers"].values():
        assert {"correlation", "scrub"} <= set(handler["filters"])
    assert settings.LOGGING["filters"]["scrub"]["()"] == "core.logs.PersonalDataFilter"


def test_the_worker_writes_its_log_by_the_same_settings():
    """Celery replaces the handlers of the root logger unless somebody answers this signal."""
    assert setup_logging.receivers != []


def test_a_task_logs_under_the_id_of_the_request_that_queued_it(log):
    logger, stream = log
    app = Celery("shop-under-test", broker="memory://", task_cls=CorrelatedTask, set_as_current=False)
    app.conf.task_always_eager = True

    @app.task(name="shop.log", shared=False)
    def write() -> None:
        logger.warning("at work")

    with correlated("request-12345678"):
        write.delay()

    assert stream.getvalue() == "WARNING [request-12345678] at work\n"
