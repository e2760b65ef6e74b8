"""Wagtail's indexes are written once for many savings, and hold what was kept."""

import pytest
from django.db import transaction
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry

from core.page_indexes import index_again, indexed_together
from products.tests.factories import make_category, make_image, make_site

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def entries(page) -> list[str]:
    return list(IndexEntry.objects.filter(object_id=str(page.pk)).values_list("title", flat=True))


def test_what_is_saved_in_the_block_is_found_after_it_and_not_before():
    shop = make_site()
    with indexed_together():
        category = make_category(shop.home, title="Грънчарство", hero_image=make_image())
        category.save()
        assert entries(category) == []

    assert len(entries(category)) == 1
    assert ReferenceIndex.get_references_for_object(category).exists()


def test_what_is_rolled_back_is_in_no_index():
    shop = make_site()
    with indexed_together(), transaction.atomic():
        category = make_category(shop.home, title="Грънчарство")
        transaction.set_rollback(True)

    assert entries(category) == []


def test_after_the_block_every_saving_is_indexed_at_once_again():
    shop = make_site()
    with indexed_together():
        pass

    assert len(entries(make_category(shop.home, title="Грънчарство"))) == 1


def test_a_block_that_fails_still_indexes_what_was_kept():
    shop = make_site()
    made = []

    def fail_halfway():
        with indexed_together():
            made.append(make_category(shop.home, title="Грънчарство"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()

    assert len(entries(made[0])) == 1


def test_pages_are_indexed_again_after_a_crash():
    shop = make_site()
    category = make_category(shop.home, title="Грънчарство", hero_image=make_image())
    IndexEntry.objects.all().delete()
    ReferenceIndex.objects.all().delete()

    index_again([category])

    assert len(entries(category)) == 1
    assert ReferenceIndex.get_references_for_object(category).exists()
