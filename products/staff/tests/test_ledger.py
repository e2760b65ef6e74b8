"""The ledgers of stock and prices: found, narrowed, exported, seen by whoever may and changed by nobody."""

import csv
from io import StringIO

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from core.actors import Actor
from products.models import PriceChange, Product
from products.services import stock
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db
CLERK, MANAGER = Actor("staff", 7, "Clerk"), Actor("staff", 8, "=Manager")


@pytest.fixture
def pot() -> Product:
    return make_product(
        name="Pot",
        variants=[{"sku": "POT-S", "values": {"Size": "S"}}, {"sku": "POT-L", "values": {"Size": "L"}}],
    )


@pytest.fixture
def moved(pot) -> Product:
    """Three movements of two products by two people."""
    small, large = pot.variants.all()
    pan = make_product(name="Pan", variants=[{"sku": "PAN"}]).variants.get()
    stock.correct_now(variant_id=small.pk, difference=2, reason="Counted", actor=CLERK)
    stock.correct_now(variant_id=large.pk, difference=-1, reason="Broken", actor=MANAGER)
    stock.receive(variant_id=pan.pk, quantity=5, reason="From the smith", actor=CLERK)
    return pot


def reasons(client, **query) -> list[str]:
    page = client.get(reverse("products:ledger"), query)
    assert page.status_code == 200
    return [movement.reason for movement in page.context["object_list"]]


def test_the_newest_movement_comes_first_and_every_filter_narrows(moved):
    clerk = client_of("Order staff")
    today = timezone.localdate().isoformat()

    assert reasons(clerk) == ["From the smith", "Broken", "Counted"]
    assert reasons(clerk, product=str(moved.pk)) == ["Broken", "Counted"]
    assert reasons(clerk, sku="pot-l") == ["Broken"]
    assert reasons(clerk, kind="received") == ["From the smith"]
    assert reasons(clerk, who="clerk") == ["From the smith", "Counted"]
    assert reasons(clerk, at_from=today, at_to=today) == ["From the smith", "Broken", "Counted"]
    assert reasons(clerk, at_to="2020-01-01") == []
    assert reasons(clerk, q="pan") == ["From the smith"]
    assert reasons(clerk, q="broken") == ["Broken"]
    assert reasons(clerk, ordering="at") == ["Counted", "Broken", "From the smith"]


def test_a_movement_of_an_order_leads_to_it_for_whoever_may_see_orders(pot):
    movement = pot.variants.first().movements.create(
        kind="corrected", on_hand_change=1, reserved_change=0, reference="10023"
    )
    link = f"{reverse('orders:index')}?q={movement.reference}"

    assert link in client_of("Order staff").get(reverse("products:ledger")).content.decode()
    assert link not in client_of("Marketer").get(reverse("products:ledger")).content.decode()


def test_the_ledger_costs_the_same_for_one_row_and_for_fifty(pot, django_assert_max_num_queries):
    clerk = client_of("Order staff")
    variants = list(pot.variants.all())
    for number in range(60):
        stock.correct_now(variant_id=variants[number % 2].pk, difference=1, reason="x", actor=CLERK)
    reasons(clerk)

    with django_assert_max_num_queries(20):
        assert len(reasons(clerk)) == 50


def test_the_price_ledger_shows_reductions_and_narrows(pot):
    variant = pot.variants.first()
    row = {"variant": variant, "price": "20.00", "actor_label": "Clerk"}
    PriceChange.objects.create(**row, at=timezone.now(), reason="First")
    PriceChange.objects.create(
        **row, at=timezone.now(), reduced_price="15.00", reduced_from=timezone.now(), reason="Sale"
    )
    marketer = client_of("Marketer")

    def found(**query):
        page = marketer.get(reverse("products:price_ledger"), query)
        return [change.reason for change in page.context["object_list"]]

    assert found() == ["Sale", "First"]
    assert found(reduced="true") == ["Sale"]
    assert found(product=str(pot.pk), sku="POT-L") == []
    html = marketer.get(reverse("products:price_ledger")).content.decode().replace("\xa0", " ")
    assert "15,00 €" in html


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_the_ledger_is_taken_along_as_a_table_that_no_spreadsheet_runs(moved, export):
    clerk = client_of("Order staff")

    answer = clerk.get(reverse("products:ledger"), {"export": export, "product": moved.pk})
    content = b"".join(answer.streaming_content)

    assert answer.status_code == 200
    if export == "csv":
        rows = list(csv.reader(StringIO(content.decode())))
        assert len(rows) == 3
        assert rows[1][1:4] == ["Pot", "L", "POT-L"]
        assert rows[1][5:7] == ["-1", "0"]
        assert rows[1][-1] == "'=Manager"


def test_both_ledgers_lead_to_each_other_for_the_same_product(pot):
    html = client_of("Marketer").get(reverse("products:ledger"), {"product": pot.pk}).content.decode()

    assert f"{reverse('products:price_ledger')}?product={pot.pk}" in html


def test_the_list_and_the_screen_lead_to_the_ledgers(pot):
    marketer = client_of("Marketer")

    screen = marketer.get(reverse("products:detail", args=[pot.pk])).content.decode()
    listing = marketer.get(reverse("products:index")).content.decode()

    for name in ("products:ledger", "products:price_ledger"):
        assert f"{reverse(name)}?product={pot.pk}" in screen
        assert f'href="{reverse(name)}"' in listing


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("products:ledger", ""),
        ("products:ledger_results", ""),
        ("products:price_ledger", ""),
        ("products:price_ledger", "Order staff"),
        ("products:price_ledger_results", "Order staff"),
    ],
)
def test_who_may_not_see_a_ledger_does_not(name, group):
    client = client_of(group)

    assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse(name), {"export": "csv"}).status_code == 302
