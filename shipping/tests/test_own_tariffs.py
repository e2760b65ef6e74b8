"""What the shop's own tariffs answer: a table of cases with literal sums."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from shipping.models import ClosedDay
from shipping.parcels import Parcel
from shipping.selectors import offers, quotation
from shipping.tests.factories import make_method, make_place, make_rate, make_zone

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def tariff():
    """In Bulgaria 4.90 up to 1 kg, 5.90 up to 5 kg, 9.90 up to 20 kg, then 0.55 a started kg; free from 100 up to 5 kg."""
    home = make_zone("BG")
    method = make_method(home, code="door", price="5.90", free_from="100.00")
    method.rates.update(up_to_grams=5000)
    make_rate(method, home, up_to=20_000, price="9.90", per_kg="0.55", days=(2, 4))
    make_rate(method, home, up_to=1000, price="4.90", free_from="100.00")
    return method


def price(grams=0, *, volume=0, goods="50.00", country="BG", postcode=""):
    found = offers(country, Decimal(goods), postcode=postcode, parcel=Parcel(grams, volume), now=MONDAY)
    return [offer.price for offer in found]


@pytest.mark.parametrize(
    ("grams", "volume_cm3", "goods", "due"),
    [
        (0, 0, "50.00", "4.90"),
        (1000, 0, "50.00", "4.90"),
        (1001, 0, "50.00", "5.90"),
        (5000, 0, "50.00", "5.90"),
        (5001, 0, "50.00", "9.90"),
        (20_000, 0, "50.00", "9.90"),
        # One started kilogram, two, and thirty.
        (20_001, 0, "50.00", "10.45"),
        (21_000, 0, "50.00", "10.45"),
        (21_001, 0, "50.00", "11.00"),
        (50_000, 0, "50.00", "26.40"),
        # 5 000 cm³ are charged as 1 kg, one more as more.
        (200, 5000, "50.00", "4.90"),
        (200, 5001, "50.00", "5.90"),
        (900, 110_000, "50.00", "11.00"),
        # Free from 100, but not what is heavy.
        (1000, 0, "99.99", "4.90"),
        (1000, 0, "100.00", "0.00"),
        (5000, 0, "250.00", "0.00"),
        (5001, 0, "250.00", "9.90"),
        (200, 25_001, "250.00", "9.90"),
    ],
)
def test_the_price_of_a_weight(tariff, grams, volume_cm3, goods, due):
    assert price(grams, volume=volume_cm3 * 1000, goods=goods) == [Decimal(due)]


def test_a_free_parcel_keeps_its_regular_price(tariff):
    (offer,) = offers("BG", Decimal("100.00"), parcel=Parcel(1200), now=MONDAY)

    assert (offer.price, offer.regular_price, offer.is_free) == (Decimal("0.00"), Decimal("5.90"), True)
    assert offer.free_from == Decimal("100.00")


def test_the_days_belong_to_the_step(tariff):
    (light,) = offers("BG", Decimal(1), parcel=Parcel(500), now=MONDAY)
    (heavy,) = offers("BG", Decimal(1), parcel=Parcel(15_000), now=MONDAY)

    assert light.expected == (date(2026, 11, 24), date(2026, 11, 25))
    assert heavy.expected == (date(2026, 11, 25), date(2026, 11, 27))
    assert (heavy.days_min, heavy.days_max) == (2, 4)


def test_beyond_the_last_step_without_a_price_per_kilogram_it_is_not_offered(tariff):
    tariff.rates.update(per_kg=None)

    found = quotation("BG", Decimal(50), parcel=Parcel(20_001))

    assert found.offers == ()
    (refusal,) = found.refusals
    assert (refusal.reason, refusal.limit) == ("weight", Decimal(20_000))


def test_the_volume_counts_only_where_there_is_a_divisor(tariff):
    tariff.volumetric_divisor = None
    tariff.save()

    assert price(200, volume=900_000_000) == [Decimal("4.90")]


@pytest.mark.parametrize(
    ("limit", "parcel", "goods", "reason"),
    [
        ({"goods_min": Decimal("20.00")}, Parcel(), "19.99", "worth_less"),
        ({"goods_min": Decimal("20.00")}, Parcel(), "20.00", None),
        ({"goods_max": Decimal("300.00")}, Parcel(), "300.00", None),
        ({"goods_max": Decimal("300.00")}, Parcel(), "300.01", "worth_more"),
        ({"heaviest_grams": 20_000}, Parcel(20_000), "1", None),
        ({"heaviest_grams": 20_000}, Parcel(20_001), "1", "heavy"),
        # Volumetric weight does not break a postman's back.
        ({"heaviest_grams": 20_000}, Parcel(100, 500_000_000), "1", None),
        ({"longest_mm": 600}, Parcel(100, 0, 600), "1", None),
        ({"longest_mm": 600}, Parcel(100, 0, 601), "1", "long"),
    ],
)
def test_the_limits_of_a_method(limit, parcel, goods, reason):
    make_method(make_zone("BG"), code="locker", **limit)

    found = quotation("BG", Decimal(goods), parcel=parcel)

    assert [refusal.reason for refusal in found.refusals] == ([reason] if reason else [])
    assert len(found.offers) == (0 if reason else 1)


@pytest.fixture
def islands():
    """Spain without its islands 14.90, the Balearics 24.90, nothing to the Canaries, Ceuta and Melilla."""
    nowhere = make_zone("ES", name="Canaries", postcodes="35*\n38*\n51*, 52*", position=0)
    balearics = make_zone("ES", name="Balearics", postcodes="07000-07999", position=1)
    mainland = make_zone("ES", "PT", name="Iberia", position=2)
    method = make_method(mainland, code="iberia", price="14.90")
    make_rate(method, balearics, price="24.90")
    return nowhere


@pytest.mark.parametrize(
    ("postcode", "due", "zone"),
    [
        ("28001", ["14.90"], "Iberia"),
        ("07001", ["24.90"], "Balearics"),
        ("", ["14.90"], "Iberia"),
        ("38001", [], "Canaries"),
        ("52001", [], "Canaries"),
    ],
)
def test_the_first_zone_that_takes_the_postcode_decides(islands, postcode, due, zone):
    found = quotation("ES", Decimal(50), postcode=postcode)

    assert [str(offer.price) for offer in found.offers] == due
    assert found.zone == zone
    assert [refusal.reason for refusal in found.refusals] == ([] if due else ["postcode"])


def test_where_only_some_postcodes_are_served_the_postcode_is_asked_for():
    make_method(make_zone("BG", postcodes="1000-1999"), code="bike", price="3.00")

    unknown, near, far = (quotation("BG", Decimal(9), postcode=code) for code in ("", "1504", "9000"))

    assert [refusal.reason for refusal in unknown.refusals] == ["postcode_needed"]
    assert [offer.price for offer in near.offers] == [Decimal("3.00")]
    assert [refusal.reason for refusal in far.refusals] == ["postcode"]


def test_a_method_of_another_zone_is_said_not_to_be_offered_here(islands):
    near = make_zone("ES", name="Madrid", postcodes="28*", position=1)
    make_method(near, code="bike", price="3.00", name_en="Bike")

    with translation.override("en"):
        found = quotation("ES", Decimal(50), postcode="29001")

    assert [offer.code for offer in found.offers] == ["iberia"]
    assert [(refusal.reason, refusal.name) for refusal in found.refusals] == [("no_price", "Bike")]


def test_each_place_to_collect_is_an_offer_of_its_own():
    method = make_method(
        make_zone("BG"), code="shop", kind="pickup", price="0.00", days=(0, 0), name_en="Collect"
    )
    first = make_place(method, "Шипка", sort_order=1)
    second = make_place(method, "Витоша", sort_order=0, hours_bg="сб 10–14")
    make_place(method, "Затворен", active=False)

    with translation.override("bg"):
        found = offers("BG", Decimal(9), now=MONDAY)

    assert [offer.code for offer in found] == [f"shop--{second.pk}", f"shop--{first.pk}"]
    assert {offer.method_code for offer in found} == {"shop"}
    assert [offer.name for offer in found] == ["Куриер shop, Витоша", "Куриер shop, Шипка"]
    assert found[0].place == "ул. Шипка 6, София, сб 10–14"
    assert found[0].expected == (date(2026, 11, 23), date(2026, 11, 23))


def test_a_method_whose_places_are_all_closed_is_not_offered():
    method = make_method(make_zone("BG"), code="shop", kind="pickup")
    make_place(method, active=False)

    found = quotation("BG", Decimal(9))

    assert found.offers == ()
    assert [refusal.reason for refusal in found.refusals] == ["closed"]


def test_closed_days_move_the_day_of_arrival():
    make_method(make_zone("BG"), code="door", days=(1, 2))
    ClosedDay.objects.create(day=date(2026, 11, 24), name="Инвентаризация")

    (offer,) = offers("BG", Decimal(9), now=MONDAY)

    assert offer.expected == (date(2026, 11, 25), date(2026, 11, 26))


def test_the_public_holidays_are_there_from_the_start():
    make_method(make_zone("BG"), code="door", days=(1, 1), handling_days=1)

    (offer,) = offers("BG", Decimal(9), now=datetime(2026, 12, 22, 8, 0, tzinfo=UTC))

    # Tuesday; Wednesday 23; not 24, 25 and the weekend, nor Monday 28 for the 26th on a Saturday.
    assert offer.expected == (date(2026, 12, 29), date(2026, 12, 29))
    assert (offer.days_min, offer.days_max) == (2, 2)


def test_everything_is_one_query(django_assert_num_queries, islands):
    home = make_zone("ES", name="Home", postcodes="28*")
    shop = make_method(home, code="shop", kind="pickup")
    for number in range(5):
        make_place(shop, f"Място {number}")
        make_rate(make_method(home, code=f"door-{number}"), home, up_to=number + 1, price="1.00")

    with django_assert_num_queries(1):
        found = quotation("ES", Decimal(9), postcode="28001", parcel=Parcel(3000))

    assert len(found.offers) == 10


def test_one_price_per_weight(tariff):
    home = tariff.rates.first().zone

    with pytest.raises(IntegrityError, match="shipping_one_price_per_weight"), transaction.atomic():
        make_rate(tariff, home, up_to=1000)
    make_rate(tariff, home)
    with pytest.raises(IntegrityError, match="shipping_one_price_per_weight"), transaction.atomic():
        make_rate(tariff, home)
