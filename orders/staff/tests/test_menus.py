"""What each group finds in the menu of the admin, and what it can open."""

import pytest
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse
from wagtail.admin.menu import Menu, admin_menu

from accounts.tests.people import client_of, make_person
from products.tests.factories import make_site

pytestmark = pytest.mark.django_db


def items(menu: Menu, request, above: str = "") -> set[str]:
    """Return the menu as paths of names: "settings/users"."""
    found = set()
    for item in menu.menu_items_for_request(request):
        found.add(above + item.name)
        if hasattr(item, "menu"):
            found |= items(item.menu, request, f"{above}{item.name}/")
    return found


def menu_of(group: str) -> set[str]:
    # The view sets put their items into the menu when the addresses are read.
    request = RequestFactory().get(reverse("wagtailadmin_home"))
    request.user = make_person(group)
    return items(admin_menu, request)


def tops(found: set[str]) -> set[str]:
    return {name for name in found if "/" not in name}


def test_the_clerk_finds_orders_products_and_registers_and_no_pages():
    found = menu_of("Order staff")

    assert tops(found) == {"orders", "products", "imports", "registers", "help"}
    assert {"registers/mails", "registers/stock-movements"} <= found
    assert not any(name.startswith("help/whats-new") for name in found)


def test_the_marketer_finds_pages_products_and_pictures_and_no_orders():
    found = menu_of("Marketer")

    assert {"explorer", "products", "images", "documents", "reports", "settings"} <= tops(found)
    assert "orders" not in found
    assert {"promotions", "customer-groups"} <= tops(found)
    assert {name for name in found if name.startswith("settings/")} == {"settings/redirects"}


def test_the_manager_finds_everything_but_what_belongs_to_the_superuser():
    found = menu_of("Manager")

    assert {"explorer", "orders", "products", "images", "documents", "registers", "settings"} <= tops(found)
    inside = {name.removeprefix("settings/") for name in found if name.startswith("settings/")}
    assert {"users", "redirects", "delivery-zones", "delivery-methods", "vat-rates"} <= inside
    assert not inside & {"groups", "sites", "locales", "collections", "workflows", "workflow-tasks"}


SCREENS = {
    "orders": "orders:index",
    "products": "products:index",
    "pictures": "wagtailimages:index",
    "pages": "wagtailadmin_explore_root",
    "users": "wagtailusers_users:index",
    "groups": "wagtailusers_groups:index",
    "sites": "wagtailsites:index",
    "VAT": "wagtailsnippets_taxes_vatrate:list",
    "delivery": "wagtailsnippets_shipping_deliverymethod:list",
}
OPEN = {
    "Order staff": {"orders", "products"},
    "Marketer": {"products", "pictures", "pages"},
    "Manager": {"orders", "products", "pictures", "pages", "users", "VAT", "delivery"},
    "": set(),
}


@pytest.mark.parametrize("group", OPEN)
def test_an_address_typed_by_hand_opens_no_more_than_the_menu(group):
    make_site()
    client = client_of(group)

    opened = {name for name, url in SCREENS.items() if client.get(reverse(url)).status_code == 200}

    assert opened == OPEN[group]


@pytest.mark.parametrize(("group", "may"), [("Marketer", True), ("Manager", True), ("Order staff", False)])
def test_pages_are_edited_by_those_who_write(group, may):
    home = make_site().home

    answer = client_of(group).get(reverse("wagtailadmin_pages:edit", args=[home.pk]))

    assert (answer.status_code == 200) is may


@pytest.mark.parametrize(("group", "may"), [("Marketer", False), ("Manager", True), ("Order staff", False)])
def test_the_shop_s_own_data_belong_to_the_manager(group, may):
    site = make_site().site

    answer = client_of(group).get(reverse("wagtailsettings:edit", args=["core", "shopsettings", site.pk]))

    assert (answer.status_code == 200) is may


def test_django_s_own_admin_is_not_there():
    with pytest.raises(NoReverseMatch):
        reverse("admin:index")
    assert Client().get("/django-admin/").status_code == 404


def test_the_front_door_carries_the_name_of_the_shop():
    make_site()

    page = Client().get(reverse("wagtailadmin_login"), follow=True).content.decode()

    assert "Vitrina" in page
    assert "Sign in to Wagtail" not in page
