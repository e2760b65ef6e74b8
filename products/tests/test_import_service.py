"""Records of a file into the shop: created, changed, refused, and never twice."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone, translation

from core.actors import Actor
from core.models import AuditEntry
from products.importers import service
from products.importers.options import ImportOptions
from products.importers.places import Places
from products.importers.records import (
    OperatorRecord,
    OptionRecord,
    PictureRecord,
    ProductRecord,
    TextRecord,
    VariantRecord,
)
from products.importers.results import Outcome
from products.importers.service import apply_record
from products.models import (
    CategoryPage,
    EconomicOperator,
    ListingEntry,
    PriceChange,
    Product,
    ProductPage,
    StockMovement,
    Variant,
)
from products.safety import Missing
from products.services.specs import StaleVersion
from products.tests.factories import make_category_tree, make_page, make_product, make_site

pytestmark = pytest.mark.django_db
ACTOR = Actor("staff", 7, "marketer@example.com")
EXEMPT = ImportOptions(gpsr_exempt_reason="ръчна изработка")
SIZES = OptionRecord("Размер", "Размер", (("S", "S"), ("L", "L")))


@pytest.fixture(autouse=True)
def in_english():
    """The words are looked for as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def shop():
    return make_site()


def mug(**changes) -> ProductRecord:
    record = ProductRecord(
        line=2,
        key="shopify:mug",
        texts=(TextRecord("bg", "Керамична чаша", "За чай.", "<p>Дебела и топла.</p>"),),
        brand="Лозен",
        tags=("кухня", "подарък"),
        category_paths=(("Кухня", "Чаши"),),
        options=(SIZES,),
        variants=(
            VariantRecord(
                2,
                sku="MUG-S",
                price=Decimal("12.90"),
                stock=5,
                weight_grams=300,
                sides=(90, 80, 70),
                values=("S",),
            ),
            VariantRecord(3, sku="MUG-L", price=Decimal("15.90"), stock=0, weight_grams=400, values=("L",)),
        ),
    )
    return replace(record, **changes)


def single(**changes) -> ProductRecord:
    variant = VariantRecord(2, sku="POT-1", price=Decimal("20.00"), stock=3, weight_grams=900)
    return ProductRecord(
        line=2,
        key="shopify:pot",
        texts=(TextRecord("bg", "Саксия"),),
        variants=(replace(variant, **changes),),
    )


def rows() -> dict[str, int]:
    """How many rows every table has, but for what Wagtail notes about itself."""
    return {
        model._meta.label: model.objects.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    }


def test_a_product_is_made_with_its_variants_category_and_published_page():
    result = apply_record(mug(), options=EXEMPT, actor=ACTOR)

    assert (result.outcome, result.messages) == (Outcome.CREATED, ())
    product = Product.objects.get(pk=result.product_id)
    assert (product.name, product.brand, product.tags) == ("Керамична чаша", "Лозен", ["кухня", "подарък"])
    assert (product.external_key, product.is_archived) == ("shopify:mug", False)
    stored = product.variants.order_by("position").values_list(
        "sku", "price", "weight_grams", "stock__on_hand"
    )
    assert list(stored) == [("MUG-S", Decimal("12.90"), 300, 5), ("MUG-L", Decimal("15.90"), 400, 0)]
    assert list(product.variants.order_by("position").values_list("length_mm", "width_mm", "height_mm")) == [
        (90, 80, 70),
        (0, 0, 0),
    ]
    page = ProductPage.objects.get()
    assert (page.live, page.title, page.slug, page.summary) == (
        True,
        "Керамична чаша",
        "keramichna-chasha",
        "За чай.",
    )
    assert page.get_parent().title == "Чаши"
    assert ListingEntry.objects.get().url == "/kuhnya/chashi/keramichna-chasha/"


def test_it_writes_who_did_it_into_every_ledger():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    assert set(PriceChange.objects.values_list("actor_label", flat=True)) == {ACTOR.label}
    assert set(StockMovement.objects.values_list("actor_label", flat=True)) == {ACTOR.label}
    assert AuditEntry.objects.filter(action="product-created", actor_id=7).count() == 1


def test_a_second_run_finds_everything_as_it_is():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    before = rows()
    second = apply_record(mug(), options=EXEMPT, actor=ACTOR)
    assert (second.outcome, second.messages) == (Outcome.UNCHANGED, ())
    assert rows() == before


