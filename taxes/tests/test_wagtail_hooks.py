from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import formats, translation
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import sign_in
from taxes.models import VatRate

pytestmark = pytest.mark.django_db
GOOD = {
    "country": "BG",
    "vat_class": "standard",
    "rate": "21.00",
    "valid_from": "2027-01-01",
    "source": "State Gazette 99",
}


@pytest.fixture
def manager(client):
    user = User.objects.create_user(email="manager@example.com", password="a-long-password")
    names = ["access_admin", "add_vatrate", "change_vatrate", "delete_vatrate", "view_vatrate"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    UserProfile.objects.create(user=user, preferred_language="en")
    sign_in(client, user)
    return client


def address(action, *args):
    return reverse(f"wagtailsnippets_taxes_vatrate:{action}", args=args)


def test_a_manager_adds_a_rate(manager):
    response = manager.post(address("add"), GOOD)

    assert response.status_code == 302
    assert VatRate.objects.get(valid_from="2027-01-01").rate == 21


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"valid_from": "2026-01-01"}, "There is a rate of this country and class from that day on already."),
        ({"rate": "0"}, "The zero class, and no other, has a rate of 0."),
        ({"vat_class": "zero"}, "The zero class, and no other, has a rate of 0."),
        ({"rate": "100"}, "less than or equal to 99"),
        ({"rate": "-1"}, "greater than or equal to 0"),
        ({"country": ""}, "This field is required."),
        ({"valid_until": "2026-12-31"}, "The last day lies before the first."),
        ({"region": "azores"}, "This region does not belong to that country."),
    ],
)
def test_what_cannot_be_is_refused_in_words(manager, wrong, message):
    before = VatRate.objects.count()

    response = manager.post(address("add"), GOOD | wrong)

    assert response.status_code == 200
    assert message in response.content.decode()
    assert VatRate.objects.count() == before


def test_days_that_reach_into_each_other_are_refused_beside_the_field(manager):
    VatRate.objects.create(
        country="BG", vat_class="standard", rate=10, valid_from="2027-03-01", valid_until="2027-06-30"
    )

    into_it = manager.post(address("add"), GOOD | {"valid_from": "2027-04-01"})
    over_it = manager.post(address("add"), GOOD | {"valid_until": "2027-03-01"})

    with translation.override("en"):
        june, march = (
            formats.date_format(day, "SHORT_DATE_FORMAT") for day in (date(2027, 6, 30), date(2027, 3, 1))
        )
    into_words = f"The rate of 10.00 % is in force until {june}; begin after it, or end it earlier."
    assert into_words in into_it.content.decode()
    assert f"The rate of 10.00 % begins on {march}; end before it." in over_it.content.decode()
    assert not VatRate.objects.filter(country="BG", rate=21).exists()


def test_a_rate_of_a_region_and_with_a_last_day_is_kept(manager):
    typed = GOOD | {"country": "PT", "region": "azores", "valid_until": "2027-12-31"}

    assert manager.post(address("add"), typed).status_code == 302
    row = VatRate.objects.get(valid_from="2027-01-01")
    assert (row.region, str(row.valid_until)) == ("azores", "2027-12-31")


def test_the_list_and_the_form_open(manager):
    rate = VatRate.objects.get(country="BG", vat_class="reduced")

    assert manager.get(address("list")).status_code == 200
    assert "9.00" in manager.get(address("edit", rate.pk)).content.decode()


def test_staff_without_the_permission_is_kept_out(client):
    clerk = User.objects.create_user(email="clerk@example.com", password="a-long-password")
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    sign_in(client, clerk)

    response = client.post(address("add"), GOOD)

    assert response.status_code == 302
    assert response["Location"] == reverse("wagtailadmin_home")
    assert not VatRate.objects.filter(valid_from="2027-01-01").exists()
