"""Products and variants are made, their details and prices changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.actors import SYSTEM, Actor
from core.models import AuditEntry
from products.models import PriceChange, Product, Stock, StockMovement, Variant
from products.services import catalogue
from products.services.specs import (
    InvalidCatalogue,
    OptionSpec,
    PriceSpec,
    StaleVersion,
    VariantDetails,
    VariantSpec,
)

pytestmark = pytest.mark.django_db

CLERK = Actor("staff", 7, "Ana")
SIZES = OptionSpec("Размер", "Size", [("малък", "small"), ("голям", "large")])


def price(amount: str, **reduction) -> PriceSpec:
    return PriceSpec(price=Decimal(amount), **reduction)


def make_pot(**changes) -> Product:
    values = {
        "name": "Pot",
        "options": [SIZES],
        "variants": [
            VariantSpec(price=price("10.00"), details=VariantDetails(sku="POT-S"), values=[0], stock=5),
            VariantSpec(price=price("20.00"), details=VariantDetails(sku="POT-L"), values=[1]),
        ],
        "actor": CLERK,
    }
    return catalogue.create_product(**{**values, **changes})


def test_a_product_comes_with_variants_prices_stock_and_their_histories():
    product = make_pot()

    small, large = product.variants.all()
    assert (small.sku, small.price, small.stock.on_hand) == ("POT-S", Decimal("10.00"), 5)
    assert (large.sku, large.price, large.stock.on_hand) == ("POT-L", Decimal("20.00"), 0)
    assert [v.label_bg for v in small.values.all()] == ["малък"]
    assert PriceChange.objects.filter(variant=small, price=Decimal("10.00"), actor_label="Ana").count() == 1
    assert [m.on_hand_change for m in StockMovement.objects.all()] == [5]
    assert AuditEntry.objects.filter(action="product-created", object_id=str(product.pk)).count() == 1


def test_two_variants_of_one_choice_are_refused_and_nothing_is_left_behind():
    twice = [VariantSpec(price=price("10.00"), values=[0]), VariantSpec(price=price("11.00"), values=[0])]

    with pytest.raises(InvalidCatalogue) as refusal:
        make_pot(variants=twice)

    assert list(refusal.value.errors) == [(1, "values")]
    assert (Product.objects.count(), Variant.objects.count(), Stock.objects.count()) == (0, 0, 0)


def test_new_prices_are_in_force_logged_and_raise_the_version():
    product = make_pot()
    small = product.variants.first()

    version = catalogue.change_prices(
        product_id=product.pk, version=1, changes={small.pk: price("12.345")}, actor=CLERK, reason="spring"
    )

    small.refresh_from_db()
    assert (version, small.price) == (2, Decimal("12.35"))
    newest = PriceChange.objects.filter(variant=small).first()
    assert (newest.price, newest.reason, newest.actor_id) == (Decimal("12.35"), "spring", 7)
    entry = AuditEntry.objects.get(action="prices-changed")
    assert entry.changes == {"POT-S": ["10.00", "12.35"]}


def test_saving_the_same_prices_writes_nothing():
    product = make_pot()
    small = product.variants.first()

    version = catalogue.change_prices(
        product_id=product.pk, version=1, changes={small.pk: price("10.00")}, actor=CLERK
    )

    assert version == 1
    assert PriceChange.objects.filter(variant=small).count() == 1
    assert not AuditEntry.objects.filter(action="prices-changed").exists()


@pytest.mark.parametrize(
    ("spec", "field"),
    [
        (price("0.00"), "price"),
        (price("10.00", reduced_price=Decimal("10.00"), reduced_from=timezone.now()), "reduced_price"),
        (price("10.00", reduced_price=Decimal("-1"), reduced_from=timezone.now()), "reduced_price"),
        (price("10.00", reduced_price=Decimal("8.00")), "reduced_from"),
        (price("10000000000.00"), "price"),
        (
            price(
                "10.00",
                reduced_price=Decimal("8.00"),
                reduced_from=timezone.now(),
                reduced_until=timezone.now() - timedelta(days=1),
            ),
            "reduced_until",
        ),
    ],
)
def test_a_price_that_cannot_be_is_refused_by_field_and_changes_nothing(spec, field):
    product = make_pot()
    small, large = product.variants.all()

    with pytest.raises(InvalidCatalogue) as refusal:
        catalogue.change_prices(
            product_id=product.pk, version=1, changes={large.pk: price("99.00"), small.pk: spec}, actor=CLERK
        )

    assert list(refusal.value.errors) == [(small.pk, field)]
    assert [v.price for v in product.variants.all()] == [Decimal("10.00"), Decimal("20.00")]


def test_the_second_of_two_marketers_is_told():
    product = make_pot()
    small = product.variants.first()
    catalogue.change_prices(product_id=product.pk, version=1, changes={small.pk: price("11.00")}, actor=CLERK)

    with pytest.raises(StaleVersion):
        catalogue.change_prices(
            product_id=product.pk, version=1, changes={small.pk: price("9.00")}, actor=SYSTEM
        )

    small.refresh_from_db()
    assert small.price == Decimal("11.00")


def details_of(product: Product) -> dict:
    return {"name": product.name, "brand": "", "vat_class": "standard"}


def test_variants_may_swap_their_skus():
    product = make_pot()
    small, large = product.variants.all()

    catalogue.change_details(
        product_id=product.pk,
        version=1,
        variants={small.pk: VariantDetails(sku="POT-L"), large.pk: VariantDetails(sku="POT-S")},
        actor=CLERK,
        **details_of(product),
    )

    assert [v.sku for v in product.variants.all()] == ["POT-L", "POT-S"]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [(VariantDetails(sku="POT-L"), "sku"), (VariantDetails(sku="X", gtin="4006381333932"), "gtin")],
)
def test_a_taken_sku_or_a_wrong_gtin_is_refused(wanted, field):
    product = make_pot()
    small = product.variants.first()

    with pytest.raises(InvalidCatalogue) as refusal:
        catalogue.change_details(
            product_id=product.pk, version=1, variants={small.pk: wanted}, actor=CLERK, **details_of(product)
        )

    assert list(refusal.value.errors) == [(small.pk, field)]
    small.refresh_from_db()
    assert (small.sku, small.gtin) == ("POT-S", "")
