"""The cast of the staff tests: one person of each group, and a stranger."""

import base64
import secrets
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import Group
from django.test import Client

from accounts.factor import mark_passed, needs_factor
from accounts.models import User

PASSWORD = "a long enough password"


def make_person(group: str = "", *, email: str = "") -> User:
    """Return a person of the group ("Marketer", "Order staff", "Manager"), or one of no group at all."""
    address = email or f"{(group or 'stranger').lower().replace(' ', '-')}@vitrina.example"
    person = User.objects.create_user(address, PASSWORD, first_name=group or "Stranger")
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


def give_factor(person: User, secret: str = "") -> str:
    """Set up an app for codes and recovery codes, confirm the address, and return the app's secret."""
    secret = secret or base64.b32encode(secrets.token_bytes(20)).decode()
    EmailAddress.objects.get_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def code_of(secret: str) -> str:
    """Return what the app shows now."""
    _before, counter, _after = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client: Client, person: User) -> None:
    """Sign the person in; whoever opens the admin has passed a second factor as well."""
    client.force_login(person)
    if not needs_factor(person):
        return
    app = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if app is None:
        app = TOTP.activate(person, base64.b32encode(secrets.token_bytes(20)).decode()).instance
    session = client.session
    mark_passed(SimpleNamespace(session=session), app)
    session.save()


def client_of(group: str = "") -> Client:
    """Return a browser in which a person of the group is signed in, with a second factor where one is needed."""
    client = Client()
    sign_in(client, make_person(group))
    return client
