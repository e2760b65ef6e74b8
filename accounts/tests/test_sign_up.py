"""From a new account to a changed password: what is mailed, and what nobody can find out."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.tests.people import PASSWORD, make_person
from accounts.tests.people import sign_in as enter
from accounts.urls import RESET_TRIES
from core.mail_forgetting import FORGOTTEN
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db
ANA = "ana@example.com"
NEW = "violet bicycle orchard"


def sign_up(client: Client, email: str = ANA, password: str = PASSWORD, prefix: str = ""):
    return client.post(f"{prefix}/account/signup/", {"email": email, "password1": password})


def link_in(mail: OutgoingMail) -> str:
    (link,) = re.findall(r"http://testserver(/\S+)", mail.body_text.partition("\n-- ")[0])
    return link


def known(email: str = ANA) -> User:
    person = make_person(email=email)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def test_a_new_account_opens_once_the_link_in_the_mail_was_used(client):
    # Given somebody who signs up
    response = sign_up(client)
    assert response["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient, mail.language) == ("account-confirm", ANA, "bg")
    # When the link is opened, nothing happens yet: programs that look through mails open links too
    link = link_in(mail)
    assert client.get(link).status_code == 200
    assert EmailAddress.objects.get().verified is False
    # But the button confirms it
    assert client.post(link)["Location"] == "/account/login/"
    assert EmailAddress.objects.get().verified is True
    # Then the password opens the account
    entered = client.post("/account/login/", {"login": ANA, "password": PASSWORD})
    assert entered["Location"] == "/account/"
    person = User.objects.get(email=ANA)
    assert (person.is_staff, person.is_superuser, person.groups.count()) == (False, False, 0)


def test_the_mail_speaks_the_language_of_the_page(client):
    sign_up(client, prefix="/en")

    mail = OutgoingMail.objects.get()
    assert (mail.language, mail.subject) == ("en", "Confirm your address")
    assert link_in(mail).startswith("/en/account/confirm-email/")


def test_a_forged_host_does_not_get_into_the_mail(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/account/signup/", {"email": ANA, "password1": PASSWORD}, headers={"host": "evil.example"})

    mail = OutgoingMail.objects.get()
    assert "evil.example" not in mail.body_text + mail.body_html
    assert "http://testserver/account/confirm-email/" in mail.body_text


def test_signing_up_with_a_known_address_gets_the_same_answer_and_its_owner_a_hint(client):
    person = known()

    response = sign_up(client, password="an entirely different one")

    assert response["Location"] == "/account/confirm-email/"
    assert User.objects.count() == 1
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("account-exists", ANA)


@pytest.mark.parametrize(
    "password, words",
    [
        ("short", "at least 12 characters"),
        ("123456789012345", "entirely numeric"),
        ("", "Choose a password."),
    ],
)
def test_a_weak_password_is_refused_beside_its_field(client, password, words):
    page = sign_up(client, password=password, prefix="/en")

    html = page.content.decode()
    assert 'id="id_password1_error"' in html
    assert words in html
    assert f'value="{ANA}"' in html
    assert (User.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_what_the_mail_said_is_forgotten_once_it_is_sent(
    client, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sign_up(client)

    (sent,) = mailoutbox
    assert sent.to == [ANA]
    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.recipient, mail.body_text) == ("sent", FORGOTTEN, "")


def test_a_forgotten_password_is_chosen_anew_and_signs_nobody_in(client):
    person = known()
    # Given the link
    assert client.post("/account/password/reset/", {"email": "Ana@example.com"})["Location"] == (
        "/account/password/reset/done/"
    )
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("account-reset", ANA)
    # When it is opened, its key leaves the address before a page is shown
    form = client.get(link_in(mail))
    assert form["Location"].endswith("-set-password/")
    saved = client.post(form["Location"], {"password1": NEW})
    # Then the password is the new one, its owner is told, and nobody is signed in
    assert saved["Location"] == "/account/password/reset/key/done/"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert "_auth_user_id" not in client.session
    assert OutgoingMail.objects.latest("pk").kind == "account-notice"
    # And the link works once
    assert client.get(link_in(mail)).status_code == 200
    assert "set-password" not in client.get(link_in(mail)).headers.get("Location", "")


def test_a_forgotten_password_of_nobody_gets_the_same_answer_and_no_mail(client):
    response = client.post("/account/password/reset/", {"email": "nobody@example.com"})

    assert response["Location"] == "/account/password/reset/done/"
    assert OutgoingMail.objects.count() == 0


def test_nobody_can_flood_a_mailbox_with_reset_links(client):
    known()
    statuses = [
        client.post("/account/password/reset/", {"email": ANA}).status_code for _ in range(RESET_TRIES + 2)
    ]

    assert set(statuses[3:]) == {429}
    assert OutgoingMail.objects.count() == 3


def test_a_client_that_asks_for_many_addresses_is_stopped(client):
    statuses = [
        client.post("/account/password/reset/", {"email": f"a{n}@example.com"}).status_code
        for n in range(RESET_TRIES + 1)
    ]

    assert statuses == [302] * RESET_TRIES + [429]


def test_the_address_changes_once_the_new_one_is_confirmed_and_the_old_one_is_told(client):
    person = known()
    client.post("/account/login/", {"login": ANA, "password": PASSWORD})

    client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})

    person.refresh_from_db()
    assert person.email == ANA
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.recipient) == ("account-confirm", "new@example.com")
    client.post(link_in(mail))
    person.refresh_from_db()
    assert person.email == "new@example.com"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
        ("new@example.com", True, True)
    ]
    told = OutgoingMail.objects.latest("pk")
    assert (told.kind, told.recipient) == ("account-notice", ANA)
    assert "new@example.com" in told.body_text


def test_changing_the_address_asks_for_the_password_when_the_sign_in_was_long_ago(client):
    enter(client, known())

    asked = client.post("/account/email/", {"email": "new@example.com", "action_add": "1"})

    assert asked["Location"] == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
    assert OutgoingMail.objects.count() == 0
    # And goes on with what was asked for
    client.post(asked["Location"], {"password": PASSWORD, "next": "/account/email/"})
    assert OutgoingMail.objects.get().recipient == "new@example.com"


def test_the_password_is_changed_with_the_present_one_only(client):
    person = known()
    enter(client, person)
    refused = client.post("/en/account/password/change/", {"oldpassword": "wrong", "password1": NEW})
    assert "This is not your present password." in refused.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)

    client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": NEW})

    person.refresh_from_db()
    assert person.check_password(NEW)
    assert OutgoingMail.objects.get().recipient == ANA
    assert client.get("/account/").status_code == 200


def test_allauth_brings_no_check_that_complains():
    call_command("check", "--fail-level", "WARNING")
