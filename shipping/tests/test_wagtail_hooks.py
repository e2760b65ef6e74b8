import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import sign_in
from shipping.models import DeliveryMethod, DeliveryRate, DeliveryZone
from shipping.tests.factories import make_method, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    user = User.objects.create_user(email="manager@example.com", password="a-long-password")
    names = ["access_admin"] + [
        f"{action}_{model}"
        for action in ("add", "change", "delete", "view")
        for model in ("deliveryzone", "deliverymethod")
    ]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    UserProfile.objects.create(user=user, preferred_language="en")
    sign_in(client, user)
    return client


def address(model, action, *args):
    return reverse(f"wagtailsnippets_shipping_{model}:{action}", args=args)


def method_form(*rates, **changed):
    fields = {
        "code": "door",
        "kind": "address",
        "name_bg": "До адрес",
        "name_en": "To your door",
        "description_bg": "",
        "description_en": "",
        "allows_cod": "on",
        "active": "on",
        "position": "0",
        "rates-TOTAL_FORMS": str(len(rates)),
        "rates-INITIAL_FORMS": "0",
        "rates-MIN_NUM_FORMS": "0",
        "rates-MAX_NUM_FORMS": "1000",
    }
    for number, rate in enumerate(rates):
        values = {
            "price": "5.90",
            "free_from": "",
            "days_min": "1",
            "days_max": "2",
            "ORDER": str(number + 1),
            "id": "",
        }
        fields |= {f"rates-{number}-{name}": value for name, value in (values | rate).items()}
    return fields | changed


def test_a_manager_adds_a_method_with_its_prices(manager):
    home, near = make_zone("BG"), make_zone("RO")

    response = manager.post(
        address("deliverymethod", "add"),
        method_form(
            {"zone": home.pk, "free_from": "100"}, {"zone": near.pk, "price": "11.90", "days_max": "5"}
        ),
    )

    assert response.status_code == 302
    rates = DeliveryRate.objects.filter(method__code="door").order_by("price")
    assert [(str(r.price), r.zone) for r in rates] == [("5.90", home), ("11.90", near)]


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"days_min": "3"}, "At most cannot be less than at least."),
        ({"free_from": "0"}, "Enter a sum above zero, or nothing; a price of 0 makes it free for all."),
        ({"price": "-1"}, "greater than or equal to 0"),
        ({"price": "abc"}, "Enter a number."),
        ({"zone": ""}, "This field is required."),
    ],
)
def test_a_wrong_price_is_refused_in_words(manager, wrong, message):
    home = make_zone("BG")

    response = manager.post(
        address("deliverymethod", "add"),
        method_form({"zone": home.pk} | wrong),
        headers={"accept-language": "en"},
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert message in html
    assert "violated" not in html
    assert not DeliveryMethod.objects.exists()


def test_two_prices_for_one_zone_are_refused(manager):
    home = make_zone("BG")

    response = manager.post(
        address("deliverymethod", "add"),
        method_form({"zone": home.pk}, {"zone": home.pk, "price": "4.00"}),
        headers={"accept-language": "en"},
    )

    html = response.content.decode()
    assert response.status_code == 200
    assert "This zone has a price already." in html
    assert not DeliveryMethod.objects.exists()


def test_a_price_can_be_replaced_by_another_for_the_same_zone(manager):
    home = make_zone("BG")
    method = make_method(home, code="door")
    old = method.rates.get()

    response = manager.post(
        address("deliverymethod", "edit", method.pk),
        method_form(
            {"zone": home.pk, "id": old.pk, "DELETE": "on"},
            {"zone": home.pk, "price": "4.90"},
            **{"rates-INITIAL_FORMS": "1"},
        ),
    )

    assert response.status_code == 302
    assert [str(rate.price) for rate in DeliveryRate.objects.all()] == ["4.90"]


def test_a_country_stands_in_one_zone(manager):
    make_zone("BG", "RO", name="Home")
    fields = {"name": "Balkans", "countries": ["GR", "RO"], "position": "1"}

    refused = manager.post(address("deliveryzone", "add"), fields)
    added = manager.post(address("deliveryzone", "add"), fields | {"countries": ["GR"]})

    assert "The zone “Home” lists some of these countries already: RO." in refused.content.decode()
    assert added.status_code == 302
    assert [c.code for c in DeliveryZone.objects.get(name="Balkans").countries] == ["GR"]


def test_lists_and_forms_open(manager):
    zone = make_zone("BG")
    method = make_method(zone)

    for model, found in (("deliveryzone", zone), ("deliverymethod", method)):
        assert manager.get(address(model, "list")).status_code == 200
        assert manager.get(address(model, "add")).status_code == 200
        assert manager.get(address(model, "edit", found.pk)).status_code == 200


def test_staff_without_the_permission_is_kept_out(client):
    clerk = User.objects.create_user(email="clerk@example.com", password="a-long-password")
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    sign_in(client, clerk)
    method = make_method(make_zone("BG"))

    response = client.post(address("deliverymethod", "delete", method.pk))

    assert response["Location"] == reverse("wagtailadmin_home")
    assert DeliveryMethod.objects.filter(pk=method.pk).exists()
