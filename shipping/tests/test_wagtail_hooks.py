from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import sign_in
from shipping.models import ClosedDay, DeliveryMethod, DeliveryRate, DeliveryZone
from shipping.tests.clock import stop_clock
from shipping.tests.factories import make_method, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    user = User.objects.create_user(email="manager@example.com", password="a-long-password")
    names = ["access_admin"] + [
        f"{action}_{model}"
        for action in ("add", "change", "delete", "view")
        for model in ("deliveryzone", "deliverymethod", "closedday")
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
        "cut_off": "14:00",
        "handling_days": "0",
        "goods_min": "",
        "goods_max": "",
        "heaviest_grams": "",
        "longest_mm": "",
        "volumetric_divisor": "5000",
        "places-TOTAL_FORMS": "0",
        "places-INITIAL_FORMS": "0",
        "places-MIN_NUM_FORMS": "0",
        "places-MAX_NUM_FORMS": "1000",
        "rates-TOTAL_FORMS": str(len(rates)),
        "rates-INITIAL_FORMS": "0",
        "rates-MIN_NUM_FORMS": "0",
        "rates-MAX_NUM_FORMS": "1000",
    }
    for number, rate in enumerate(rates):
        values = {
            "up_to_grams": "",
            "price": "5.90",
            "per_kg": "",
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
        ({"up_to_grams": "0"}, "greater than or equal to 1"),
        ({"per_kg": "0.50"}, "Say up to which weight the price holds; above it each kilogram counts."),
        ({"days_max": "61"}, "less than or equal to 60"),
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


def step(zone, weight, price, **others):
    return {"zone": zone.pk, "up_to_grams": weight, "price": price, **others}


@pytest.mark.parametrize(
    "steps, message",
    [
        ([("1000", "4.90", ""), ("1000", "5.90", "")], "This zone has a price for this weight already."),
        (
            [("5000", "4.90", ""), ("1000", "5.90", "")],
            "A heavier parcel cannot cost less than a lighter one.",
        ),
        ([("1000", "4.90", ""), ("", "4.80", "")], "A heavier parcel cannot cost less than a lighter one."),
        ([("1000", "4.90", "0.50"), ("5000", "5.90", "")], "Only the heaviest step goes on by the kilogram"),
        ([("1000", "4.90", "0.50"), ("", "5.90", "")], "Only the heaviest step goes on by the kilogram"),
    ],
)
def test_steps_that_contradict_each_other_are_refused_in_words(manager, steps, message):
    home = make_zone("BG")
    typed = [step(home, weight, price, per_kg=per_kg) for weight, price, per_kg in steps]

    response = manager.post(address("deliverymethod", "add"), method_form(*typed))

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not DeliveryMethod.objects.exists()


def test_steps_are_saved_in_any_order_and_per_zone(manager):
    home, near = make_zone("BG"), make_zone("RO")
    typed = [
        step(home, "20000", "9.90", per_kg="0.55"),
        step(home, "1000", "4.90"),
        step(near, "1000", "3.90"),
        step(home, "5000", "5.90"),
    ]

    response = manager.post(address("deliverymethod", "add"), method_form(*typed, goods_max="500"))

    assert response.status_code == 302
    rates = DeliveryRate.objects.filter(zone=home).order_by("up_to_grams")
    assert [(r.up_to_grams, str(r.price)) for r in rates] == [(1000, "4.90"), (5000, "5.90"), (20000, "9.90")]
    assert str(DeliveryMethod.objects.get().goods_max) == "500.00"


def place(name="Шипка", **changed):
    values = {
        "name_bg": name,
        "address_bg": "ул. Шипка 6",
        "hours_bg": "пн–пт",
        "active": "on",
        "ORDER": "1",
        "id": "",
    }
    values |= {"name_en": "", "address_en": "", "hours_en": ""} | changed
    return {"places-TOTAL_FORMS": "1"} | {f"places-0-{field}": value for field, value in values.items()}


@pytest.mark.parametrize(
    "changed, message",
    [
        ({"kind": "pickup"}, "Add below at least one place where it can be collected."),
        ({"kind": "address", **place()}, "Only what is collected in the shop has places: remove them below."),
        ({"goods_min": "10", "goods_max": "9.99"}, "At most cannot be less than at least."),
        ({"volumetric_divisor": "5"}, "greater than or equal to 1000"),
        ({"kind": "pickup", **place(hours_bg="")}, "This field is required."),
        ({"code": "a" * 41}, "at most 40 characters"),
        ({"cut_off": "25:00"}, "Enter a valid time."),
    ],
)
def test_a_wrong_method_is_refused_in_words(manager, changed, message):
    response = manager.post(
        address("deliverymethod", "add"), method_form({"zone": make_zone("BG").pk}, **changed)
    )

    assert response.status_code == 200
    assert message in response.content.decode()
    assert not DeliveryMethod.objects.exists()


def test_a_method_to_collect_keeps_its_places(manager):
    response = manager.post(
        address("deliverymethod", "add"),
        method_form({"zone": make_zone("BG").pk, "price": "0"}, kind="pickup", **place("Витоша")),
    )

    assert response.status_code == 302
    (kept,) = DeliveryMethod.objects.get(code="door").places.all()
    assert (kept.name_bg, kept.hours_bg, kept.active) == ("Витоша", "пн–пт", True)


@pytest.mark.parametrize(
    "mine, message",
    [
        # Home takes Bulgaria whole at 5, Islands some of Spain at 5.
        ({"countries": ["BG"], "position": "9"}, "The zone “Home” takes these countries already: BG."),
        ({"countries": ["BG"], "position": "1"}, "The zone “Home” takes these countries already: BG."),
        ({"countries": ["BG"], "position": "9", "postcodes": "90*"}, "The zone “Home” takes these countries"),
        ({"countries": ["BG"], "position": "5", "postcodes": "90*"}, "The zone “Home” takes these countries"),
        ({"countries": ["BG"], "position": "1", "postcodes": "90*"}, None),
        ({"countries": ["ES"], "position": "9"}, None),
        ({"countries": ["ES"], "position": "1"}, "would never be reached: give this zone a higher position"),
        ({"countries": ["ES"], "position": "9", "postcodes": "38*"}, None),
        ({"countries": ["RO"], "position": "1", "postcodes": "4000-123"}, "“4000-123” cannot be read."),
        ({"countries": ["RO", "FR"], "position": "1", "postcodes": "35*"}, "within one country only"),
    ],
)
def test_zones_may_share_a_country_while_each_can_be_reached(manager, mine, message):
    make_zone("BG", name="Home", position=5)
    make_zone("ES", name="Islands", position=5, postcodes="35*")

    response = manager.post(address("deliveryzone", "add"), {"name": "Mine", "postcodes": "", **mine})

    assert response.status_code == (200 if message else 302)
    assert DeliveryZone.objects.filter(name="Mine").exists() is (message is None)
    if message:
        assert message in response.content.decode()
        assert mine.get("postcodes", "") in response.content.decode(), "nothing that was typed is lost"


def test_a_zone_can_be_saved_again_as_it_is(manager):
    zone = make_zone("BG", name="Home", position=5)
    typed = {"name": "Home", "countries": ["BG"], "position": "5", "postcodes": ""}

    assert manager.post(address("deliveryzone", "edit", zone.pk), typed).status_code == 302


def test_a_manager_adds_a_closed_day_once(manager):
    typed = {"day": "2027-12-31", "name": "Инвентаризация"}

    added = manager.post(address("closedday", "add"), typed)
    again = manager.post(address("closedday", "add"), typed)

    assert added.status_code == 302
    assert again.status_code == 200
    assert "already exists" in again.content.decode()
    assert "Инвентаризация" in manager.get(address("closedday", "list")).content.decode()


def test_delivery_can_be_tried_out(manager, monkeypatch):
    stop_clock(monkeypatch, datetime(2026, 11, 26, 10, 0, tzinfo=UTC))
    home = make_zone("BG", name="Home")
    make_method(home, code="door", price="5.90", free_from="100.00", name_en="To your door", days=(1, 2))
    make_method(home, code="locker", price="3.90", name_en="Locker", longest_mm=600)
    typed = {"country": "BG", "postcode": "1504", "goods": "100", "weight": "900"}
    sides = {"length": "700", "width": "100", "height": "100"}

    html = manager.get(reverse("try-delivery"), typed | sides).content.decode()

    for words in ("Zone: Home", "To your door", "Fri 27 Nov – Mon 30 Nov", "1.4 kg", "free", "€5.90"):
        assert words in html
    assert "Locker: nothing longer than 60 cm; something in the cart is." in html


def test_trying_shows_what_is_wrong_beside_the_field_and_nothing_before(manager):
    first = manager.get(reverse("try-delivery"))
    wrong = manager.get(reverse("try-delivery"), {"country": "BG", "goods": "many", "weight": "-1"})

    assert first.status_code == 200
    assert "Not offered" not in first.content.decode()
    assert wrong.status_code == 422
    assert "Enter a number." in wrong.content.decode()
    assert 'value="many"' in wrong.content.decode()


def test_the_menu_leads_to_trying(manager):
    assert reverse("try-delivery") in manager.get(reverse("wagtailadmin_home")).content.decode()


def test_a_country_stands_in_one_zone(manager):
    make_zone("BG", "RO", name="Home")
    fields = {"name": "Balkans", "countries": ["GR", "RO"], "position": "1"}

    refused = manager.post(address("deliveryzone", "add"), fields)
    added = manager.post(address("deliveryzone", "add"), fields | {"countries": ["GR"]})

    assert "The zone “Home” takes these countries already: RO." in refused.content.decode()
    assert added.status_code == 302
    assert [c.code for c in DeliveryZone.objects.get(name="Balkans").countries] == ["GR"]


def test_lists_and_forms_open(manager):
    zone = make_zone("BG")
    method = make_method(zone)

    day = ClosedDay.objects.first()
    for model, found in (("deliveryzone", zone), ("deliverymethod", method), ("closedday", day)):
        assert manager.get(address(model, "list")).status_code == 200
        assert manager.get(address(model, "add")).status_code == 200
        assert manager.get(address(model, "edit", found.pk)).status_code == 200


def test_staff_without_the_permission_is_kept_out(client):
    clerk = User.objects.create_user(email="clerk@example.com", password="a-long-password")
    clerk.user_permissions.set(Permission.objects.filter(codename="access_admin"))
    sign_in(client, clerk)
    method = make_method(make_zone("BG"))

    day = ClosedDay.objects.first()
    for response in (
        client.post(address("deliverymethod", "delete", method.pk)),
        client.post(address("closedday", "delete", day.pk)),
        client.post(address("closedday", "add"), {"day": "2027-12-31", "name": "X"}),
        client.get(reverse("try-delivery")),
    ):
        assert response["Location"] == reverse("wagtailadmin_home")

    assert DeliveryMethod.objects.filter(pk=method.pk).exists()
    assert ClosedDay.objects.filter(pk=day.pk).exists()
    assert not ClosedDay.objects.filter(day=date(2027, 12, 31)).exists()


def test_who_manages_the_shop_may_change_closed_days():
    group = Group.objects.get(name="Manager")

    held = group.permissions.filter(content_type__app_label="shipping", codename__endswith="_closedday")

    assert sorted(held.values_list("codename", flat=True)) == [
        "add_closedday",
        "change_closedday",
        "delete_closedday",
        "view_closedday",
    ]
