"""What every answer carries to protect shopper and staff."""

import re

import pytest
from django.conf import settings
from django.test import Client

from accounts.tests.people import code_of, give_factor
from core.correlation import HEADER

pytestmark = pytest.mark.django_db
ADMIN = f"/{settings.ADMIN_PATH}/"


def policy(response) -> dict[str, list[str]]:
    """The content security policy as a mapping of directive to sources."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


def test_the_shop_runs_no_script_and_no_style_but_its_own(client):
    directives = policy(client.get("/cart/"))

    assert directives["default-src"] == ["'self'"]
    assert directives["script-src"] == ["'self'"]
    assert directives["style-src"] == ["'self'"]
    assert directives["object-src"] == ["'none'"]
    assert directives["base-uri"] == ["'self'"]
    assert directives["frame-ancestors"] == ["'self'"]


def test_forms_may_lead_to_the_card_page_and_nowhere_else(client, settings):
    assert policy(client.get("/cart/"))["form-action"] == ["'self'", settings.STRIPE_CARD_PAGE_ORIGIN]
    assert settings.STRIPE_CARD_PAGE_ORIGIN == "http://127.0.0.1:9"


def test_the_admin_alone_may_run_inline_scripts(client):
    directives = policy(client.get(f"{ADMIN}login/"))

    assert directives["script-src"] == ["'self'", "'unsafe-inline'"]
    assert directives["style-src"] == ["'self'", "'unsafe-inline'"]
    assert directives["object-src"] == ["'none'"]


@pytest.mark.parametrize("path", [f"/en{ADMIN}", f"/cart{ADMIN}", f"/{settings.ADMIN_PATH}istration/"])
def test_an_address_that_only_looks_like_the_admin_stays_strict(client, path):
    assert policy(client.get(path))["script-src"] == ["'self'"]


@pytest.mark.parametrize("path", ["/cart/", "/checkout/", "/nothing-here/", f"{ADMIN}login/", "/healthz"])
def test_every_answer_carries_the_quiet_headers(client, path):
    response = client.get(path)

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{32}", response[HEADER])


@pytest.mark.parametrize("path", ["/cart/", "/nothing-here/", "/en/search/?q=a"])
def test_no_page_of_the_shop_holds_inline_code(client, path):
    html = client.get(path).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", html)
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=", html)


def test_a_request_keeps_the_id_that_its_caller_gave_it(client):
    assert client.get("/healthz", headers={HEADER: "proxy-0123456789"})[HEADER] == "proxy-0123456789"


@pytest.mark.parametrize(
    "forged", ["short", "x" * 65, "a b c d e f g h", "line\nbreak-12345678", "<script>12345678"]
)
def test_an_id_that_could_do_harm_is_replaced(client, forged):
    assert re.fullmatch(r"[0-9a-f]{32}", client.get("/healthz", headers={HEADER: forged})[HEADER])


def test_the_cookies_of_session_and_token_are_out_of_reach_for_scripts(client, manager):
    give_factor(manager)
    client.get("/account/login/")
    token = client.cookies["csrftoken"]
    client.post("/account/login/", {"login": "manager@example.com", "password": "a long enough password"})
    session = client.cookies["sessionid"]

    assert (session["httponly"], session["samesite"]) == (True, "Lax")
    assert (token["httponly"], token["samesite"]) == (True, "Lax")


@pytest.fixture
def encrypted(settings):
    """What production adds; test_settings.py shows that it does."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"


def test_an_open_connection_is_sent_to_the_encrypted_one(client, encrypted):
    response = client.get("/cart/")

    assert (response.status_code, response["Location"]) == (301, "https://testserver/cart/")
    assert client.get("/healthz").status_code == 200


def test_browsers_are_told_to_stay_with_encryption(client, encrypted):
    response = client.get("/cart/", secure=True)

    assert response["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"


def test_staff_sign_in_with_the_cookies_of_production(encrypted, manager):
    """A __Host- cookie is only kept when it is secure, for every path, and without a domain."""
    secret = give_factor(manager)
    client = Client(enforce_csrf_checks=True)
    form = client.get("/account/login/", secure=True)
    fields = {"login": "manager@example.com", "password": "a long enough password"}
    origin = {"origin": "https://testserver"}

    refused = client.post("/account/login/", fields, secure=True, headers=origin)
    token = {"csrfmiddlewaretoken": str(form.context["csrf_token"])}
    accepted = client.post("/account/login/", {**fields, **token}, secure=True, headers=origin)

    assert (refused.status_code, accepted.status_code) == (403, 302)
    step = client.get(accepted["Location"], secure=True)
    code = {"code": code_of(secret), "csrfmiddlewaretoken": str(step.context["csrf_token"])}
    client.post(accepted["Location"], code, secure=True, headers=origin)
    for name in ("__Host-sessionid", "__Host-csrftoken"):
        cookie = client.cookies[name]
        assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    assert client.get(f"{ADMIN}account/", secure=True).status_code == 200
