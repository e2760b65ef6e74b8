import pytest
from django.core.cache import cache
from django.db import connection
from django.db.utils import OperationalError

from core.tests.mail_server import free_port
from core.tests.test_queue import make_app
from core.views import health


def test_a_process_that_answers_is_up_whatever_else_is_down(client):
    """Without the database mark, any query here would be an error."""
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_means_that_database_cache_and_queue_work(client, monkeypatch, postgres_broker):
    monkeypatch.setattr(health, "current_app", make_app(postgres_broker))

    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok", "queue": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "scheme", ["redis://127.0.0.1:{port}/0", "sqla+postgresql+psycopg://x@127.0.0.1:{port}/b"]
)
def test_a_queue_that_is_down_is_named_soon(client, monkeypatch, scheme):
    monkeypatch.setattr(health, "current_app", make_app(scheme.format(port=free_port())))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"status": "down", "database": "ok", "cache": "ok", "queue": "down"}


@pytest.mark.django_db
def test_a_cache_that_forgets_is_named(client, monkeypatch):
    monkeypatch.setattr(cache, "set", lambda *args: None)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["cache"] == "down"


@pytest.mark.django_db
def test_a_database_that_is_down_is_named_without_details(client, monkeypatch):
    def refuse():
        raise OperationalError("connection to server at 10.0.0.5 failed: password of shop")

    monkeypatch.setattr(connection, "cursor", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "down"
    assert b"10.0.0.5" not in response.content


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/en/healthz", "/en/readyz"])
@pytest.mark.django_db
def test_health_has_one_address_without_language(client, path):
    assert client.get(path, follow=True).status_code == 404


def test_a_probe_may_call_by_the_number_of_the_machine(client):
    assert client.get("/healthz", headers={"host": "10.0.0.9:8000"}).status_code == 200
    assert client.get("/cart/", headers={"host": "10.0.0.9:8000"}).status_code == 400
