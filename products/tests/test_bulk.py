"""Stock, facts and state of many products at once."""

import pytest

from core.actors import Actor
from core.models import AuditEntry
from products.models import StockMovement
from products.services import bulk
from products.services.bulk_stock import apply_stock, plan_stock
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db
CLERK = Actor("staff", 7, "Clerk")


def test_stock_is_planned_and_corrected_by_differences_and_what_orders_hold_stays():
    product = make_product(
        name="Pot",
        variants=[
            {"stock": 10, "reserved": 4, "values": {"Size": "S"}},
            {"stock": 5, "values": {"Size": "L"}},
            {"stock": 1, "values": {"Size": "XL"}},
        ],
    )
    small, large, huge = product.variants.all()
    wanted = {small.pk: -7, large.pk: -2, huge.pk: 0}

    lines = plan_stock(product_ids=[product.pk], differences=wanted)
    report = apply_stock(differences=wanted, actor=CLERK, reason="Counted")

    assert [(line.on_hand, line.after, len(line.problems)) for line in lines] == [
        (10, 3, 1),
        (5, 3, 0),
        (1, 1, 0),
    ]
    assert report.changed == 1
    assert [(r.product_id, r.name) for r in report.refusals] == [(product.pk, "Pot, S")]
    assert "4" in report.refusals[0].words
    (movement,) = StockMovement.objects.all()
    assert (movement.variant, movement.on_hand_change, movement.reason) == (large, -2, "Counted")
    assert [v.stock.on_hand for v in product.variants.select_related("stock")] == [10, 3, 1]


def test_hundreds_of_variants_are_planned_in_two_queries(django_assert_num_queries):
    ids = [make_product(variants=[{"values": {"Size": s}} for s in "SML"]).pk for _n in range(60)]

    with django_assert_num_queries(2):
        lines = plan_stock(product_ids=ids, differences={})
        labels = {line.label for line in lines}

    assert (len(lines), labels) == (180, {"S", "M", "L"})


def test_brand_vat_class_and_tags_are_set_with_an_audit_entry_and_only_where_they_differ():
    one = make_product(brand="Old", tags=["summer", "clay"])
    two = make_product(brand="New", vat_class="reduced", tags=["winter"])
    change = bulk.FactsChange(brand="New", vat_class="reduced", add_tags=["winter"], remove_tags=["summer"])

    report = bulk.change_facts(seen={one.pk: 1, two.pk: 1}, change=change, actor=CLERK, reason="Tidy")

    assert (report.changed, report.unchanged, report.refusals) == (1, 1, [])
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.brand, one.vat_class, one.tags, one.version) == ("New", "reduced", ["clay", "winter"], 2)
    assert two.version == 1
    entry = AuditEntry.objects.get(action="product-changed")
    assert (entry.object_id, entry.reason, entry.changes) == (
        str(one.pk),
        "Tidy",
        {
            "brand": ["Old", "New"],
            "vat_class": ["standard", "reduced"],
            "tags": ["summer, clay", "clay, winter"],
        },
    )


def test_a_fact_that_is_not_asked_for_stays():
    product = make_product(brand="Kept", tags=["a"])

    bulk.change_facts(seen={product.pk: 1}, change=bulk.FactsChange(add_tags=["a", "b"]), actor=CLERK)

    product.refresh_from_db()
    assert (product.brand, product.tags) == ("Kept", ["a", "b"])


def test_products_are_archived_and_restored_and_a_stale_one_is_named():
    one, two = make_product(name="One"), make_product(name="Two", version=3)

    archived = bulk.archive(seen={one.pk: 1, two.pk: 2}, actor=CLERK, reason="Season over")
    one.refresh_from_db()
    two.refresh_from_db()

    assert (archived.changed, [r.name for r in archived.refusals]) == (1, ["Two"])
    assert (one.is_archived, two.is_archived) == (True, False)
    assert AuditEntry.objects.get(action="product-archived").reason == "Season over"

    restored = bulk.restore(seen={one.pk: one.version, two.pk: 3}, actor=CLERK, reason="")
    one.refresh_from_db()
    assert (restored.changed, restored.unchanged, one.is_archived) == (1, 1, False)
