"""Product pages and their products in the Wagtail admin, through its real views."""

from datetime import timedelta

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, ModelLogEntry, Page, PageLogEntry, Workflow, WorkflowTask
from wagtail.test.utils.form_data import inline_formset
from wagtail_localize.models import Translation, TranslationSource

from accounts.models import User
from accounts.tests.people import sign_in
from products.models import ListingEntry, Product, ProductPage
from products.tests.editor import copy, create, edit, form
from products.tests.factories import make_category_tree, make_image, make_page, make_product, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    user = User.objects.create_superuser(email="manager@example.com", password="a long enough password")
    sign_in(client, user)
    return user


@pytest.fixture
def tree():
    return make_category_tree()


def test_a_new_page_gets_its_product_with_its_first_save(client, manager, tree):
    # When a draft is saved for the first time
    create(client, tree.indoor)
    # Then it has a product of its name, archived until the page is published
    page = ProductPage.objects.get(slug="pot")
    assert (page.product.name, page.product.is_archived, page.live) == ("Саксия", True, False)
    assert page.locale_code == "bg"


def test_a_new_page_cannot_be_published_at_once_and_says_so_in_the_form(client, manager, tree):
    response = create(client, tree.indoor, **{"action-publish": "1"})
    assert response.context["form"].has_error(NON_FIELD_ERRORS, "nothing_to_sell")
    assert not ProductPage.objects.exists()
    assert not Product.objects.exists()


def test_the_first_publishing_puts_the_product_on_sale(client, manager, tree):
    # Given a saved draft whose product was given a price meanwhile, and needs no safety facts
    create(client, tree.indoor)
    page = ProductPage.objects.get(slug="pot")
    make_variant(page.product, price="19.90", stock=3)
    Product.objects.update(gpsr_exempt_reason="An antique")
    # When it is published
    response = edit(client, page, **{"action-publish": "1"})
    # Then it is live, on sale and listed
    page.refresh_from_db()
    assert response.status_code == 302
    assert (page.live, page.product.is_archived) == (True, False)
    assert str(ListingEntry.objects.get(page=page).price) == "19.90"


def test_a_page_whose_product_was_archived_later_cannot_be_published_again(client, manager, tree):
    page = make_page(make_product(), tree.indoor, slug="pot")
    Product.objects.update(archived_at=timezone.now())
    response = edit(client, page, summary="Нова", **{"action-publish": "1"})
    assert response.context["form"].has_error(NON_FIELD_ERRORS, "nothing_to_sell")
    page.refresh_from_db()
    assert (page.summary, page.product.is_archived) == ("", True)


def test_a_draft_of_it_can_still_be_saved(client, manager, tree):
    page = make_page(make_product(), tree.indoor, slug="pot")
    Product.objects.update(archived_at=timezone.now())
    assert edit(client, page, summary="Нова").status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().summary == "Нова"


def test_publishing_an_old_draft_keeps_the_product(client, manager, tree):
    # Given a draft from before the page had its product
    create(client, tree.indoor)
    page = ProductPage.objects.get(slug="pot")
    first_draft = page.revisions.order_by("pk").first()
    assert first_draft.content["product"] is None
    make_variant(page.product)
    Product.objects.update(gpsr_exempt_reason="An antique")
    # When that draft is published
    first_draft.publish()
    # Then the page shows its product
    page.refresh_from_db()
    assert (page.live, page.product.name) == (True, "Саксия")


@pytest.fixture
def empty_draft(tree):
    """A draft with a product that has no variant, in a revision that could be published."""
    page = make_page(
        Product.objects.create(name="Празна"), tree.indoor, title="Празна", slug="empty", live=False
    )
    page.save_revision()
    return page


def test_a_bulk_action_does_not_publish_what_has_nothing_to_sell(client, manager, empty_draft):
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={empty_draft.pk}"
    response = client.post(url, {"include_descendants": ""}, follow=True)
    (message,) = response.context["messages"]
    assert (message.level_tag, "Празна" in message.message) == ("error", True)
    assert not ProductPage.objects.get(pk=empty_draft.pk).live


def test_a_workflow_does_not_publish_what_has_nothing_to_sell(client, manager, empty_draft):
    # Given a page in moderation
    task = GroupApprovalTask.objects.create(name="Look at it")
    workflow = Workflow.objects.create(name="Moderation")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    state = workflow.start(empty_draft, manager)
    # When it is approved
    args = [empty_draft.pk, "approve", state.current_task_state.pk]
    response = client.post(
        reverse("wagtailadmin_pages:workflow_action", args=args), {"comment": ""}, follow=True
    )
    # Then it stays a draft in moderation
    (message,) = response.context["messages"]
    assert (message.level_tag, "Празна" in message.message) == ("error", True)
    state.refresh_from_db()
    assert state.status == "in_progress"
    assert not ProductPage.objects.get(pk=empty_draft.pk).live


