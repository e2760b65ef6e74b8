"""The cast of the staff tests: one person of each group, and a stranger."""

from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User

PASSWORD = "a long enough password"


def make_person(group: str = "", *, email: str = "") -> User:
    """Return a person of the group ("Marketer", "Order staff", "Manager"), or one of no group at all."""
    address = email or f"{(group or 'stranger').lower().replace(' ', '-')}@vitrina.example"
    person = User.objects.create_user(address, PASSWORD, first_name=group or "Stranger")
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


def client_of(group: str = "") -> Client:
    """Return a browser in which a person of the group is signed in."""
    client = Client()
    client.force_login(make_person(group), backend="django.contrib.auth.backends.ModelBackend")
    return client
