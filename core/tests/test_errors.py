"""Every page for something that went wrong: its status, the shop's look, both languages."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from core.views import errors
from core.views.errors import gone, too_many_requests

pytestmark = pytest.mark.django_db
real_urls = import_module(settings.ROOT_URLCONF)


def raising(error: Exception):
    def view(request):
        raise error

    return view


urlpatterns = [
    path("broken-400/", raising(SuspiciousOperation("no"))),
    path("broken-403/", raising(PermissionDenied("no"))),
    path("broken-410/", gone),
    path("broken-429/", lambda request: too_many_requests(request, retry_after=90)),
    path("broken-500/", raising(RuntimeError("order of elena@example.com"))),
    path("token-form/", lambda request: HttpResponse("sent")),
    *real_urls.urlpatterns,
]
handler400, handler403 = real_urls.handler400, real_urls.handler403
handler404, handler500 = real_urls.handler404, real_urls.handler500


@pytest.fixture
def shopper(client) -> Client:
    client.raise_request_exception = False
    with override_settings(ROOT_URLCONF=__name__):
        yield client


@pytest.mark.parametrize("status", [400, 403, 410, 429])
def test_an_error_has_its_own_page_in_the_look_of_the_shop(shopper, status):
    response = shopper.get(f"/broken-{status}/")

    html = response.content.decode()
    assert response.status_code == status
    assert f'class="error-page__code">{status}<' in html
    assert 'class="footer' in html
    assert "no-store" in response["Cache-Control"]


def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(shopper):
    bulgarian, english = shopper.get("/няма-такава/"), shopper.get("/en/nothing-here/")

    assert (bulgarian.status_code, english.status_code) == (404, 404)
    assert '<html lang="bg">' in bulgarian.content.decode()
    assert '<html lang="en">' in english.content.decode()
    assert "This page is not here" in english.content.decode()


def test_an_unforeseen_error_shows_nothing_of_its_cause_and_asks_the_database_nothing(
    shopper, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = shopper.get("/broken-500/")

    html = response.content.decode()
    assert response.status_code == 500
    assert 'class="error-page__code">500<' in html
    assert "elena@example.com" not in html
    assert "no-store" in response["Cache-Control"]


def test_a_foreign_host_gets_the_page_for_bad_requests(shopper):
    response = shopper.get("/", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert 'class="error-page__code">400<' in response.content.decode()
    assert "evil.example" not in response.content.decode()


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do():
    with override_settings(ROOT_URLCONF=__name__):
        response = Client(enforce_csrf_checks=True).post("/token-form/")

    assert response.status_code == 403
    assert 'class="error-page__code">403<' in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_waiting_is_said_to_programs_too(shopper):
    assert shopper.get("/broken-429/")["Retry-After"] == "90"


def test_every_page_of_an_error_exists_as_a_template():
    for name in ("400", "403", "403_csrf", "404", "410", "429", "500"):
        assert engines["django"].get_template(f"{name}.html").origin.name.endswith(f"templates/{name}.html")


def test_the_page_for_a_database_that_is_down_needs_no_database(rf, monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("the page asked the database")

    monkeypatch.setattr(connection, "cursor", refuse)

    assert errors.server_error(rf.get("/")).status_code == 500
    assert errors.bad_request(rf.get("/")).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00/", "/plants/a%00b/", "/en/%00", "/cart/%00", "/orders/%00/"])
def test_an_address_with_a_nul_is_not_found(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert b"<main" in answer.content
