"""Out of sale and back."""

import pytest

from core.actors import Actor
from core.models import AuditEntry
from products.services.archiving import archive_product, restore_product
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db
CLERK = Actor("staff", 7, "Ana")


def test_archiving_keeps_everything_and_can_be_undone():
    product = make_product(variants=[{"values": {"Size": "S"}}, {"values": {"Size": "L"}}])

    archive_product(product_id=product.pk, actor=CLERK, reason="out of fashion")
    product.refresh_from_db()
    assert product.is_archived
    assert product.variants.count() == 2

    restore_product(product_id=product.pk, actor=CLERK)
    product.refresh_from_db()
    assert (product.is_archived, product.version) == (False, 3)
    entries = AuditEntry.objects.order_by("pk").values_list("action", "reason", "actor_label")
    assert list(entries) == [
        ("product-archived", "out of fashion", "Ana"),
        ("product-restored", "", "Ana"),
    ]


def test_what_is_archived_already_is_left_alone():
    product = make_product()
    restore_product(product_id=product.pk, actor=CLERK)

    product.refresh_from_db()
    assert product.version == 1
    assert not AuditEntry.objects.exists()
