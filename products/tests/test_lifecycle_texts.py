"""Whatever marketers do with texts and pictures, no variant, price, stock or history changes: through the admin's views."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset
from wagtail_localize.models import OverridableSegment, Translation, TranslationSource

from accounts.tests.people import client_of
from products.models import Product, ProductPage, ProductPageImage, Stock
from products.tests.editor import edit, everything_that_counts, form
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_operator,
    make_page,
    make_product,
)

pytestmark = pytest.mark.django_db
SIZES = [
    {"values": {"Size": "S"}, "price": "9.90", "stock": 7, "reserved": 2},
    {"values": {"Size": "L"}, "price": "14.50", "reduced_price": "12.00", "stock": 3},
]


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def marketer(tree):
    return client_of("Marketer")


@pytest.fixture
def page(tree):
    """A published page of a product in two sizes that the regulation covers; its first revision is what is live."""
    product = make_product(
        name="Pot",
        variants=SIZES,
        gpsr_exempt_reason="",
        manufacturer=make_operator(),
        warnings_bg="Чупливо.",
        warnings_en="Breaks.",
    )
    page = make_page(product, tree.indoor, title="Саксия", slug="pot", image=make_image(title="Front"))
    ProductPage.objects.get(pk=page.pk).save_revision().publish()
    return ProductPage.objects.get(pk=page.pk)


def gallery_of(page, **more):
    """Return the posted gallery: its rows as they are, then others."""
    rows = [
        {"id": row.pk, "image": row.image_id, "caption": row.caption, "ORDER": n + 1}
        for n, row in enumerate(ProductPageImage.objects.filter(page=page))
    ]
    added = [{"image": image.pk, "caption": "", "ORDER": 9} for image in more.get("added", [])]
    return inline_formset([*rows, *added], initial=len(rows))


def save(client, page, **data):
    return edit(client, page, **{"gallery": gallery_of(page), **data})


def now_published(page):
    return ProductPage.objects.get(pk=page.pk)


def start_workflow(page):
    task = GroupApprovalTask.objects.create(name="Look at it")
    task.groups.add(Group.objects.get(name="Manager"))
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    workflow.workflow_pages.create(page=page)
    return workflow


def test_a_draft_and_its_preview_show_the_new_text_and_the_shop_the_old_one(marketer, page):
    before = everything_that_counts()
    assert save(marketer, page, summary="Нова").status_code == 302
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    marketer.post(preview, form("Саксия, друга", "pot", gallery=gallery_of(page)))
    assert "Саксия, друга" in marketer.get(preview).content.decode()
    draft = marketer.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content.decode()
    assert "Нова" in draft
    assert (now_published(page).summary, now_published(page).live) == ("", True)
    assert everything_that_counts() == before


def test_autosave_keeps_what_counts(marketer, page):
    before = everything_that_counts()
    data = form(page.title, page.slug, summary="Полунаписано", gallery=gallery_of(page))
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = marketer.post(url, data, headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    assert now_published(page).get_latest_revision_as_object().summary == "Полунаписано"
    assert everything_that_counts() == before


def test_publishing_a_text_publishes_nothing_else(marketer, page):
    before = everything_that_counts()
    assert save(marketer, page, summary="Нова", **{"action-publish": "1"}).status_code == 302
    assert now_published(page).summary == "Нова"
    assert everything_that_counts() == before


def test_a_workflow_approves_texts_and_nothing_else(marketer, page):
    # Given a page in moderation, while the stock is corrected
    workflow = start_workflow(page)
    save(marketer, page, summary="Нова", **{"action-submit": "1"})
    state = now_published(page).current_workflow_state
    assert state.workflow == workflow
    Stock.objects.filter(variant__product=page.product).update(on_hand=5)
    before = everything_that_counts()
    # When a manager approves it
    args = [page.pk, "approve", state.current_task_state.pk]
    answer = client_of("Manager").post(
        reverse("wagtailadmin_pages:workflow_action", args=args), {"comment": ""}, follow=True
    )
    # Then the text is published
    assert answer.status_code == 200
    assert now_published(page).summary == "Нова"
    assert everything_that_counts() == before


def test_the_timetable_publishes_and_unpublishes_texts_only(marketer, page):
    before = everything_that_counts()
    # Given a text for tomorrow, and an end the day after
    day = timezone.localtime() + timedelta(days=1)
    dates = {"go_live_at": f"{day:%Y-%m-%d %H:%M}", "expire_at": f"{day + timedelta(days=1):%Y-%m-%d %H:%M}"}
    save(marketer, page, summary="Утре", **{"action-publish": "1"}, **dates)
    assert now_published(page).summary == ""
    # When tomorrow comes
    revision = now_published(page).scheduled_revision
    past = timezone.now() - timedelta(minutes=1)
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    call_command("publish_scheduled")
    assert (now_published(page).summary, now_published(page).live) == ("Утре", True)
    # And the day after
    ProductPage.objects.filter(pk=page.pk).update(expire_at=past)
    call_command("publish_scheduled")
    assert not now_published(page).live
    assert everything_that_counts() == before


def test_an_old_text_is_brought_back_without_its_time(marketer, page):
    # Given a newer text, and prices and stock that changed since the first one
    old = now_published(page).latest_revision
    save(marketer, page, summary="Нова", **{"action-publish": "1"})
    variant = page.product.variants.first()
    variant.price = "11.00"
    variant.save()
    before = everything_that_counts()
    # When the first one is opened again and published
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    assert marketer.get(url).status_code == 200
    save(marketer, page, summary="", revision=old.pk, **{"action-publish": "1"})
    # Then the text is the old one and what counts is that of today
    assert now_published(page).summary == ""
    assert everything_that_counts() == before
    assert now_published(page).product_id == page.product_id


def test_an_old_draft_that_is_published_by_code_changes_the_text_only(page, marketer):
    old = now_published(page).latest_revision
    save(marketer, page, summary="Нова", **{"action-publish": "1"})
    page.product.variants.update(weight_grams=750)
    before = everything_that_counts()
    now_published(page).revisions.get(pk=old.pk).publish()
    assert now_published(page).summary == ""
    assert everything_that_counts() == before


def test_two_revisions_are_compared_with_their_pictures(marketer, page):
    # Given a revision with another text and a second picture
    old = now_published(page).latest_revision
    added = make_image(title="From above")
    save(marketer, page, summary="Нова", gallery=gallery_of(page, added=[added]))
    new = now_published(page).latest_revision
    # When both are compared
    url = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, old.pk, new.pk])
    answer = marketer.get(url)
    # Then the text and the picture are among the differences
    assert answer.status_code == 200
    assert "Нова" in answer.content.decode()
    (pictures,) = [one for one in answer.context["comparison"] if getattr(one, "is_child_relation", False)]
    assert [one.is_addition() for one in pictures.get_child_comparisons()] == [False, True]


def test_a_picture_goes_through_draft_and_rollback(marketer, page):
    before = everything_that_counts()
    old = now_published(page).latest_revision
    added = make_image(title="From above")
    save(marketer, page, gallery=gallery_of(page, added=[added]), **{"action-publish": "1"})
    assert ProductPageImage.objects.filter(page=page).count() == 2
    now_published(page).revisions.get(pk=old.pk).publish()
    assert [row.image.title for row in ProductPageImage.objects.filter(page=page)] == ["Front"]
    assert everything_that_counts() == before


def test_moving_a_page_moves_its_address_only(marketer, page, tree):
    before = everything_that_counts()
    url = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, tree.outdoor.pk])
    assert marketer.post(url).status_code == 302
    assert now_published(page).get_parent().pk == tree.outdoor.pk
    assert everything_that_counts() == before


def test_unpublishing_a_page_takes_nothing_from_its_product(marketer, page):
    before = everything_that_counts()
    assert marketer.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk])).status_code == 302
    assert not now_published(page).live
    assert everything_that_counts() == before


def test_copying_leaves_the_product_that_was_copied_as_it_was(marketer, page, tree):
    before = everything_that_counts()
    ids = {
        name: [row["id"] if "id" in row else row["variant_id"] for row in rows]
        for name, rows in before.items()
    }
    # When the page is copied, and then the shelf that it stands on
    for source, name in ((page, "Саксия 2"), (tree.indoor, "Стайни 2")):
        fields = {
            "new_title": name,
            "new_slug": f"copy-{source.pk}",
            "new_parent_page": tree.outdoor.pk if source == page else tree.plants.pk,
            "copy_subpages": "on",
        }
        answer = marketer.post(reverse("wagtailadmin_pages:copy", args=[source.pk]), fields)
        assert answer.status_code == 302
    # Then there are two more products, with the same safety facts, and every row that was there is as it was
    assert Product.objects.count() == 3
    assert {product.manufacturer_id for product in Product.objects.all()} == {page.product.manufacturer_id}
    after = everything_that_counts()
    for name, rows in before.items():
        key = "variant_id" if rows and "id" not in rows[0] else "id"
        assert [row for row in after[name] if row.get(key) in ids[name]] == rows


def test_a_translation_is_made_and_published_through_its_own_views(marketer, page, tree):
    before = everything_that_counts()
    # When the page is sent to translation and published in English
    submit = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    answer = marketer.post(submit, {"locales": [tree.indoor_en.locale.pk]})
    assert answer.status_code == 302
    english = ProductPage.objects.get(locale_code="en")
    assert not english.live
    marketer.post(reverse("wagtailadmin_pages:edit", args=[english.pk]), {"action": "publish"})
    # Then there is one product, with one stock and one price, on two pages
    assert everything_that_counts() == before
    assert Translation.objects.filter(target_locale=tree.indoor_en.locale).count() == 1
    assert now_published(english).product_id == page.product_id


def test_a_translator_cannot_point_the_english_page_at_another_product(marketer, page, tree):
    other = make_product(name="Other")
    source, _created = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=tree.indoor_en.locale)
    # Given the fields that a translator may override: the product is none of them
    paths = set(OverridableSegment.objects.filter(source=source).values_list("context__path", flat=True))
    assert not any(path.split(".")[0] == "product" for path in paths)
    # When a translation is written over whose page names another product
    source.create_or_update_translation(tree.indoor_en.locale, publish=False, fallback=True)
    english = ProductPage.objects.get(locale_code="en")
    revision = english.latest_revision
    revision.content["product"] = other.pk
    revision.save()
    now_published(english).revisions.get(pk=revision.pk).publish()
    # Then it still shows its own
    assert now_published(english).product_id == page.product_id