def test_a_changed_file_changes_what_differs_and_nothing_else():
    first = apply_record(mug(), options=EXEMPT, actor=ACTOR)
    small, large = mug().variants
    changed = mug(
        texts=(TextRecord("bg", "Голяма чаша", "", "<p>Нова.</p>"),),
        brand="",
        variants=(
            replace(small, price=Decimal("13.50"), stock=8, sides=None),
            replace(large, weight_grams=None),
        ),
    )
    result = apply_record(changed, options=EXEMPT, actor=ACTOR)

    assert (result.outcome, result.product_id) == (Outcome.UPDATED, first.product_id)
    page = ProductPage.objects.get()
    assert (page.title, page.summary, page.description, page.live) == (
        "Голяма чаша",
        "За чай.",
        "<p>Нова.</p>",
        True,
    )
    product = Product.objects.get()
    assert product.brand == "Лозен"
    stored = product.variants.order_by("position").values_list("price", "weight_grams", "stock__on_hand")
    assert list(stored) == [(Decimal("13.50"), 300, 8), (Decimal("15.90"), 400, 0)]
    # The file did not say: the measures stay.
    assert product.variants.get(sku="MUG-S").length_mm == 90
    assert StockMovement.objects.filter(on_hand_change=3, reason="Import").count() == 1


def test_a_dry_run_says_the_same_and_keeps_nothing():
    before = rows()
    result = apply_record(mug(), options=replace(EXEMPT, dry_run=True), actor=ACTOR)
    assert (result.outcome, result.product_id) == (Outcome.CREATED, None)
    assert rows() == before


def test_a_product_without_safety_facts_arrives_as_a_draft_and_says_what_it_lacks():
    result = apply_record(mug(), options=ImportOptions(), actor=ACTOR)
    assert result.outcome == Outcome.CREATED
    (said,) = result.messages
    assert all(
        str(lack.label) in said for lack in (Missing.MANUFACTURER, Missing.WARNINGS_BG, Missing.PICTURE)
    )
    assert not ProductPage.objects.get().live
    assert Product.objects.get().is_archived


def test_the_facts_of_a_file_are_taken_and_their_operator_written_down_once():
    maker = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BG", email="lozen@example.com")
    for key in ("shopify:one", "shopify:two"):
        record = replace(single(sku=key), key=key, manufacturer=maker, no_warnings=True)
        assert apply_record(record, options=ImportOptions(), actor=ACTOR).outcome == Outcome.CREATED
    assert EconomicOperator.objects.get().email == "lozen@example.com"
    assert {(p.manufacturer.name, p.no_warnings) for p in Product.objects.all()} == {("Лозен ООД", True)}


def test_pictures_are_noted_once_and_the_page_waits_for_them():
    maker = OperatorRecord("Лозен ООД", "ул. Роза 1, Карлово", "BG", email="lozen@example.com")
    record = replace(
        mug(manufacturer=maker, no_warnings=True),
        pictures=(PictureRecord("https://pictures.example/a.jpg", "Чаша", 1),),
    )
    result = apply_record(record, options=ImportOptions(), actor=ACTOR)
    apply_record(record, options=ImportOptions(), actor=ACTOR)
    (picture,) = Product.objects.get().imported_pictures.all()
    assert (picture.source, picture.alt, picture.state) == (
        "https://pictures.example/a.jpg",
        "Чаша",
        "waiting",
    )
    assert len(result.messages) == 1
    assert not ProductPage.objects.get().live


def test_a_product_of_the_shop_is_found_by_its_sku_and_keeps_its_page():
    tree = make_category_tree()
    product = make_product(name="Саксия", variants=[{"sku": "POT-1", "price": "18.00", "stock": 3}])
    page = make_page(product, tree.indoor, title="Саксия", slug="pot")
    result = apply_record(single(), options=EXEMPT, actor=ACTOR)
    assert (result.outcome, result.product_id) == (Outcome.UPDATED, product.pk)
    product.refresh_from_db()
    assert product.external_key == "shopify:pot"
    assert list(product.pages.values_list("pk", flat=True)) == [page.pk]
    assert Variant.objects.get().price == Decimal("20.00")


