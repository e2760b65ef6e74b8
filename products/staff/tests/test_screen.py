"""The commerce screen, through the admin's own views."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import client_of
from products.models import PriceChange, Product, Stock, StockMovement
from products.staff.views import PERMISSIONS
from products.tests.factories import make_price_history, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return make_product(
        name="Pot",
        variants=[
            {"sku": "POT-S", "price": "10.00", "stock": 5, "values": {"Size": "S"}},
            {"sku": "POT-L", "price": "20.00", "stock": 0, "values": {"Size": "L"}},
        ],
    )


def prices(product: Product, **typed: str) -> dict[str, str]:
    """Return what the browser posts: every price field of every variant, with some typed over."""
    data = {"version": str(product.version)}
    for variant in product.variants.all():
        data |= {
            f"price-{variant.pk}-price": str(variant.price),
            f"price-{variant.pk}-reduced_price": "",
            f"price-{variant.pk}-reduced_from": "",
            f"price-{variant.pk}-reduced_until": "",
        }
    first = product.variants.first()
    return data | {f"price-{first.pk}-{name}": value for name, value in typed.items()}


def test_a_marketer_sets_a_price_that_is_in_force_at_once(product):
    marketer = client_of("Marketer")

    answer = marketer.post(reverse("products:prices", args=[product.pk]), prices(product, price="12,50"))

    assert answer.status_code == 302
    small = product.variants.first()
    assert small.price == Decimal("12.50")
    assert PriceChange.objects.get(variant=small).actor_label == "Marketer"


def test_a_reduction_runs_from_midnight_to_the_midnight_after_its_last_day_in_sofia(product):
    make_price_history(product)
    typed = {"reduced_price": "8.00", "reduced_from": "2050-12-01", "reduced_until": "2050-12-24"}

    client_of("Marketer").post(reverse("products:prices", args=[product.pk]), prices(product, **typed))

    small = product.variants.first()
    assert small.reduced_from.isoformat() == "2050-11-30T22:00:00+00:00"
    assert small.reduced_until.isoformat() == "2050-12-24T22:00:00+00:00"


def test_a_reduction_without_a_lawful_reference_is_refused_beside_its_field(product):
    typed = {"price": "30.00", "reduced_price": "12.00", "reduced_from": "2050-12-01"}
    url = reverse("products:prices", args=[product.pk])
    marketer = client_of("Marketer")

    answer = marketer.post(url, prices(product, **typed))

    # Not on sale yet: the first day is at fault
    assert answer.status_code == 422
    assert "reduced_from" in answer.context["screen"].rows[0].prices.errors
    make_price_history(product)
    typed["reduced_from"] = timezone.localdate().isoformat()
    answer = marketer.post(url, prices(product, **typed))
    # On sale at 10.00: the figure is at fault, and nothing typed is lost
    form = answer.context["screen"].rows[0].prices
    assert "10" in form.errors["reduced_price"][0]
    assert form["reduced_price"].value() == "12.00"
    assert product.variants.first().price == Decimal("10.00")


@pytest.mark.parametrize("wrong", ["0", "-3", "many", "1.999", ""])
def test_a_wrong_price_gets_a_message_beside_its_field_and_nothing_typed_is_lost(product, wrong):
    large = product.variants.last()
    data = prices(product, price=wrong) | {f"price-{large.pk}-price": "77.00"}

    answer = client_of("Marketer").post(reverse("products:prices", args=[product.pk]), data)

    assert answer.status_code == 422
    rows = answer.context["screen"].rows
    assert "price" in rows[0].prices.errors
    assert rows[1].prices["price"].value() == "77.00"
    assert [v.price for v in product.variants.all()] == [Decimal("10.00"), Decimal("20.00")]


def test_the_second_of_two_marketers_is_told_and_keeps_what_was_typed(product):
    marketer = client_of("Marketer")
    url = reverse("products:prices", args=[product.pk])
    stale = prices(product, price="15.00")
    marketer.post(url, prices(product, price="12.00"))

    answer = marketer.post(url, stale)

    assert answer.status_code == 409
    assert answer.context["screen"].rows[0].prices["price"].value() == "15.00"
    assert answer.context["screen"].messages
    assert product.variants.first().price == Decimal("12.00")


def test_stock_is_corrected_by_a_difference_with_a_reason(product):
    small = product.variants.first()
    data = {f"stock-difference-{small.pk}": "-2", "stock-reason": "broken"}

    answer = client_of("Order staff").post(reverse("products:stock", args=[product.pk]), data)

    assert answer.status_code == 302
    small.stock.refresh_from_db()
    assert small.stock.on_hand == 3
    movement = StockMovement.objects.get(variant=small)
    assert (movement.on_hand_change, movement.reason, movement.actor_label) == (-2, "broken", "Order staff")


def test_units_that_orders_hold_cannot_be_taken_away(product):
    small = product.variants.first()
    small.stock.reserved = 4
    small.stock.save()
    large = product.variants.last()
    data = {
        f"stock-difference-{small.pk}": "-2",
        f"stock-difference-{large.pk}": "9",
        "stock-reason": "broken",
    }

    answer = client_of("Marketer").post(reverse("products:stock", args=[product.pk]), data)

    assert answer.status_code == 422
    assert f"difference-{small.pk}" in answer.context["screen"].stock_form.errors
    small.stock.refresh_from_db()
    large.stock.refresh_from_db()
    assert (small.stock.on_hand, large.stock.on_hand) == (5, 0), "all of it or nothing"


def test_more_than_can_be_counted_is_refused_beside_its_field(product):
    small, large = product.variants.all()
    Stock.objects.filter(pk=large.pk).update(on_hand=2_147_483_647)
    data = {f"stock-difference-{pk}": "1" for pk in (small.pk, large.pk)} | {"stock-reason": "came in"}

    answer = client_of("Marketer").post(reverse("products:stock", args=[product.pk]), data)

    assert answer.status_code == 422
    assert list(answer.context["screen"].stock_form.errors) == [f"difference-{large.pk}"]
    small.stock.refresh_from_db()
    assert small.stock.on_hand == 5


@pytest.mark.parametrize(
    "typed", [{}, {"stock-reason": "count"}, {"difference": "2"}, {"difference": "many"}]
)
def test_a_correction_says_how_many_and_why(product, typed):
    small = product.variants.first()
    data = {f"stock-difference-{small.pk}": typed.pop("difference", "")} | typed

    answer = client_of("Marketer").post(reverse("products:stock", args=[product.pk]), data)

    assert answer.status_code == 422
    assert answer.context["screen"].stock_form.errors
    assert not StockMovement.objects.exists()


def test_a_variant_is_added_with_a_value_of_each_option(product):
    option = product.options.get()
    large = [value.label_bg for value in option.values.all()].index("L")
    taken = {"version": "1", "new-price": "30", "new-sku": "POT-X", "new-weight_grams": "0"}
    marketer = client_of("Marketer")
    url = reverse("products:variant", args=[product.pk])

    refused = marketer.post(url, taken | {f"new-option-{option.pk}": str(large)})
    assert refused.status_code == 422
    assert product.variants.count() == 2

    option.values.create(label_bg="XL", label_en="XL", position=2)
    marketer.post(url, taken | {f"new-option-{option.pk}": "2"})
    assert product.variants.get(sku="POT-X").price == Decimal("30.00")


def test_a_product_is_archived_and_restored(product):
    marketer = client_of("Marketer")
    url = reverse("products:archive", args=[product.pk])

    marketer.post(url, {"archive-reason": "season over"})
    product.refresh_from_db()
    assert product.is_archived

    marketer.post(url, {"archive-reason": ""})
    product.refresh_from_db()
    assert not product.is_archived


@pytest.mark.parametrize("section", PERMISSIONS)
def test_a_person_without_the_right_changes_nothing(product, section):
    stranger = client_of()

    answer = stranger.post(reverse(f"products:{section}", args=[product.pk]), prices(product, price="1.00"))

    assert answer.status_code == 302, "sent to the log-in: not a member of staff"
    assert product.variants.first().price == Decimal("10.00")


def test_an_order_clerk_sees_prices_as_figures_only(product):
    clerk = client_of("Order staff")

    page = clerk.get(reverse("products:detail", args=[product.pk]))
    answer = clerk.post(reverse("products:prices", args=[product.pk]), prices(product, price="1.00"))

    assert page.status_code == 200
    assert all(row.prices is None for row in page.context["screen"].rows)
    # Wagtail answers a refusal with a message and the way home.
    assert answer.status_code == 302
    assert product.variants.first().price == Decimal("10.00")


def test_the_list_shows_every_product_in_a_fixed_number_of_queries(product, django_assert_max_num_queries):
    for number in range(12):
        make_product(name=f"Product {number}")
    marketer = client_of("Marketer")
    marketer.get(reverse("products:index"))

    with django_assert_max_num_queries(15):
        page = marketer.get(reverse("products:index"))

    assert page.status_code == 200
    assert "Product 11" in page.content.decode()


def test_the_list_finds_by_sku(product):
    make_product(name="Something else")

    page = client_of("Marketer").get(reverse("products:index"), {"q": "POT-L"})

    assert [found.name for found in page.context["object_list"]] == ["Pot"]


def typed_option(product: Product, **changed: str) -> dict[str, str]:
    typed = {"name_bg": "Цвят", "name_en": "Colour", "values": "син | blue\nчервен | red\n"} | changed
    return {"version": str(product.version)} | {f"option-{name}": value for name, value in typed.items()}


def test_options_are_made_before_the_first_variant_and_then_chosen_from():
    product = Product.objects.create(name="Chair")
    marketer = client_of("Marketer")

    marketer.post(reverse("products:option", args=[product.pk]), typed_option(product))
    product.refresh_from_db()
    option = product.options.get()
    typed = {"new-price": "30", "new-sku": "CH-R", "new-weight_grams": "0", f"new-option-{option.pk}": "1"}
    marketer.post(reverse("products:variant", args=[product.pk]), typed | {"version": str(product.version)})

    assert [(v.label_bg, v.label_en) for v in option.values.all()] == [("син", "blue"), ("червен", "red")]
    assert [value.label_en for value in product.variants.get(sku="CH-R").values.all()] == ["red"]


def test_an_option_gets_more_values_while_there_are_variants(product):
    marketer = client_of("Marketer")
    url = reverse("products:option", args=[product.pk])

    marketer.post(url, typed_option(product, name_bg="Size", values="XL | XL"))
    assert [v.label_bg for v in product.options.get().values.all()] == ["S", "L", "XL"]


@pytest.mark.parametrize("values", ["син", "син | ", "син | blue | x", "S | S", "S", "X | X\nX | Y", ""])
def test_values_that_cannot_be_are_refused_and_kept_in_the_form(product, values):
    typed = typed_option(product, name_bg="Size", values=values)

    answer = client_of("Marketer").post(reverse("products:option", args=[product.pk]), typed)

    assert answer.status_code == 422
    form = answer.context["screen"].option_form
    assert "values" in form.errors
    assert form["values"].value() == values
    assert product.options.get().values.count() == 2
