"""No way of publishing passes the safety facts by: form, workflow, bulk action, timetable, translation."""

from datetime import timedelta

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, PageLogEntry, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset
from wagtail_localize.models import Translation, TranslationSource

from accounts.models import User
from accounts.tests.people import sign_in
from products.models import Product, ProductPage, ProductPageImage
from products.safety import Missing
from products.tests.editor import edit
from products.tests.factories import make_category_tree, make_image, make_operator, make_page, make_product

pytestmark = pytest.mark.django_db
LACKING = (Missing.RESPONSIBLE_PERSON, Missing.PICTURE)


@pytest.fixture
def manager(client):
    user = User.objects.create_superuser(email="manager@example.com", password="a long enough password")
    sign_in(client, user)
    return user


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def draft(tree):
    """A draft that lacks the manufacturer's responsible person and its picture, and nothing else."""
    product = make_product(
        name="Pot",
        gpsr_exempt_reason="",
        manufacturer=make_operator("Far Ltd", "CN"),
        warnings_bg="Чупливо.",
    )
    page = make_page(product, tree.indoor, title="Саксия", slug="pot", live=False)
    page.save_revision()
    return page


def is_live(page):
    return ProductPage.objects.get(pk=page.pk).live


def complete(page):
    Product.objects.filter(pk=page.product_id).update(responsible_person=make_operator("Import Ltd", "DE"))
    ProductPageImage.objects.create(page=page, image=make_image(), sort_order=0)
    ProductPage.objects.get(pk=page.pk).save_revision()


def pictured(image):
    return inline_formset([{"image": image.pk, "caption": ""}])


def refused(response):
    """Return the messages that name both things that are missing."""
    found = [(message.level_tag, message.message) for message in response.context["messages"]]
    return [
        level
        for level, words in found
        if all(str(part) in words for part in ("Саксия", *(one.label for one in LACKING)))
    ]


def test_the_form_names_what_is_missing_and_keeps_what_was_typed(client, manager, draft):
    response = edit(client, draft, summary="Нова", **{"action-publish": "1"})
    form = response.context["form"]
    assert form.has_error(NON_FIELD_ERRORS, "facts_missing")
    assert form.has_error(NON_FIELD_ERRORS, "picture_missing")
    assert not form.has_error(NON_FIELD_ERRORS, "nothing_to_sell")
    assert str(Missing.RESPONSIBLE_PERSON.label) in response.content.decode()
    assert form["summary"].value() == "Нова"
    assert not is_live(draft)


def test_the_form_takes_the_picture_that_is_posted_with_it(client, manager, draft):
    Product.objects.update(responsible_person=make_operator("Import Ltd", "DE"))
    image = make_image()
    gallery = inline_formset([{"image": image.pk, "caption": "", "DELETE": "on"}])
    response = edit(client, draft, gallery=gallery, **{"action-publish": "1"})
    assert response.context["form"].has_error(NON_FIELD_ERRORS, "picture_missing")
    assert edit(client, draft, gallery=pictured(image), **{"action-publish": "1"}).status_code == 302
    assert is_live(draft)


def test_an_exempt_product_needs_neither_facts_nor_picture(client, manager, draft):
    Product.objects.update(gpsr_exempt_reason="An antique", manufacturer=None)
    assert edit(client, draft, **{"action-publish": "1"}).status_code == 302
    assert is_live(draft)


def bulk_publish(client, page):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    return client.post(url, {"include_descendants": ""}, follow=True)


def test_a_bulk_action(client, manager, draft):
    assert refused(bulk_publish(client, draft)) == ["error"]
    assert not is_live(draft)
    complete(draft)
    bulk_publish(client, draft)
    assert is_live(draft)


def test_a_workflow(client, manager, draft):
    task = GroupApprovalTask.objects.create(name="Look at it")
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(draft, manager)
    args = [draft.pk, "approve", state.current_task_state.pk]
    url = reverse("wagtailadmin_pages:workflow_action", args=args)
    assert refused(client.post(url, {"comment": ""}, follow=True)) == ["error"]
    state.refresh_from_db()
    assert (state.status, is_live(draft)) == ("in_progress", False)


def test_the_timetable_writes_into_the_history_what_was_missing(client, manager, draft):
    revision = ProductPage.objects.get(pk=draft.pk).save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    call_command("publish_scheduled")
    assert not is_live(draft)
    entry = PageLogEntry.objects.get(page=draft.pk, action="products.publish_refused")
    assert entry.data["missing"] == ["responsible_person", "picture"]
    history = client.get(reverse("wagtailadmin_pages:history", args=[draft.pk])).content.decode()
    assert str(Missing.RESPONSIBLE_PERSON.label) in history


def test_a_translation_needs_its_warnings_in_its_own_language(client, manager, draft, tree):
    # Given a published Bulgarian page whose product warns in Bulgarian only
    complete(draft)
    ProductPage.objects.get(pk=draft.pk).get_latest_revision().publish()
    assert is_live(draft)
    page = ProductPage.objects.get(pk=draft.pk)
    source, _created = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=tree.indoor_en.locale)
    source.create_or_update_translation(tree.indoor_en.locale, publish=False, fallback=True)
    english = ProductPage.objects.get(locale_code="en")
    url = reverse("wagtailadmin_pages:edit", args=[english.pk])
    # When it is published in English
    with pytest.MonkeyPatch.context() as patch:
        run_on_commit_at_once(patch)
        response = client.post(url, {"action": "publish"}, follow=True)
    # Then a message names the English warnings
    (words,) = [m.message for m in response.context["messages"] if m.level_tag == "error"]
    assert str(Missing.WARNINGS_EN.label) in words
    assert not is_live(english)
    # And with them it is published
    Product.objects.update(warnings_en="Breaks.")
    with pytest.MonkeyPatch.context() as patch:
        run_on_commit_at_once(patch)
        client.post(url, {"action": "publish"})
    assert is_live(english)


def run_on_commit_at_once(patch):
    """wagtail-localize publishes after the commit of its own transaction, which a test's never ends."""
    patch.setattr("django.db.transaction.on_commit", lambda act, *args, **kwargs: act())