def test_skus_of_two_products_are_refused_and_nothing_is_changed():
    make_product(variants=[{"sku": "MUG-S"}])
    make_product(variants=[{"sku": "MUG-L"}])
    before = rows()
    result = apply_record(mug(), options=EXEMPT, actor=ACTOR)
    assert result.outcome == Outcome.WRONG
    assert rows() == before


def test_a_variant_that_the_file_no_longer_names_stays_and_is_named():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    result = apply_record(mug(variants=mug().variants[:1]), options=EXEMPT, actor=ACTOR)
    assert "MUG-L" in result.messages[0]
    assert Variant.objects.filter(archived_at=None).count() == 2


def test_a_new_variant_and_its_value_are_added():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    sizes = OptionRecord("Размер", "Размер", (("S", "S"), ("L", "L"), ("XL", "XL")))
    huge = VariantRecord(4, sku="MUG-XL", price=Decimal("19.90"), stock=1, values=("XL",))
    record = mug(options=(sizes,), variants=(*mug().variants, huge))
    result = apply_record(record, options=EXEMPT, actor=ACTOR)
    assert (result.outcome, result.messages) == (Outcome.UPDATED, ())
    added = Variant.objects.get(sku="MUG-XL")
    assert ([str(value) for value in added.values.all()], added.stock.on_hand) == (["XL"], 1)


def test_an_unlawful_reduction_is_left_out_and_said():
    result = apply_record(single(reduced_price=Decimal("15.00")), options=EXEMPT, actor=ACTOR)
    assert result.outcome == Outcome.CREATED
    assert any("POT-1" in words for words in result.messages)
    variant = Variant.objects.get()
    assert (variant.price, variant.reduced_price) == (Decimal("20.00"), None)


def test_with_the_merchants_word_on_the_prices_it_is_taken():
    since = timezone.localdate() - timedelta(days=60)
    options = replace(EXEMPT, prices_since=since)
    record = single(reduced_price=Decimal("15.00"), reduced_until=date(2099, 1, 31))
    assert apply_record(record, options=options, actor=ACTOR).messages == ()
    variant = Variant.objects.get()
    assert (variant.reduced_price, variant.prior_price) == (Decimal("15.00"), Decimal("20.00"))
    assert timezone.localtime(variant.reduced_until).date() == date(2099, 2, 1)
    # And the second run finds the reduction that began with the first
    assert apply_record(record, options=options, actor=ACTOR).outcome == Outcome.UNCHANGED


def test_stock_below_what_orders_hold_is_left_and_said():
    apply_record(single(), options=EXEMPT, actor=ACTOR)
    variant = Variant.objects.get()
    variant.stock.reserved = 2
    variant.stock.save()
    result = apply_record(single(stock=1), options=EXEMPT, actor=ACTOR)
    assert "POT-1" in result.messages[0]
    variant.stock.refresh_from_db()
    assert variant.stock.on_hand == 3


@pytest.mark.parametrize(
    "record",
    [
        single(price=None),
        single(price=Decimal("0.00")),
        single(gtin="9520000000012"),
        mug(variants=(mug().variants[0], replace(mug().variants[1], values=("S",)))),
        mug(variants=(mug().variants[0], replace(mug().variants[1], values=("XXL",)))),
        mug(variants=()),
        mug(texts=()),
        single(content_quantity=Decimal("2"), content_unit="ounces"),
    ],
    ids=[
        "no price",
        "price of nothing",
        "wrong GTIN",
        "same choice",
        "unknown value",
        "no variant",
        "no text",
        "unit",
    ],
)
def test_what_cannot_be_taken_is_wrong_and_leaves_nothing_behind(record):
    before = rows()
    result = apply_record(record, options=EXEMPT, actor=ACTOR)
    assert (result.outcome, result.product_id) == (Outcome.WRONG, None)
    assert result.messages
    assert rows() == before


def test_what_the_reader_found_wrong_or_unsupported_is_passed_on():
    wrong = apply_record(replace(mug(), problems=("Два пъти.",)), options=EXEMPT, actor=ACTOR)
    gift = apply_record(replace(mug(), unsupported="Ваучер."), options=EXEMPT, actor=ACTOR)
    assert (wrong.outcome, wrong.messages) == (Outcome.WRONG, ("Два пъти.",))
    assert (gift.outcome, gift.messages) == (Outcome.SKIPPED, ("Ваучер.",))
    assert not Product.objects.exists()


