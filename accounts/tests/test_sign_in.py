"""Signing in with a password, and guessing one. The door is the same for shoppers and staff."""

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessAttempt
from django.test import Client

from accounts.models import User
from accounts.tests.people import PASSWORD, make_person
from accounts.urls import LOGIN_TRIES
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
ANA = "ana@example.com"


def sign_in(client: Client, name: str, password: str, address: str = "203.0.113.7"):
    return client.post(LOGIN, {"login": name, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def ana() -> User:
    person = make_person(email=ANA)
    EmailAddress.objects.create(user=person, email=ANA, verified=True, primary=True)
    return person


@pytest.fixture
def guessed(client, ana) -> Client:
    """A client that has guessed five times, in different spellings of the same name."""
    for name in (ANA, "Ana@example.com", "ANA@EXAMPLE.COM") * 2:
        last = sign_in(client, name, "wrong")
        if last.status_code == 429:
            break
    assert last.status_code == 429
    return client


def test_a_shopper_signs_in_and_sees_the_account(client, ana):
    response = sign_in(client, "Ana@Example.com", PASSWORD)

    assert (response.status_code, response["Location"]) == (302, "/account/")
    assert ANA in client.get("/account/").content.decode()


def test_who_was_sent_to_the_door_comes_back_to_where_they_were(client, ana):
    asked = client.get("/en/account/addresses/")
    assert asked["Location"] == "/en/account/login/?next=/en/account/addresses/"

    response = client.post(
        asked["Location"], {"login": ANA, "password": PASSWORD, "next": "/en/account/addresses/"}
    )

    assert response["Location"] == "/en/account/addresses/"


def test_the_door_leads_to_no_other_site(client, ana):
    response = client.post(LOGIN, {"login": ANA, "password": PASSWORD, "next": "https://evil.example/"})

    assert response["Location"] == "/account/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, ana):
    wrong = sign_in(client, ANA, "wrong").content.decode()
    unknown = sign_in(client, "nobody@example.com", "wrong").content.decode()

    words = "E-mail and password do not belong together"
    english = client.post("/en/account/login/", {"login": ANA, "password": "wrong"}).content.decode()
    assert words in english
    assert (
        wrong.replace(ANA, "").split("csrfmiddlewaretoken")[0]
        == unknown.replace("nobody@example.com", "").split("csrfmiddlewaretoken")[0]
    )
    assert ANA in wrong


def test_an_address_that_is_not_confirmed_gets_a_mail_and_not_in(client):
    make_person(email=ANA)

    response = sign_in(client, ANA, PASSWORD)

    assert response["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    assert OutgoingMail.objects.get().kind == "account-confirm"


def test_a_closed_account_does_not_open(client, ana):
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert sign_in(client, ANA, PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_the_page_is_429_in_the_look_of_the_shop(client, ana):
    statuses = [sign_in(client, ANA, "wrong").status_code for _ in range(5)]
    locked = sign_in(client, ANA, "wrong")

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert 'class="error-page__code">429<' in locked.content.decode()
    assert locked["Retry-After"] == "3600"
    assert ANA not in locked.content.decode()


def test_a_locked_name_does_not_get_in_with_the_right_password_either(guessed):
    assert sign_in(guessed, ANA, PASSWORD).status_code == 429
    assert "_auth_user_id" not in guessed.session


def test_the_same_name_from_another_address_is_not_locked(guessed):
    """Else anybody could lock the manager out of the shop."""
    assert sign_in(guessed, ANA, PASSWORD, address="198.51.100.1").status_code == 302


def test_another_name_from_the_same_address_is_not_locked(guessed):
    other = make_person(email="boris@example.com")
    EmailAddress.objects.create(user=other, email=other.email, verified=True, primary=True)

    assert sign_in(guessed, "boris@example.com", PASSWORD)["Location"] == "/account/"


def test_an_address_that_tries_many_names_is_stopped(client, ana):
    statuses = [sign_in(client, f"guess{n}@example.com", "wrong").status_code for n in range(LOGIN_TRIES + 1)]

    assert statuses == [200] * LOGIN_TRIES + [429]
    assert sign_in(client, ANA, PASSWORD).status_code == 429
    assert sign_in(client, ANA, PASSWORD, address="198.51.100.1").status_code == 302


def test_a_success_forgets_the_slips_before_it(client, ana):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, ANA, "wrong")
        assert sign_in(client, ANA, PASSWORD).status_code == 302
        client.logout()


def test_the_address_that_counts_is_the_one_that_our_proxy_saw(client, ana, settings):
    settings.TRUSTED_PROXIES = 1
    client.post(
        LOGIN,
        {"login": ANA, "password": "wrong"},
        REMOTE_ADDR="10.0.0.2",
        headers={"x-forwarded-for": "1.2.3.4, 198.51.100.9"},
    )

    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.ip_address) == (ANA, "198.51.100.9")
    assert "wrong" not in attempt.post_data


def test_signing_out_is_a_form_and_ends_the_session(client, ana):
    sign_in(client, ANA, PASSWORD)

    assert client.get("/account/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    assert client.post("/account/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "address", ["/account/", "/account/addresses/", "/account/orders/", "/account/email/", "/account/2fa/"]
)
def test_pages_of_an_account_are_nobody_elses_and_no_cache_keeps_them(client, ana, address):
    asked = client.get(address)
    assert asked["Location"] == f"{LOGIN}?next={address}"
    sign_in(client, ANA, PASSWORD)

    page = client.get(address)

    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(client):
    page = client.post("/en/account/login/", {"login": "ana@", "password": ""}).content.decode()

    assert 'id="id_login_error"' in page
    assert "Enter an e-mail address such as name@example.com." in page
    assert "Enter your password." in page
    assert 'value="ana@"' in page
