"""Groups of customers in the admin."""

import pytest
from django.conf import settings

from accounts.models import CustomerGroup
from accounts.selectors import group_ids_of
from accounts.tests.people import client_of, make_person

pytestmark = pytest.mark.django_db
GROUPS = f"/{settings.ADMIN_PATH}/snippets/accounts/customergroup/"


def test_a_marketer_makes_a_group_from_addresses():
    ana = make_person(email="ana@example.com")
    boris = make_person(email="boris@example.com")

    client_of("Marketer").post(
        f"{GROUPS}add/", {"name": "Partners", "note": "", "emails": "Ana@example.com\n\n  boris@example.com "}
    )

    group = CustomerGroup.objects.get()
    assert (group.name, set(group.members.all())) == ("Partners", {ana, boris})
    assert group_ids_of(ana) == {group.pk}


def test_an_address_without_an_account_is_named_and_nothing_is_lost():
    make_person(email="ana@example.com")

    page = client_of("Marketer").post(
        f"{GROUPS}add/", {"name": "Partners", "note": "", "emails": "ana@example.com\nnobody@example.com"}
    )

    html = page.content.decode()
    assert "nobody@example.com" in html
    assert "ana@example.com" in html
    assert CustomerGroup.objects.count() == 0


def test_members_leave_when_their_line_is_taken_out():
    ana, boris = make_person(email="ana@example.com"), make_person(email="boris@example.com")
    group = CustomerGroup.objects.create(name="Partners")
    group.members.set([ana, boris])
    marketer = client_of("Marketer")
    assert "ana@example.com\nboris@example.com" in marketer.get(f"{GROUPS}edit/{group.pk}/").content.decode()

    marketer.post(
        f"{GROUPS}edit/{group.pk}/", {"name": "Partners", "note": "", "emails": "boris@example.com"}
    )

    assert list(group.members.all()) == [boris]


def test_a_name_is_given_once():
    CustomerGroup.objects.create(name="Partners")

    client_of("Marketer").post(f"{GROUPS}add/", {"name": "Partners", "note": "", "emails": ""})

    assert CustomerGroup.objects.count() == 1


def test_order_staff_and_strangers_see_no_groups():
    for group in ("Order staff", ""):
        assert client_of(group).get(GROUPS).status_code == 302
