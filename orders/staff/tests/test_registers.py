"""Registers can be looked at by those who may, and changed by nobody."""

import pytest
from django.urls import reverse

from accounts.tests.people import client_of

pytestmark = pytest.mark.django_db

REGISTERS = [
    ("core_outgoingmail", "Order staff", "Marketer"),
    ("payments_incomingevent", "Manager", "Order staff"),
    ("products_stockmovement", "Order staff", ""),
    ("products_pricechange", "Marketer", "Order staff"),
    ("core_auditentry", "Manager", "Marketer"),
]


@pytest.mark.parametrize(("name", "may", "may_not"), REGISTERS)
def test_a_register_opens_for_those_who_may_and_for_no_one_else(name, may, may_not):
    url = reverse(f"{name}_modeladmin_index")

    assert client_of(may).get(url).status_code == 200
    assert client_of(may_not).get(url).status_code == 302


@pytest.mark.parametrize(("name", "may", "may_not"), REGISTERS)
def test_nobody_adds_a_row_by_hand(name, may, may_not):
    answer = client_of("Manager").get(reverse(f"{name}_modeladmin_create"))

    assert answer.status_code in (302, 403)
