"""Variants made from options, told apart, taken out of sale and put back."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actors import SYSTEM
from core.models import AuditEntry
from products.models import OptionValue, PriceChange, Product, ProductOption, Variant
from products.services import catalogue, options, variants
from products.services.specs import InvalidCatalogue, PriceSpec, StaleVersion, VariantDetails
from products.tests.factories import make_image, make_product

pytestmark = pytest.mark.django_db

TEN = PriceSpec(price=Decimal("10"))


@pytest.fixture
def shirt() -> Product:
    """A shirt of two sizes and two colours, without a variant."""
    product = Product.objects.create(name="Shirt")
    for position, (name, labels) in enumerate({"Size": "SL", "Colour": ["red", "blue"]}.items()):
        option = ProductOption.objects.create(product=product, name_bg=name, name_en=name, position=position)
        for place, label in enumerate(labels):
            OptionValue.objects.create(option=option, label_bg=label, label_en=label, position=place)
    return product


def generate(product: Product, price: PriceSpec = TEN, **options) -> int:
    product.refresh_from_db()
    return variants.generate_variants(
        product_id=product.pk, version=product.version, price=price, actor=SYSTEM, **options
    )


def choices(product: Product) -> list[str]:
    rows = product.variants.filter(archived_at__isnull=True).prefetch_related("values__option")
    return [
        "/".join(str(v) for v in sorted(row.values.all(), key=lambda v: v.option.position)) for row in rows
    ]


def test_every_combination_gets_a_variant_with_price_stock_and_history(shirt):
    made = generate(shirt, weight_grams=150)

    assert made == 4
    assert choices(shirt) == ["S/red", "S/blue", "L/red", "L/blue"]
    rows = list(shirt.variants.select_related("stock"))
    assert {(row.price, row.weight_grams, row.stock.on_hand) for row in rows} == {(Decimal("10.00"), 150, 0)}
    assert PriceChange.objects.filter(variant__in=rows, price=Decimal("10.00")).count() == 4
    entry = AuditEntry.objects.get(action="variants-generated")
    assert entry.changes == {"variants": ["", "S/red, S/blue, L/red, L/blue"]}
    shirt.refresh_from_db()
    assert shirt.version == 2


def test_run_again_only_what_is_missing_is_made_and_stands_in_its_place(shirt):
    generate(shirt)
    first = shirt.variants.first()
    Variant.objects.filter(pk=first.pk).update(price=Decimal("99"))
    shirt.refresh_from_db()
    options.add_values(
        product_id=shirt.pk,
        version=shirt.version,
        name_bg="Colour",
        name_en="Colour",
        values=[("green", "green")],
        actor=SYSTEM,
    )

    assert generate(shirt, PriceSpec(price=Decimal("12"))) == 2

    assert choices(shirt) == ["S/red", "S/blue", "S/green", "L/red", "L/blue", "L/green"]
    assert [row.price for row in shirt.variants.all()] == [Decimal(n) for n in (99, 10, 12, 10, 10, 12)]
    shirt.refresh_from_db()
    version = shirt.version
    assert generate(shirt) == 0
    shirt.refresh_from_db()
    assert shirt.version == version


def test_an_archived_variant_is_not_made_again(shirt):
    generate(shirt)
    shirt.refresh_from_db()
    first = shirt.variants.first()
    variants.archive_variant(product_id=shirt.pk, version=shirt.version, variant_id=first.pk, actor=SYSTEM)

    assert generate(shirt) == 0
    assert choices(shirt) == ["S/blue", "L/red", "L/blue"]


def test_a_product_without_options_gets_its_one_variant():
    candle = Product.objects.create(name="Candle")

    assert generate(candle) == 1
    assert [row.options_key for row in candle.variants.all()] == [""]


def test_the_number_of_queries_does_not_rise_with_the_variants(shirt):
    big = Product.objects.create(name="Big")
    for position in range(2):
        option = ProductOption.objects.create(
            product=big, name_bg=f"O{position}", name_en=f"O{position}", position=position
        )
        OptionValue.objects.bulk_create(
            OptionValue(option=option, label_bg=str(n), label_en=str(n), position=n) for n in range(8)
        )

    with CaptureQueriesContext(connection) as few:
        generate(shirt)
    with CaptureQueriesContext(connection) as many:
        assert generate(big) == 64

    assert len(many) == len(few)


@pytest.mark.parametrize("price", ["0", "-1"])
def test_nothing_is_made_at_a_price_that_is_none(shirt, price):
    with pytest.raises(InvalidCatalogue) as refusal:
        generate(shirt, PriceSpec(price=Decimal(price)))

    assert list(refusal.value.errors) == [(None, "price")]
    assert not shirt.variants.exists()


def test_more_variants_than_anybody_can_keep_in_order_are_refused(shirt):
    option = shirt.options.first()
    OptionValue.objects.bulk_create(
        OptionValue(option=option, label_bg=f"n{n}", label_en=f"n{n}", position=n + 2) for n in range(130)
    )

    with pytest.raises(InvalidCatalogue):
        generate(shirt)
    assert not shirt.variants.exists()


def test_the_second_of_two_who_generate_is_told(shirt):
    variants.generate_variants(product_id=shirt.pk, version=1, price=TEN, actor=SYSTEM)

    with pytest.raises(StaleVersion):
        variants.generate_variants(product_id=shirt.pk, version=1, price=TEN, actor=SYSTEM)
    assert shirt.variants.count() == 4


def test_a_variant_goes_out_of_sale_with_its_stock_and_comes_back():
    product = make_product(variants=[{"values": {"Size": "S"}, "stock": 7}, {"values": {"Size": "L"}}])
    small = product.variants.first()

    variants.archive_variant(product_id=product.pk, version=1, variant_id=small.pk, actor=SYSTEM)
    small.refresh_from_db()
    assert small.archived_at
    variants.restore_variant(product_id=product.pk, version=2, variant_id=small.pk, actor=SYSTEM)

    small.refresh_from_db()
    assert (small.archived_at, small.stock.on_hand) == (None, 7)
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["variant-archived", "variant-restored"]


def test_the_last_variant_of_a_product_on_sale_stays():
    product = make_product()
    only = product.variants.get()

    with pytest.raises(InvalidCatalogue):
        variants.archive_variant(product_id=product.pk, version=1, variant_id=only.pk, actor=SYSTEM)
    only.refresh_from_db()
    assert only.archived_at is None


def test_a_variant_whose_choice_was_made_anew_stays_archived():
    product = make_product(variants=[{"values": {"Size": "S"}}, {"values": {"Size": "L"}}])
    small = product.variants.first()
    variants.archive_variant(product_id=product.pk, version=1, variant_id=small.pk, actor=SYSTEM)
    twin = Variant.objects.create(product=product, options_key=small.options_key, price=Decimal("3"))
    twin.values.set(small.values.all())

    with pytest.raises(InvalidCatalogue):
        variants.restore_variant(product_id=product.pk, version=2, variant_id=small.pk, actor=SYSTEM)
    small.refresh_from_db()
    assert small.archived_at


def add_colour(product: Product, **typed) -> None:
    product.refresh_from_db()
    options.add_values(
        product_id=product.pk,
        version=product.version,
        name_bg="Цвят",
        name_en="Colour",
        values=[("син", "blue"), ("червен", "red")],
        actor=SYSTEM,
        **typed,
    )


def test_an_option_that_comes_later_is_given_to_every_variant_that_exists():
    product = make_product(variants=[{"values": {"Size": "S"}}, {"values": {"Size": "L"}}])
    archived = product.variants.last()
    variants.archive_variant(product_id=product.pk, version=1, variant_id=archived.pk, actor=SYSTEM)

    add_colour(product, existing_value="червен")

    red = OptionValue.objects.get(label_bg="червен")
    for variant in product.variants.all():
        assert red in variant.values.all()
        expected = "-".join(str(pk) for pk in sorted(variant.values.values_list("pk", flat=True)))
        assert variant.options_key == expected
    assert generate(product) == 2, "the blue ones; the archived red one is not made again"


@pytest.mark.parametrize("existing", ["", "зелен"])
def test_an_option_that_comes_later_needs_a_value_for_the_variants_that_exist(existing):
    product = make_product(variants=[{"values": {"Size": "S"}}])

    with pytest.raises(InvalidCatalogue) as refusal:
        add_colour(product, existing_value=existing)

    assert list(refusal.value.errors) == [(None, "existing_value")]
    assert [option.name_bg for option in product.options.all()] == ["Size"]


def relabel(product: Product, **changes) -> int:
    product.refresh_from_db()
    changes = {"options": {}, "values": {}} | changes
    return options.change_labels(product_id=product.pk, version=product.version, actor=SYSTEM, **changes)


def test_values_are_renamed_and_may_swap_their_names(shirt):
    small, large = shirt.options.first().values.all()

    relabel(shirt, values={small.pk: ("L", "Large"), large.pk: ("S", "Small")})

    assert [(v.label_bg, v.label_en) for v in shirt.options.first().values.all()] == [
        ("L", "Large"),
        ("S", "Small"),
    ]
    changes = AuditEntry.objects.get(action="options-renamed").changes
    assert changes[f"value {small.pk}"] == ["S | S", "L | Large"]


def test_two_values_of_an_option_never_have_one_name(shirt):
    small, large = shirt.options.first().values.all()

    with pytest.raises(InvalidCatalogue) as refusal:
        relabel(shirt, values={small.pk: ("L", "L")})

    assert set(refusal.value.errors) == {(small.pk, "value"), (large.pk, "value")}
    assert [v.label_bg for v in shirt.options.first().values.all()] == ["S", "L"]


def test_only_a_value_that_no_variant_has_is_removed(shirt):
    small, large = shirt.options.first().values.all()
    row = Variant.objects.create(product=shirt, price=Decimal("3"), options_key=str(small.pk))
    row.values.add(small)

    with pytest.raises(InvalidCatalogue) as refusal:
        relabel(shirt, remove=[small.pk, large.pk])
    assert list(refusal.value.errors) == [(small.pk, "value")]
    assert shirt.options.first().values.count() == 2

    relabel(shirt, remove=[large.pk])
    assert [v.label_bg for v in shirt.options.first().values.all()] == ["S"]


def test_an_option_goes_with_its_last_value(shirt):
    colours = [value.pk for value in shirt.options.last().values.all()]

    relabel(shirt, remove=colours)

    assert [option.name_bg for option in shirt.options.all()] == ["Size"]


def details(product: Product, **of_variant) -> int:
    return catalogue.change_details(
        product_id=product.pk,
        version=1,
        name="Tea",
        brand="",
        vat_class="standard",
        tags=["gift", "new"],
        variants={product.variants.get().pk: VariantDetails(**of_variant)},
        actor=SYSTEM,
    )


def test_content_picture_and_tags_are_kept_and_recorded(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    product, picture = make_product(), make_image()

    details(product, content_quantity=Decimal("0.5"), content_unit="kg", image_id=picture.pk)

    product.refresh_from_db()
    variant = product.variants.get()
    assert product.tags == ["gift", "new"]
    assert (variant.content_quantity, variant.content_unit, variant.image) == (Decimal("0.5"), "kg", picture)
    changes = AuditEntry.objects.get(action="product-changed").changes
    assert changes[f"{variant.pk}.content_quantity"] == ["", "0.5"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"content_quantity": Decimal("5")}, "content_unit"),
        ({"content_unit": "kg"}, "content_quantity"),
        ({"content_quantity": Decimal("0"), "content_unit": "kg"}, "content_quantity"),
        ({"content_quantity": Decimal("1"), "content_unit": "st"}, "content_unit"),
        ({"gtin": "4006381333932"}, "gtin"),
        ({"image_id": 987654}, "image"),
    ],
)
def test_details_that_cannot_be_are_refused_and_nothing_is_changed(wrong, field):
    product = make_product(name="Pot")
    variant = product.variants.get()

    with pytest.raises(InvalidCatalogue) as refusal:
        details(product, **wrong)

    assert list(refusal.value.errors) == [(variant.pk, field)]
    product.refresh_from_db()
    assert (product.name, product.tags, product.version) == ("Pot", [], 1)


def test_a_variant_has_all_three_sides_or_none(shirt):
    variant = generate(shirt) and shirt.variants.first()

    with pytest.raises(IntegrityError, match="products_all_three_sides_or_none"), transaction.atomic():
        Variant.objects.filter(pk=variant.pk).update(length_mm=10)
    Variant.objects.filter(pk=variant.pk).update(length_mm=10, width_mm=20, height_mm=30)