def test_a_draft_that_somebody_works_on_is_left_alone():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    page = ProductPage.objects.get()
    page.summary = "Още се пише"
    page.save_revision()
    result = apply_record(mug(texts=(TextRecord("bg", "Друго"),)), options=EXEMPT, actor=ACTOR)
    page.refresh_from_db()
    assert page.title == "Керамична чаша"
    assert page.get_latest_revision_as_object().summary == "Още се пише"
    assert len(result.messages) == 1


def test_the_second_language_stands_below_the_twin_of_the_category():
    tree = make_category_tree()
    record = mug(
        category_paths=(("Растения", "Стайни"),),
        texts=(TextRecord("bg", "Чаша"), TextRecord("en", "Mug", slug="mug")),
    )
    assert apply_record(record, options=EXEMPT, actor=ACTOR).messages == ()
    english = ProductPage.objects.get(locale__language_code="en")
    assert (english.get_parent().pk, english.live, english.url_path.endswith("/mug/")) == (
        tree.indoor_en.pk,
        True,
        True,
    )
    assert english.translation_key == ProductPage.objects.get(locale__language_code="bg").translation_key


def test_an_untranslated_category_gets_no_page_in_that_language():
    record = mug(texts=(TextRecord("bg", "Чаша"), TextRecord("en", "Mug")))
    result = apply_record(record, options=EXEMPT, actor=ACTOR)
    assert "en" in result.messages[0]
    assert ProductPage.objects.count() == 1


def test_further_paths_list_the_product_there_and_a_second_run_makes_nothing_twice():
    record = mug(category_paths=(("Кухня", "Чаши"), ("Подаръци",)))
    for _run in range(2):
        apply_record(record, options=EXEMPT, actor=ACTOR)
    assert sorted(CategoryPage.objects.values_list("title", flat=True)) == ["Кухня", "Подаръци", "Чаши"]
    gifts = CategoryPage.objects.get(title="Подаръци")
    assert gifts.pk in ListingEntry.objects.get().category_ids


def test_what_has_no_place_of_its_own_waits_in_a_category_that_no_menu_shows():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)

    apply_record(single(), options=EXEMPT, actor=ACTOR)

    assert dict(CategoryPage.objects.values_list("title", "show_in_menus")) == {
        "Внесени": False,
        "Кухня": True,
        "Чаши": True,
    }


def test_without_publishing_everything_stays_a_draft():
    result = apply_record(mug(), options=replace(EXEMPT, publish=False), actor=ACTOR)
    assert len(result.messages) == 1
    assert not ProductPage.objects.get().live


@pytest.mark.parametrize(
    "fault,words",
    [
        (
            KeyError("x"),
            "It was not taken because of a fault in the shop (KeyError), which its log describes.",
        ),
        (StaleVersion(), "Changed by somebody else meanwhile."),
    ],
)
def test_a_fault_at_one_product_leaves_nothing_and_the_next_one_in_its_category_is_made(
    monkeypatch, fault, words
):
    """The categories that the first one made are rolled back with it; the second must not look for them."""
    places = Places(language="bg", category_id=None)
    whole = service.note_pictures

    def broken(**arguments):
        raise fault

    monkeypatch.setattr(service, "note_pictures", broken)
    before = rows()
    picture = (PictureRecord("https://pictures.example/mug.jpg"),)
    first = apply_record(mug(pictures=picture), options=EXEMPT, actor=ACTOR, places=places)
    assert (first.outcome, first.messages, first.product_id) == (Outcome.WRONG, (words,), None)
    assert rows() == before

    monkeypatch.setattr(service, "note_pictures", whole)
    second = apply_record(mug(), options=EXEMPT, actor=ACTOR, places=places)
    assert (second.outcome, second.messages) == (Outcome.CREATED, ())
    assert ProductPage.objects.get().get_parent().title == "Чаши"


def test_what_the_file_calls_archived_is_archived_once():
    apply_record(mug(), options=EXEMPT, actor=ACTOR)
    outcomes = [apply_record(mug(archived=True), options=EXEMPT, actor=ACTOR).outcome for _run in range(2)]
    assert Product.objects.get().is_archived
    assert not ListingEntry.objects.exists()
    assert outcomes == [Outcome.UPDATED, Outcome.UNCHANGED]
    assert AuditEntry.objects.filter(action="product-archived").count() == 1
