"""The first screen of the admin and the years behind it."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import sign_in
from core.models import OssMode, ShopSettings
from products.tests.factories import make_site
from taxes.models import NumberCheck, OssTurnover

pytestmark = pytest.mark.django_db


def client_of(group):
    user = User.objects.create_user(email="staff@example.com", password="a-long-password")
    user.groups.add(Group.objects.get(name=group))
    UserProfile.objects.create(user=user, preferred_language="en")
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def year():
    make_site()
    return timezone.localdate().year


def set_mode(mode):
    shop = ShopSettings.for_site(make_site().site)
    shop.oss_mode = mode
    shop.save()


def home(client):
    return client.get(reverse("wagtailadmin_home")).content.decode()


@pytest.mark.parametrize(
    "net, mode, words",
    [
        ("100.00", OssMode.OFF, "of €10,000.00 up to which our own VAT may be charged"),
        ("8000.00", OssMode.OFF, "The threshold is near. Register for the one-stop shop (OSS) in time."),
        ("10000.01", OssMode.OFF, "change the setting under Settings, Shop"),
        ("10000.01", OssMode.THRESHOLD, "new orders carry the VAT of the country of delivery"),
    ],
)
def test_the_manager_sees_how_near_the_threshold_is(year, net, mode, words):
    set_mode(mode)
    OssTurnover.objects.create(year=year, net=Decimal(net) - 50, other_net=Decimal("50.00"))

    body = home(client_of("Manager"))

    assert f"€{Decimal(net):,.2f} without VAT in {year}" in body
    assert words in body
    assert reverse("wagtailsnippets_taxes_ossturnover:list") in body


def test_last_year_counts_as_well(year):
    set_mode(OssMode.OFF)
    OssTurnover.objects.create(year=year - 1, net=Decimal("10000.01"))

    assert "the VAT of the country of delivery is due" in home(client_of("Manager"))


def test_nothing_is_said_where_nothing_counts(year):
    assert "desk-oss" not in home(client_of("Manager"))


def test_nothing_is_said_to_who_declares_everything_there(year):
    set_mode(OssMode.VOLUNTARY)
    OssTurnover.objects.create(year=year, net=Decimal("50000.00"))

    assert "desk-oss" not in home(client_of("Manager"))


@pytest.mark.parametrize("group", ["Marketer", "Order staff"])
def test_it_is_the_manager_s_business(year, group):
    OssTurnover.objects.create(year=year, net=Decimal("9000.00"))
    client = client_of(group)

    assert "desk-oss" not in home(client)
    refused = client.get(reverse("wagtailsnippets_taxes_ossturnover:list"))
    assert (refused.status_code, refused["Location"]) == (302, reverse("wagtailadmin_home"))


def test_the_manager_adds_what_was_sold_elsewhere_and_cannot_touch_what_was_counted(year):
    row = OssTurnover.objects.create(year=year, net=Decimal("1200.00"))
    client = client_of("Manager")
    address = reverse("wagtailsnippets_taxes_ossturnover:edit", args=[row.pk])

    response = client.post(address, {"year": str(year), "other_net": "300.00", "net": "1.00"})

    assert response.status_code == 302
    row.refresh_from_db()
    assert (row.net, row.other_net, row.total) == (
        Decimal("1200.00"),
        Decimal("300.00"),
        Decimal("1500.00"),
    )
    assert "1200.00" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"other_net": "-1"}, "greater than or equal to 0"),
        ({"year": "1999"}, "greater than or equal to 2021"),
    ],
)
def test_what_cannot_be_is_refused_in_words(year, wrong, words):
    client = client_of("Manager")
    typed = {"year": str(year - 1), "other_net": "300.00"} | wrong

    response = client.post(reverse("wagtailsnippets_taxes_ossturnover:add"), typed)

    assert response.status_code == 200
    assert words in response.content.decode()
    assert not OssTurnover.objects.exists()


@pytest.mark.parametrize("group, status", [("Order staff", 200), ("Manager", 200), ("Marketer", 302)])
def test_the_register_of_checks_is_read_only_and_not_for_strangers(year, group, status):
    check = NumberCheck.objects.create(
        number="DE999991005",
        state="valid",
        name="EXAMPLE TRADING",
        reference="WAPI1",
        checked_at=timezone.now(),
    )
    client = client_of(group)

    response = client.get("/admin/taxes/numbercheck/")

    assert response.status_code == status
    if status == 200:
        assert "EXAMPLE TRADING" in response.content.decode()
        inspected = client.get(f"/admin/taxes/numbercheck/inspect/{check.pk}/")
        assert "WAPI1" in inspected.content.decode()
        assert client.get(f"/admin/taxes/numbercheck/edit/{check.pk}/").status_code in (302, 403, 404)
    assert not Permission.objects.filter(codename="change_numbercheck").exists()