def test_the_timetable_leaves_out_what_has_nothing_to_sell_and_publishes_the_rest(empty_draft, tree):
    # Given two pages whose time has come, the first of them without anything to sell
    full = make_page(make_product(), tree.indoor, title="Пълна", slug="full", live=False)
    moment = timezone.now() - timedelta(minutes=1)
    for page in (empty_draft, full):
        revision = page.save_revision()
        revision.approved_go_live_at = moment
        revision.save()
    # When Wagtail's command runs
    call_command("publish_scheduled")
    # Then the second is live, and the history of the first says why it is not
    assert ProductPage.objects.get(pk=full.pk).live
    assert not ProductPage.objects.get(pk=empty_draft.pk).live
    assert PageLogEntry.objects.filter(page=empty_draft.pk, action="products.publish_refused").count() == 1
    assert not empty_draft.revisions.filter(approved_go_live_at__isnull=False).exists()


def test_a_copied_page_sells_a_copy_of_the_product(client, manager, tree):
    # Given a page with a product in two sizes
    sizes = [{"values": {"Size": "S"}, "price": "9.90"}, {"values": {"Size": "L"}, "price": "14.50"}]
    product = make_product(name="Pot", brand="Clay & Co", variants=sizes)
    page = make_page(product, tree.indoor, title="Саксия", slug="pot")
    # When it is copied, though somebody asks for a live copy
    copy(client, page, tree.outdoor, publish_copies="on")
    # Then there is a draft with a product of its own: same prices, no SKU, no stock
    copied = ProductPage.objects.get(slug="pot-2")
    assert copied.product.pk != product.pk
    assert (copied.live, copied.product.is_archived, copied.product.brand) == (False, True, "Clay & Co")
    rows = copied.product.variants.values_list("price", "sku", "gtin", "stock__on_hand")
    assert [(str(price), *rest) for price, *rest in rows] == [("9.90", None, "", 0), ("14.50", None, "", 0)]
    # And the first one is as it was
    assert product.variants.filter(stock__on_hand=10).count() == 2


def test_a_copied_subtree_copies_every_product_in_it(client, manager, tree):
    names = ["Саксия", "Лейка", "Лопатка"]
    for name in names:
        make_page(make_product(name=name), tree.indoor, title=name)
    copy(client, tree.indoor, tree.plants, copy_subpages="on", publish_copies="on")
    copied = ProductPage.objects.filter(url_path__contains="/indoor-2/").order_by("path")
    assert [(page.title, page.product.name, page.live) for page in copied] == [(n, n, False) for n in names]
    assert Product.objects.count() == 6
    assert ListingEntry.objects.count() == 3


def test_an_alias_of_a_product_page_is_not_made(client, manager, tree):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    copy(client, page, tree.outdoor, alias="on")
    assert ProductPage.objects.get(slug="pot-2").alias_of is None


def test_a_translation_shows_the_same_product(manager, tree):
    # Given a Bulgarian page that is translated with wagtail-localize
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    source, _created = TranslationSource.get_or_create_from_instance(page)
    Translation.objects.create(source=source, target_locale=tree.indoor_en.locale)
    # When the translation is saved and published
    translated, _created = source.create_or_update_translation(
        tree.indoor_en.locale, publish=False, fallback=True
    )
    translated.get_latest_revision().publish()
    # Then it is one product with a page in each language
    english = ProductPage.objects.get(locale_code="en")
    assert (english.product_id, english.live, english.locale.language_code) == (page.product_id, True, "en")
    assert sorted(ListingEntry.objects.values_list("locale_code", flat=True)) == ["bg", "en"]


def test_a_plain_copy_for_translation_shares_the_product_too(tree):
    page = make_page(make_product(), tree.indoor, slug="pot")
    copied = page.copy_for_translation(tree.indoor_en.locale)
    assert ProductPage.objects.get(pk=copied.pk).product_id == page.product_id


def test_a_draft_can_be_looked_at_before_it_has_a_product_and_after(client, manager, tree):
    # Given a draft without a product, and one with a picture that is not saved yet
    bare = make_page(None, tree.indoor, title="Саксия", slug="pot", live=False)
    bare.save_revision()
    image = make_image()
    gallery = inline_formset([{"image": image.pk, "caption": "Отгоре"}])
    # When it is viewed as a draft, and previewed while it is edited
    draft = client.get(reverse("wagtailadmin_pages:view_draft", args=[bare.pk]))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[bare.pk])
    client.post(preview, form("Саксия, нова", "pot", gallery=gallery))
    edited = client.get(preview)
    # Then both are shown, the second one with its picture
    assert (draft.status_code, draft.context["selected"]) == (200, None)
    assert "Саксия, нова" in edited.content.decode()
    assert [picture.caption for picture in edited.context["gallery"]] == ["Отгоре"]


def test_a_marketer_of_another_tree_cannot_copy(client, tree):
    # Given somebody of the staff who may enter the admin but edit no pages
    page = make_page(make_product(), tree.indoor, slug="pot")
    sign_in(client, User.objects.create_user(email="stranger@example.com", password="a long enough password"))
    response = copy(client, page, tree.outdoor)
    assert response.status_code in (302, 403)
    assert ProductPage.objects.count() == 1
    assert Page.objects.filter(slug="pot-2").count() == 0
    assert ModelLogEntry.objects.count() == 0


def test_a_bulk_action_publishes_the_others_of_its_kind(client, manager, tree):
    page = make_page(make_product(), tree.indoor, slug="pot", live=False)
    page.save_revision()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    client.post(url, {"include_descendants": ""})
    assert ProductPage.objects.get(pk=page.pk).live
    assert ListingEntry.objects.filter(page=page).exists()
