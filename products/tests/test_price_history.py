"""No reduction without a lawful reference, by whatever door it comes in."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from core.actors import Actor
from core.models import AuditEntry, ShopSettings
from products.models import ListingEntry, PriceChange, Product, Variant
from products.selectors.price_history import lowest_reference, lowest_references
from products.services import catalogue, copying, price_history
from products.services.specs import InvalidCatalogue, OptionSpec, PriceSpec, VariantSpec
from products.services.windows import open_window
from products.tests.factories import (
    make_category_tree,
    make_page,
    make_price_history,
    make_product,
    make_site,
)

pytestmark = pytest.mark.django_db

SOFIA = ZoneInfo("Europe/Sofia")
CLERK = Actor("staff", 7, "Ana")
NOW = datetime(2026, 11, 24, 10, tzinfo=SOFIA)


def eur(amount) -> Decimal:
    return Decimal(amount)


def cut(price, reduced, begins=None, ends=None) -> PriceSpec:
    return PriceSpec(eur(price), eur(reduced), begins or timezone.now(), ends)


@pytest.fixture
def clock(monkeypatch):
    """Let the test say what time it is for the service."""

    class Clock:
        now = NOW

        def at(self, moment):
            self.now = moment

    clock = Clock()
    monkeypatch.setattr("products.services.catalogue.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def product():
    """On sale at 20.00 since 60 days ago."""
    product = make_product(price="20.00")
    make_price_history(product)
    return product


def set_price(product, spec, variant=None) -> Variant:
    variant = variant or product.variants.get()
    product.refresh_from_db()
    catalogue.change_prices(
        product_id=product.pk, version=product.version, changes={variant.pk: spec}, actor=CLERK
    )
    variant.refresh_from_db()
    return variant


def refused(product, spec) -> dict:
    """Return the words by field, after making sure that nothing was written."""
    before = list(PriceChange.objects.values()), list(Variant.objects.values())
    with pytest.raises(InvalidCatalogue) as refusal, translation.override("en"):
        set_price(product, spec)
    assert (list(PriceChange.objects.values()), list(Variant.objects.values())) == before
    return {field: words for (_, field), words in refusal.value.errors.items()}


def test_a_reduction_gets_the_lowest_price_of_the_thirty_days_before(product):
    set_price(product, PriceSpec(eur("18.00")))
    set_price(product, PriceSpec(eur("25.00")))
    variant = set_price(product, cut("25.00", "17.00"))
    assert (variant.reduced_price, variant.prior_price) == (eur("17.00"), eur("18.00"))


def test_a_reduction_that_is_not_below_the_lowest_price_is_refused_with_the_figure(product):
    set_price(product, PriceSpec(eur("9.90")))
    set_price(product, PriceSpec(eur("25.00")))
    assert refused(product, cut("25.00", "9.90")) == {
        "reduced_price": "The lowest price of the 30 days before was 9.90 €; the reduced price must be below that."
    }


def test_the_words_are_in_the_language_of_who_saves(product):
    with translation.override("bg"), pytest.raises(InvalidCatalogue) as refusal:
        set_price(product, cut("25.00", "20.00"))
    assert "20,00 €" in str(refusal.value)


def test_a_product_that_is_not_on_sale_cannot_be_reduced(product):
    Product.objects.update(on_sale_since=None)
    assert refused(product, cut("20.00", "15.00")) == {
        "reduced_from": "Not on sale yet: a price can be reduced when it has been asked for 30 days."
    }


def test_a_product_that_is_on_sale_for_too_short_a_time_is_told_the_day(clock):
    product = make_product(price="20.00")
    make_price_history(product)
    Product.objects.update(on_sale_since=datetime(2026, 11, 3, 15, tzinfo=SOFIA))
    begins = datetime(2026, 12, 2, tzinfo=SOFIA)
    assert refused(product, cut("20.00", "15.00", begins)) == {
        "reduced_from": "On sale since 3 November 2026: a reduction can begin on 3 December 2026 at the earliest."
    }
    variant = set_price(product, cut("20.00", "15.00", begins + timedelta(days=1)))
    assert variant.prior_price == eur("20.00")


def test_the_setting_asks_for_fewer_days_but_the_window_stays_thirty(clock):
    shop = ShopSettings.for_site(make_site().site)
    shop.prior_price_days = 7
    shop.save()
    product = make_product(price="20.00")
    make_price_history(product, days=20)
    set_price(product, PriceSpec(eur("18.00")))
    clock.at(NOW + timedelta(hours=1))
    set_price(product, PriceSpec(eur("25.00")))
    # 10 days later the lower price is older than 7 days, but not than 30
    clock.at(NOW + timedelta(days=10))
    assert list(refused(product, cut("25.00", "19.00"))) == ["reduced_price"]
    assert set_price(product, cut("25.00", "17.00")).prior_price == eur("18.00")
    # A product of 6 days has to wait for one more
    young = make_product(price="20.00")
    make_price_history(young, days=6)
    assert "at the earliest" in refused(young, cut("20.00", "15.00"))["reduced_from"]
    assert set_price(young, cut("20.00", "15.00", clock.now + timedelta(days=1))).prior_price == eur("20.00")


def test_a_raised_price_does_not_raise_the_reference_of_a_planned_reduction(product):
    begins, ends = timezone.now() + timedelta(days=5), timezone.now() + timedelta(days=9)
    set_price(product, cut("20.00", "15.00", begins, ends))
    variant = set_price(product, cut("30.00", "15.00", begins, ends))
    assert (variant.price, variant.prior_price) == (eur("30.00"), eur("20.00"))


def test_a_price_that_falls_before_a_planned_reduction_lowers_its_reference(product):
    begins = timezone.now() + timedelta(days=5)
    set_price(product, cut("20.00", "15.00", begins))
    assert set_price(product, cut("17.00", "15.00", begins)).prior_price == eur("17.00")
    assert set_price(product, cut("20.00", "15.00", begins)).prior_price == eur("17.00")


def test_a_price_change_that_makes_the_planned_reduction_unlawful_is_refused(product):
    # Given a price of 14.00 for a while, and a reduction to 13.00 planned
    set_price(product, PriceSpec(eur("14.00")))
    begins = timezone.now() + timedelta(days=5)
    set_price(product, cut("20.00", "13.00", begins))
    # When the plan is to be 14.50 instead, below the price but not below what was asked
    assert list(refused(product, cut("30.00", "14.50", begins))) == ["reduced_price"]


def test_editing_a_running_reduction_keeps_its_reference(product, clock):
    set_price(product, cut("20.00", "15.00", NOW, NOW + timedelta(days=20)))
    clock.at(NOW + timedelta(days=5))
    longer = set_price(product, cut("20.00", "15.00", NOW, NOW + timedelta(days=60)))
    assert longer.prior_price == eur("20.00")
    clock.at(NOW + timedelta(days=50))
    deeper = set_price(product, cut("20.00", "10.00", NOW, NOW + timedelta(days=60)))
    assert deeper.prior_price == eur("20.00")
    # After a gap it is measured anew, and the reduced price was a price
    clock.at(NOW + timedelta(days=61))
    assert list(refused(product, cut("20.00", "10.00"))) == ["reduced_price"]
    assert set_price(product, cut("20.00", "9.00")).prior_price == eur("10.00")


def test_the_regular_price_may_change_after_a_reduction_is_over(product, clock):
    ends = NOW + timedelta(days=2)
    set_price(product, cut("20.00", "15.00", NOW, ends))
    clock.at(NOW + timedelta(days=9))
    variant = set_price(product, cut("22.00", "15.00", NOW, ends))
    assert (variant.price, variant.prior_price) == (eur("22.00"), eur("20.00"))


def test_a_new_reduction_in_the_past_is_refused_and_an_import_can_leave_it_out(product):
    over = cut("20.00", "15.00", timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=2))
    assert refused(product, over) == {"reduced_until": "This reduction is over already."}
    assert over.without_past(timezone.now()) == PriceSpec(eur("20.00"))
    running = cut("20.00", "15.00", timezone.now() - timedelta(days=9))
    assert running.without_past(timezone.now()) == running


def test_without_a_reduction_there_is_no_prior_price(product):
    set_price(product, cut("20.00", "15.00"))
    assert set_price(product, PriceSpec(eur("20.00"))).prior_price is None


def test_every_reason_is_told_at_once():
    sizes = [{"values": {"Size": "S"}}, {"values": {"Size": "L"}}]
    product = make_product(price="20.00", variants=sizes)
    make_price_history(product)
    small, large = product.variants.all()
    with pytest.raises(InvalidCatalogue) as refusal:
        catalogue.change_prices(
            product_id=product.pk,
            version=1,
            changes={small.pk: cut("30.00", "25.00"), large.pk: cut("30.00", "22.00")},
            actor=CLERK,
        )
    assert set(refusal.value.errors) == {(small.pk, "reduced_price"), (large.pk, "reduced_price")}
    assert {v.price for v in product.variants.all()} == {eur("20.00")}


@pytest.mark.parametrize("count", [1, 5])
def test_the_rule_takes_two_queries_whatever_the_number_of_variants(count, django_assert_num_queries):
    sizes = [{"values": {"Size": str(size)}} for size in range(count)]
    product = make_product(price="20.00", variants=sizes)
    make_price_history(product)
    ShopSettings.for_site(make_site().site)
    variants = list(product.variants.all())
    specs = {variant.pk: cut("20.00", "15.00") for variant in variants}
    with django_assert_num_queries(2):
        priors, problems = price_history.prior_prices(product, variants, specs, timezone.now())
    assert (priors, problems) == ({variant.pk: eur("20.00") for variant in variants}, {})


def test_a_new_product_cannot_begin_reduced():
    with pytest.raises(InvalidCatalogue) as refusal:
        catalogue.create_product(name="Pot", variants=[VariantSpec(price=cut("20.00", "15.00"))], actor=CLERK)
    assert list(refusal.value.errors) == [(0, "reduced_from")]
    assert not Product.objects.exists()


def test_a_new_variant_of_a_product_on_sale_cannot_begin_reduced(product):
    product.variants.update(options_key="1")
    spec = VariantSpec(price=cut("20.00", "15.00"))
    with pytest.raises(InvalidCatalogue) as refusal, translation.override("en"):
        catalogue.add_variant(product_id=product.pk, version=1, spec=spec, actor=CLERK)
    assert list(refusal.value.errors) == [(1, "reduced_from")]
    assert "at the earliest" in str(refusal.value)
    assert product.variants.count() == 1
    # Unless it was sold elsewhere
    since = timezone.now() - timedelta(days=30)
    variant = catalogue.add_variant(
        product_id=product.pk, version=1, spec=spec, actor=CLERK, prices_since=since, prices_reason="Old shop"
    )
    assert variant.prior_price == eur("20.00")


def test_a_copy_begins_without_the_reduction_and_without_history(product):
    set_price(product, cut("20.00", "15.00"))
    copy = copying.copy_product(product_id=product.pk, actor=CLERK)
    assert (copy.on_sale_since, copy.variants.get().reduced_price) == (None, None)


def test_a_merchant_who_moves_in_declares_since_when_the_prices_were_asked():
    since = timezone.now() - timedelta(days=40)
    sizes = OptionSpec("Размер", "Size", [("малък", "small"), ("голям", "large")])
    product = catalogue.create_product(
        name="Pot",
        options=[sizes],
        variants=[
            VariantSpec(price=cut("20.00", "15.00"), values=[0]),
            VariantSpec(price=PriceSpec(eur("30.00")), values=[1]),
        ],
        actor=CLERK,
        prices_since=since,
        prices_reason="Prices of the old shop",
    )
    small, large = product.variants.all()
    assert (product.on_sale_since, small.prior_price, large.prior_price) == (since, eur("20.00"), None)
    rows = [
        (row.at == since, row.price, row.reduced_price, row.reason)
        for row in small.price_changes.order_by("at")
    ]
    assert rows == [
        (True, eur("20.00"), None, "Prices of the old shop"),
        (False, eur("20.00"), eur("15.00"), ""),
    ]
    assert large.price_changes.filter(at=since, price=eur("30.00"), actor_label="Ana").count() == 1


def test_a_history_is_declared_for_a_product_that_is_here_already(django_capture_on_commit_callbacks):
    product = catalogue.create_product(
        name="Pot", variants=[VariantSpec(price=PriceSpec(eur("20.00")))], actor=CLERK
    )
    catalogue.change_prices(
        product_id=product.pk,
        version=1,
        changes={product.variants.get().pk: PriceSpec(eur("22.00"))},
        actor=CLERK,
    )
    since = timezone.now() - timedelta(days=45)

    def declare():
        return price_history.declare_price_history(
            product_id=product.pk, since=since, actor=CLERK, reason="Sold in the market hall"
        )

    # The first price of its history is the one that was asked before
    assert (declare(), declare()) == (1, 0)
    product.refresh_from_db()
    assert product.on_sale_since == since
    history = product.variants.get().price_changes.order_by("at").values_list("price", flat=True)
    assert list(history) == [eur("20.00"), eur("20.00"), eur("22.00")]
    entry = AuditEntry.objects.get(action="price-history-declared")
    assert entry.reason == "Sold in the market hall"
    assert set_price(product, cut("22.00", "19.00")).prior_price == eur("20.00")


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(-1, "Old shop", "prices_since"), (40, " ", "prices_reason")]
)
def test_a_declaration_for_the_future_or_without_a_reason_is_refused(days, reason, field, product):
    since = timezone.now() - timedelta(days=days)
    with pytest.raises(InvalidCatalogue) as refusal:
        price_history.declare_price_history(product_id=product.pk, since=since, actor=CLERK, reason=reason)
    assert list(refusal.value.errors) == [(None, field)]
    with pytest.raises(InvalidCatalogue):
        catalogue.create_product(name="Pot", actor=CLERK, prices_since=since, prices_reason=reason)


def test_a_declaration_never_changes_what_this_shop_has_asked(product):
    # The history of 60 days covers this moment already
    since = timezone.now() - timedelta(days=30)
    assert (
        price_history.declare_price_history(
            product_id=product.pk, since=since, actor=CLERK, reason="Old shop"
        )
        == 0
    )
    assert PriceChange.objects.count() == 1


def test_a_declaration_that_makes_a_reduction_unlawful_is_refused_as_a_whole(product):
    # Given a lower price before the product was on sale, which nobody was asked
    variant = product.variants.get()
    PriceChange.objects.create(variant=variant, price=eur("12.00"), at=timezone.now() - timedelta(days=61))
    PriceChange.objects.create(variant=variant, price=eur("12.00"), at=timezone.now() - timedelta(days=20))
    Product.objects.update(on_sale_since=timezone.now() - timedelta(days=10))
    PriceChange.objects.create(variant=variant, price=eur("20.00"), at=timezone.now() - timedelta(days=11))
    ShopSettings.for_site(make_site().site)
    ShopSettings.objects.update(prior_price_days=7)
    set_price(product, cut("20.00", "15.00"))
    # When it is declared that it was on sale all the time
    with pytest.raises(InvalidCatalogue):
        price_history.declare_price_history(
            product_id=product.pk, since=timezone.now() - timedelta(days=90), actor=CLERK, reason="Old shop"
        )
    # Then nothing is written
    product.refresh_from_db()
    assert product.on_sale_since > timezone.now() - timedelta(days=11)
    assert not AuditEntry.objects.filter(action="price-history-declared").exists()


def test_prices_count_as_asked_from_the_first_publishing_on():
    product = make_product()
    page = make_page(product, make_category_tree().indoor)
    assert product.on_sale_since is None
    open_window(page_id=page.pk, actor=CLERK)
    product.refresh_from_db()
    first = product.on_sale_since
    assert timezone.now() - first < timedelta(minutes=1)
    open_window(page_id=page.pk, actor=CLERK)
    product.refresh_from_db()
    assert product.on_sale_since == first


def test_the_database_takes_no_reduction_without_a_prior_price(product):
    for wrong in ({"prior_price": None}, {"prior_price": eur("15.00")}):
        with pytest.raises(IntegrityError, match="products_reduced_below_prior_price"), transaction.atomic():
            Variant.objects.update(reduced_price=eur("15.00"), reduced_from=timezone.now(), **wrong)


def test_the_listing_carries_the_prior_price(product):
    page = make_page(product, make_category_tree().indoor)
    set_price(product, cut("20.00", "15.00"))
    entry = ListingEntry.objects.get(page=page)
    assert (entry.price_now.amount, entry.price_now.prior) == (eur("15.00"), eur("20.00"))


def test_what_a_reduction_would_be_measured_against_can_be_asked(product, django_assert_num_queries):
    variant = product.variants.select_related("product").get()
    ShopSettings.for_site(make_site().site)
    with django_assert_num_queries(2):
        found = lowest_reference(variant, timezone.now())
    assert (found.amount, found.lawful) == (eur("20.00"), True)
    assert found.earliest == timezone.localtime(product.on_sale_since).date() + timedelta(days=30)
    Product.objects.update(on_sale_since=None)
    variant = product.variants.select_related("product").get()
    found = lowest_references([variant], timezone.now())[variant.pk]
    assert (found.amount, found.earliest, found.lawful) == (None, None, False)


def test_the_command_finds_what_does_not_agree_with_the_history(product, capsys):
    variant = set_price(product, cut("20.00", "15.00"))
    call_command("check_prior_prices")
    assert "agrees with the history" in capsys.readouterr().out
    Variant.objects.update(prior_price=eur("24.00"))
    with pytest.raises(CommandError, match="1 prior"):
        call_command("check_prior_prices")
    assert f"{variant} (product {product.pk}): stored 24.00, history 20.00" in capsys.readouterr().out
