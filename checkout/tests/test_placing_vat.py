"""What an order keeps of its VAT: treatment, ground, company, the answer of VIES; and the threshold of the one-stop shop."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from checkout.business import company_for
from checkout.errors import CartChanged
from checkout.services.business import confirm_vat_number, set_vat_number
from checkout.tests.factories import make_cart, make_contact, make_shop, place
from core.models import OssMode, OutgoingMail, ShopSettings
from orders.drafts import Company
from orders.models import Order
from orders.services.turnover import recount
from products.tests.factories import make_sellable
from shipping.tests.factories import make_method, make_zone
from taxes.models import NumberCheck, OssTurnover
from taxes.numbers import NumberUnreadable
from tools.vies.numbers import german
from tools.vies.testing import running_vies

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with running_vies() as running:
        yield running


@pytest.fixture
def vies(server, settings):
    cache.clear()
    settings.VIES_API_BASE = server.base
    server.asked.clear()
    return server


@pytest.fixture
def shop(vies):
    settings = make_shop(vat_number="BG175074752", staff_email="staff@example.com", cod_fee=Decimal("0.00"))
    make_method(make_zone("DE", "FI", "ES", "GB", position=2), code="far", position=3, price="12.00")
    return settings


def abroad(country="DE", postcode="10115", **changed):
    return {
        "contact": make_contact(country=country, postcode=postcode),
        "delivery_code": "far",
        "payment_method": "cod",
        **changed,
    }


def cart_for(country="DE", price="120.00", **attributes):
    return make_cart((make_sellable(price=price), 1), country=country, **attributes)


def with_number(shop, code, **attributes):
    cart = cart_for(**attributes)
    set_vat_number(cart_id=cart.pk, number=german(code), shop=shop)
    cart.refresh_from_db()
    return cart


def year_now():
    return timezone.localdate().year


def test_a_business_with_a_valid_number_pays_the_net_and_the_order_keeps_the_proof(shop):
    cart = with_number(shop, "100")
    company = Company(name="Example GmbH", address="Beispielweg 1, Berlin", person="Max Beispiel")

    order = place(cart, **abroad(), company=company).order

    assert (order.vat_treatment, order.vat_country) == ("intra_community", "BG")
    # 132.00 holds 22.00 at 20 %.
    assert (order.goods_gross, order.delivery_gross) == (Decimal("120.00"), Decimal("12.00"))
    assert (order.vat_removed, order.total_gross, order.total_vat) == (
        Decimal("22.00"),
        Decimal("110.00"),
        Decimal("0.00"),
    )
    assert "Directive 2006/112" in order.vat_ground or "Директива 2006/112" in order.vat_ground
    assert (order.company_name, order.company_vat_number, order.company_person) == (
        "Example GmbH",
        "DE999991005",
        "Max Beispiel",
    )
    assert order.vat_check_reference == "WAPIAAAA99999100"
    assert (order.vat_check["state"], order.vat_check["answer"]["valid"]) == ("valid", True)
    assert order.vat_check["requester"] == "BG175074752"
    lines = [(line.gross, line.vat_rate, line.vat_removed, line.advertised) for line in order.lines.all()]
    assert lines == [
        (Decimal("100.00"), 0, Decimal("20.00"), Decimal("120.00")),
        (Decimal("10.00"), 0, Decimal("2.00"), Decimal("12.00")),
    ]
    # What is sold to a business is no sale to a consumer.
    assert not OssTurnover.objects.exists()


@pytest.mark.parametrize("code, state", [("200", "invalid"), ("301", "unknown"), ("700", "unknown")])
def test_a_number_that_is_not_confirmed_pays_vat_and_the_order_says_why(shop, monkeypatch, code, state):
    monkeypatch.setattr("taxes.vies.LONGEST_WAIT", 1.0)
    cart = with_number(shop, code)

    order = place(cart, **abroad()).order

    assert (order.vat_treatment, order.total_gross, order.total_vat) == (
        "charged",
        Decimal("132.00"),
        Decimal("22.00"),
    )
    assert order.vat_ground == ""
    assert (order.vat_check["state"], order.vat_check_reference) == (
        state,
        "WAPIAAAA99999200" if state == "invalid" else "",
    )
    assert order.company_vat_number == german(code)


def test_nobody_there_is_no_answer_and_the_order_is_placed_with_vat(shop, settings):
    settings.VIES_API_BASE = "http://127.0.0.1:9/rest-api"
    cart = with_number(shop, "100")

    assert place(cart, **abroad()).order.total_vat == Decimal("22.00")


def test_an_answer_older_than_a_day_is_asked_for_again_and_nothing_is_placed(shop, vies):
    cart = with_number(shop, "100")
    NumberCheck.objects.update(checked_at=timezone.now() - timedelta(hours=25))

    with pytest.raises(CartChanged) as changed:
        place(cart, **abroad(), shown_total=Decimal("110.00"))

    assert [change.kind for change in changed.value.changes] == ["vat_number"]
    assert changed.value.quote.total_gross == Decimal("132.00")
    assert not Order.objects.exists()
    confirm_vat_number(cart, shop=shop)
    assert len(vies.asked) == 2
    assert place(cart, **abroad(), shown_total=Decimal("110.00")).order.total_gross == Decimal("110.00")


def test_confirming_asks_nobody_where_the_answer_is_known_or_there_is_no_number(shop, vies):
    cart = with_number(shop, "100")
    confirm_vat_number(cart, shop=shop)
    confirm_vat_number(cart_for(), shop=shop)

    assert len(vies.asked) == 1


def test_a_number_that_cannot_be_changes_nothing(shop, vies):
    cart = with_number(shop, "100")

    with pytest.raises(NumberUnreadable):
        set_vat_number(cart_id=cart.pk, number="DE1", shop=shop)

    cart.refresh_from_db()
    assert cart.vat_number == "DE999991005"


def test_a_valid_number_changes_nothing_at_home(shop):
    cart = with_number(shop, "100", country="BG")

    order = place(cart).order

    assert (order.vat_treatment, order.vat_removed) == ("charged", 0)
    assert order.vat_check["state"] == "valid"


def test_without_a_company_typed_the_invoice_goes_to_whom_vies_names(shop):
    order = place(with_number(shop, "100"), **abroad()).order

    assert order.company_name == "EXAMPLE TRADING"
    assert order.company_address == "1 Market Square, 1000 Exampletown, DE"


def test_where_vies_tells_no_name_it_goes_to_whoever_ordered(shop):
    assert place(with_number(shop, "101"), **abroad()).order.company_name == "Ана Петрова"


def test_a_consumer_has_no_company(shop):
    assert company_for(None, None, make_contact()) is None
    order = place(cart_for(), **abroad()).order
    assert (order.company_name, order.vat_check) == ("", {})


@pytest.mark.parametrize("country, postcode", [("ES", "35001"), ("GB", "SW1A 1AA")])
def test_an_export_is_placed_at_the_net(shop, country, postcode):
    order = place(cart_for(country), **abroad(country, postcode), shown_total=Decimal("110.00")).order

    assert (order.vat_treatment, order.total_gross, order.vat_removed) == (
        "export",
        Decimal("110.00"),
        Decimal("22.00"),
    )
    assert "146" in order.vat_ground
    assert not OssTurnover.objects.exists()


def test_the_postcode_that_makes_it_an_export_is_the_one_on_the_order(shop):
    """The page was shown for Barcelona; the parcel is to go to the Canary Islands."""
    with pytest.raises(CartChanged) as changed:
        place(cart_for("ES"), **abroad("ES", "35001"), shown_total=Decimal("132.00"))

    assert changed.value.quote.total_gross == Decimal("110.00")
    assert not Order.objects.exists()


def test_a_merchant_without_vat_states_the_ground(shop):
    ShopSettings.objects.update(vat_registered=False)

    order = place(cart_for("BG")).order

    assert (order.vat_treatment, order.total_vat, order.vat_removed) == ("not_registered", 0, 0)
    assert "113" in order.vat_ground
    assert not order.vat_rows.exists()


def test_a_consumer_abroad_under_oss(shop):
    ShopSettings.objects.update(oss_mode=OssMode.VOLUNTARY)

    order = place(cart_for("FI"), **abroad("FI", "00100")).order

    # 132.00 × 25.5/125.5 = 26.8207
    assert (order.vat_country, order.total_gross, order.total_vat) == (
        "FI",
        Decimal("132.00"),
        Decimal("26.82"),
    )
    assert OssTurnover.objects.get().net == Decimal("105.18")
    # Who declares everything there needs no warning.
    assert not OutgoingMail.objects.filter(kind__startswith="staff-oss").exists()


def test_a_sale_at_home_does_not_count(shop):
    place(cart_for("BG"))

    assert not OssTurnover.objects.exists()


@pytest.mark.parametrize("before, country", [("9890.00", "BG"), ("9890.01", "FI"), ("10000.01", "FI")])
def test_the_order_that_passes_the_threshold_is_taxed_where_it_arrives(shop, before, country):
    ShopSettings.objects.update(oss_mode=OssMode.THRESHOLD)
    OssTurnover.objects.create(year=year_now(), net=Decimal(before), warned=100)

    order = place(cart_for("FI"), **abroad("FI", "00100")).order

    # Its net at home is 110.00.
    assert (order.vat_country, order.total_gross) == (country, Decimal("132.00"))
    assert OssTurnover.objects.get().net == Decimal(before) + order.total_net


@pytest.mark.parametrize(
    "before, mark", [("7800.00", None), ("7890.00", "80"), ("9390.00", "95"), ("9900.00", "100")]
)
def test_staff_is_told_at_80_and_95_percent_and_when_it_is_passed_once(shop, before, mark):
    OssTurnover.objects.create(year=year_now(), other_net=Decimal(before))

    place(cart_for("FI"), **abroad("FI", "00100"))
    place(cart_for("FI", price="12.00"), **abroad("FI", "00100"))

    mails = list(OutgoingMail.objects.filter(kind__startswith="staff-oss"))
    assert [mail.kind for mail in mails] == ([f"staff-oss-{mark}"] if mark else [])
    if mark:
        assert mails[0].recipient == "staff@example.com"
        assert "10 000" in mails[0].body_text


def test_a_recount_finds_what_was_counted(shop):
    for country, postcode in (("FI", "00100"), ("DE", "10115"), ("ES", "35001"), ("BG", "1504")):
        more = abroad(country, postcode) if country != "BG" else {}
        total = {"shown_total": Decimal("110.00")} if country == "ES" else {}
        place(cart_for(country), **more, **total)
    counted = OssTurnover.objects.get().net
    OssTurnover.objects.update(net=Decimal("1.00"))

    assert counted == Decimal("220.00")
    assert recount(year_now()) == counted
    assert OssTurnover.objects.get().net == counted
    assert recount(year_now() - 1) == 0
