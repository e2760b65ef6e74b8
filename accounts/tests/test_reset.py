"""Helping somebody of the staff whose phone is gone."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.tests.people import PASSWORD, client_of, give_factor, make_person, sign_in
from core.models import AuditEntry, OutgoingMail

pytestmark = pytest.mark.django_db
ADMIN = f"/{settings.ADMIN_PATH}/"
REASON = "Phone lost; came to the office with a passport"


@pytest.fixture
def clerk() -> User:
    person = make_person("Order staff")
    give_factor(person)
    return person


def address(person: User) -> str:
    return f"{ADMIN}second-factor/{person.pk}/reset/"


def factors(person: User) -> int:
    return Authenticator.objects.filter(user=person).count()


def test_a_manager_resets_it_and_the_audit_says_why(clerk, client):
    sign_in(client, clerk)
    assert client.get(ADMIN).status_code == 200

    answer = client_of("Manager").post(address(clerk), {"reason": REASON})

    assert answer["Location"] == f"{ADMIN}users/"
    assert factors(clerk) == 0
    entry = AuditEntry.objects.get(action="accounts.reset_second_factor")
    assert (entry.actor_label, entry.object_id, entry.reason) == ("Manager", str(clerk.pk), REASON)
    assert entry.changes == {"factors": ["recovery_codes, totp", ""]}
    # The person is told, and their session is out of the admin at once
    told = OutgoingMail.objects.get()
    assert (told.kind, told.recipient) == ("account-notice", clerk.email)
    assert client.get(ADMIN)["Location"].startswith("/account/2fa/?")


def test_without_a_reason_nothing_is_reset(clerk):
    page = client_of("Manager").post(address(clerk), {"reason": " "})

    assert page.status_code == 422
    assert 'id="id_reason_error"' in page.content.decode()
    assert factors(clerk) == 2


@pytest.mark.parametrize("group", ["Marketer", "Order staff"])
def test_who_has_no_right_to_it_resets_nothing(group):
    manager = make_person("Manager", email="other@vitrina.example")
    give_factor(manager)

    answer = client_of(group).post(address(manager), {"reason": REASON})

    assert answer["Location"] == ADMIN
    assert factors(manager) == 2


def test_a_stranger_is_sent_to_the_door(client, clerk):
    for somebody in (client, client_of()):
        assert somebody.post(address(clerk), {"reason": REASON})["Location"].startswith(f"{ADMIN}login/")
    assert factors(clerk) == 2


def test_nobody_resets_their_own(client):
    manager = make_person("Manager")
    give_factor(manager)
    sign_in(client, manager)

    assert client.post(address(manager), {"reason": REASON})["Location"] == ADMIN
    assert factors(manager) == 2


def test_a_manager_does_not_reset_an_administrator_but_another_administrator_does(client):
    boss = User.objects.create_superuser("boss@vitrina.example", PASSWORD)
    give_factor(boss)
    client_of("Manager").post(address(boss), {"reason": REASON})
    assert factors(boss) == 2

    sign_in(client, User.objects.create_superuser("other@vitrina.example", PASSWORD))
    client.post(address(boss), {"reason": REASON})

    assert factors(boss) == 0


def test_the_list_of_users_offers_it_to_who_may(clerk, client):
    assert address(clerk) in client_of("Manager").get(f"{ADMIN}users/").content.decode()


def test_the_command_helps_when_nobody_else_can(clerk, capsys):
    call_command(
        "reset_second_factor", "CLERK@vitrina.example".replace("CLERK", "order-staff"), "--reason", REASON
    )

    assert factors(clerk) == 0
    assert AuditEntry.objects.get().actor_label == "manage.py reset_second_factor"
    with pytest.raises(CommandError, match="Nobody signs in as"):
        call_command("reset_second_factor", "nobody@vitrina.example", "--reason", REASON)
