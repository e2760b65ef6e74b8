"""Reports to Sentry, caught by a transport of our own: nothing leaves the process."""

import logging

import pytest
import sentry_sdk
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.test.client import MULTIPART_CONTENT
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from sentry_sdk.transport import Transport

from core.correlation import HEADER
from core.error_reports import start_error_reports

NAME, STREET = "Елена Петрова", "бул. Витоша 1"


@csrf_exempt
def broken(request, token):
    contact = {"name": request.POST.get("name"), "street": request.POST.get("street")}
    logging.getLogger("shop").warning("about to fail for %s", request.POST.get("email"))
    raise RuntimeError(
        f"cannot place the order of {request.POST['email']} {request.POST['phone']}", len(contact)
    )


def fine(request):
    return HttpResponse("fine")


urlpatterns = [path("orders/<str:token>/", broken), path("fine/", fine)]
handler500 = "core.views.errors.server_error"


class Caught(Transport):
    """Keeps the envelopes instead of sending them."""

    def __init__(self) -> None:
        super().__init__()
        self.envelopes = []

    def capture_envelope(self, envelope) -> None:
        self.envelopes.append(envelope)


@pytest.fixture
def reports():
    transport = Caught()
    start_error_reports(
        dsn="https://public@sentry.example/1", environment="test", release="1.2.3", transport=transport
    )
    yield transport.envelopes
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(None)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_report_says_what_broke_and_not_for_whom(reports):
    """Through the real WSGI handler: the test client would not pass the place where Sentry reads the request."""
    request = RequestFactory().post(
        "/orders/0d5f4a539f27~1x2y3z~AbCdEf/?q=elena@example.com",
        {"email": "elena@example.com", "phone": "+359 888 123 456", "name": NAME, "street": STREET},
        headers={
            HEADER: "request-12345678",
            "accept-language": "bg",
            "authorization": "Bearer abcdefgh12345678",
            "cookie": "sessionid=a-session-that-is-a-secret",
        },
        REMOTE_ADDR="203.0.113.7",
    )

    statuses = []
    response = WSGIHandler()(request.environ, lambda status, headers: statuses.append(status))
    response.close()

    assert statuses == ["500 Internal Server Error"]
    [envelope] = reports
    event = envelope.get_event()
    [error] = event["exception"]["values"]
    assert error["type"] == "RuntimeError"
    assert error["value"].startswith("('cannot place the order of [e-mail] [phone]'")
    assert error["stacktrace"]["frames"][-1]["function"] == "broken"
    assert event["tags"]["correlation_id"] == "request-12345678"
    assert (event["environment"], event["release"]) == ("test", "1.2.3")
    assert event["request"] == {
        "method": "POST",
        "url": "http://testserver/orders/[link]/",
        "headers": {"Accept-Language": "bg", "Content-Type": MULTIPART_CONTENT},
    }
    everything = envelope.serialize().decode()
    for secret in (
        *("elena@example.com", "888 123", NAME, STREET, "203.0.113.7", "abcdefgh12345678"),
        *("a-session-that-is-a-secret", "1x2y3z~AbCdEf"),
    ):
        assert secret not in everything
        assert secret.encode("unicode_escape").decode() not in everything


def test_an_error_in_the_log_is_reported_without_personal_data(reports):
    logging.getLogger("shop").error("refund for %s failed", "elena@example.com", extra={"contact": NAME})

    [envelope] = reports
    assert envelope.get_event()["logentry"]["message"] == "refund for [e-mail] failed"
    everything = envelope.serialize().decode()
    assert "elena@example.com" not in everything
    assert NAME.encode("unicode_escape").decode() not in everything
    assert NAME not in everything


@override_settings(ROOT_URLCONF=__name__)
def test_without_a_dsn_nothing_is_reported(client):
    client.raise_request_exception = False

    assert client.get("/fine/").status_code == 200
    assert not sentry_sdk.get_client().is_active()
