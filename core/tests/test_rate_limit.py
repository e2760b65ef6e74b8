import threading
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from core import rate_limit
from core.models import RateLimitWindow
from core.rate_limit import RateLimited, check_rate, rate_limited

pytestmark = pytest.mark.django_db


def hit(
    identity: str = "elena@example.com", scope: str = "look-up", limit: int = 3, seconds: int = 60
) -> None:
    check_rate(scope=scope, identity=identity, limit=limit, seconds=seconds)


def later(seconds: int):
    return mock.patch.object(
        rate_limit.timezone, "now", return_value=timezone.now() + timedelta(seconds=seconds)
    )


def test_the_limit_is_the_last_try_that_passes():
    for _ in range(3):
        hit()

    with pytest.raises(RateLimited) as refusal:
        hit()
    assert 58 <= refusal.value.retry_after <= 60


def test_a_refused_try_does_not_make_the_wait_longer():
    for _ in range(3):
        hit()
    with later(40), pytest.raises(RateLimited) as refusal:
        hit()

    assert 18 <= refusal.value.retry_after <= 20


def test_after_the_window_the_count_begins_again():
    for _ in range(3):
        hit()
    with later(61):
        for _ in range(3):
            hit()
        with pytest.raises(RateLimited):
            hit()

    assert RateLimitWindow.objects.count() == 1


def test_others_and_other_scopes_are_counted_apart():
    for _ in range(3):
        hit()

    hit(identity="boris@example.com")
    hit(scope="checkout")
    # "a" + "bc" is not "ab" + "c"
    for _ in range(3):
        hit(scope="a", identity="bc")
    hit(scope="ab", identity="c")


def test_one_try_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        hit()


def test_nobody_can_read_an_identity_out_of_the_table(settings):
    hit(identity="elena@example.com")
    [window] = RateLimitWindow.objects.all()

    assert len(window.key) == 64
    assert "elena" not in window.key

    # and it is keyed: with another secret the same person has another key
    settings.SECRET_KEY = "another key " * 5
    hit(identity="elena@example.com")
    assert RateLimitWindow.objects.count() == 2


def test_the_counter_does_not_run_over(monkeypatch):
    hit()
    RateLimitWindow.objects.update(hits=1_000_000)

    with pytest.raises(RateLimited):
        hit()
    assert RateLimitWindow.objects.get().hits == 1_000_000


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_are_all_counted():
    """Twelve threads try at the same moment; exactly the limit passes."""
    together = threading.Barrier(12)
    passed: list[bool] = []

    def attempt():
        try:
            together.wait(10)
            hit(limit=5)
            passed.append(True)
        except RateLimited:
            passed.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(passed) == [False] * 7 + [True] * 5


def test_a_limited_view_answers_429_in_the_look_of_the_shop(client, settings):
    calls = []

    @rate_limited("view", limit=1, seconds=90)
    def view(request):
        calls.append(request.method)
        return HttpResponse("done")

    factory = RequestFactory()
    assert view(factory.post("/")).status_code == 200
    refused = view(factory.post("/"))

    assert refused.status_code == 429
    assert 88 <= int(refused["Retry-After"]) <= 90
    assert 'class="error-page__code">429<' in refused.content.decode()
    assert "no-store" in refused["Cache-Control"]
    # reading is not counted, another address is
    assert view(factory.get("/")).status_code == 200
    assert view(factory.post("/", REMOTE_ADDR="203.0.113.9")).status_code == 200
    assert calls == ["POST", "GET", "POST"]
