"""Setting up a second factor, keeping it, and the codes for the day on which it is gone."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User
from accounts.tests.people import PASSWORD, code_of, give_factor, make_person, sign_in
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db
ADMIN = f"/{settings.ADMIN_PATH}/"
CODES = re.compile(r"<li><code>(\d{8})</code></li>")


def confirmed(group: str) -> User:
    person = make_person(group)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def marketer(client) -> User:
    """A member of staff without a second factor, who has just given the password."""
    person = confirmed("Marketer")
    client.post("/account/login/", {"login": person.email, "password": PASSWORD, "next": ADMIN})
    return person


def add_passkey(person: User, name: str = "Phone") -> Authenticator:
    return Authenticator.objects.create(user=person, type="webauthn", data={"name": name, "credential": {}})


def test_staff_without_a_factor_is_led_to_set_one_up_and_sees_nothing_else(client, marketer):
    asked = client.get(ADMIN)
    assert asked["Location"] == f"/account/2fa/?next=%2F{settings.ADMIN_PATH}%2F"
    page = client.get("/en" + asked["Location"]).content.decode()
    assert "Set up one of the two. Until then, the admin stays closed." in page
    assert 'href="/en/account/2fa/totp/activate/"' in page
    assert 'href="/en/account/2fa/webauthn/add/"' in page
    assert client.get(f"{ADMIN}pages/").status_code == 302


def test_an_app_is_set_up_the_codes_are_shown_once_and_the_admin_opens(client, marketer):
    form = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"data-totp-key>([A-Z2-7]+)<", form)[1]
    assert 'src="data:image/svg+xml;base64,' in form

    saved = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})

    assert saved["Location"] == "/account/2fa/recovery-codes/"
    codes = CODES.findall(client.get("/account/2fa/recovery-codes/").content.decode())
    assert len(set(codes)) == 10
    again = client.get("/account/2fa/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)
    assert client.get(ADMIN).status_code == 200
    assert client.get("/account/2fa/recovery-codes/download/").status_code == 403


def test_a_wrong_code_sets_nothing_up(client, marketer):
    form = client.get("/en/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"data-totp-key>([A-Z2-7]+)<", form)[1]
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"

    page = client.post("/en/account/2fa/totp/activate/", {"code": wrong}).content.decode()

    assert "This code is not right" in page
    # The same picture: whoever mistyped does not scan again
    assert secret in page
    assert Authenticator.objects.count() == 0
    assert client.get(ADMIN).status_code == 302


def test_new_codes_end_the_old_ones(client):
    person = confirmed("Marketer")
    give_factor(person)
    sign_in(client, person)
    old = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()

    client.post("/account/2fa/recovery-codes/generate/")
    new = CODES.findall(client.get("/account/2fa/recovery-codes/").content.decode())

    assert len(new) == 10
    assert not set(old) & set(new)


def test_staff_does_not_remove_its_only_factor(client):
    person = confirmed("Marketer")
    give_factor(person)
    sign_in(client, person)

    page = client.get("/en/account/2fa/totp/deactivate/").content.decode()
    client.post("/en/account/2fa/totp/deactivate/")

    assert "so it must keep a second factor" in page
    assert Authenticator.objects.filter(user=person, type="totp").exists()
    assert client.get(ADMIN).status_code == 200


def test_staff_does_not_remove_its_only_passkey(client, marketer):
    """allauth itself does not ask for passkeys."""
    passkey = add_passkey(marketer)
    client.get("/account/")
    session_passes(client, marketer, passkey)

    answer = client.post(f"/account/2fa/webauthn/keys/{passkey.pk}/remove/")

    assert answer["Location"] == "/account/2fa/"
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert client.get(ADMIN).status_code == 200


def session_passes(client, person: User, authenticator: Authenticator) -> None:
    session = client.session
    session["account_authentication_methods"] = [
        *session["account_authentication_methods"],
        {"method": "mfa", "at": 9e9, "id": authenticator.pk, "type": authenticator.type},
    ]
    session.save()


def test_with_a_second_one_the_first_can_go(client):
    person = confirmed("Marketer")
    give_factor(person)
    passkey = add_passkey(person)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    sign_in(client, person)
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/"})

    assert client.post(f"/account/2fa/webauthn/keys/{passkey.pk}/remove/")["Location"] == "/account/2fa/"

    assert list(
        Authenticator.objects.filter(user=person).order_by("type").values_list("type", flat=True)
    ) == [
        "recovery_codes",
        "totp",
    ]


def test_a_strangers_passkey_is_not_found(client):
    other = add_passkey(make_person("Manager"))
    person = confirmed("Marketer")
    give_factor(person)
    sign_in(client, person)

    assert client.post(f"/account/2fa/webauthn/keys/{other.pk}/remove/").status_code == 404
    assert client.post(f"/account/2fa/webauthn/keys/{other.pk}/edit/", {"name": "x"}).status_code == 404


def test_a_shopper_may_remove_theirs(client):
    person = confirmed("")
    secret = give_factor(person)
    client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert client.post("/account/2fa/totp/deactivate/")["Location"] == "/account/2fa/"

    assert Authenticator.objects.filter(user=person).count() == 0


def test_the_admins_own_account_page_leads_to_the_factor(client):
    person = confirmed("Marketer")
    sign_in(client, person)

    assert 'href="/account/2fa/"' in client.get(f"{ADMIN}account/").content.decode()
    # Saving the page with that panel on it goes on working
    assert client.post(f"{ADMIN}account/", {"locale-preferred_language": "en"}).status_code == 200


def test_new_factors_are_told_by_mail(client, marketer, django_capture_on_commit_callbacks):
    form = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"data-totp-key>([A-Z2-7]+)<", form)[1]

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/account/2fa/totp/activate/", {"code": code_of(secret)})

    assert OutgoingMail.objects.get(kind="account-notice").subject == "An app for codes was set up"
