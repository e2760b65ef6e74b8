"""From Bulgarian to English through wagtail-localize's own views: nothing is copied by itself, nothing changes what is sold."""

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, Translation

from accounts.models import User
from accounts.tests.people import sign_in
from products.models import CategoryPage, ListingEntry, PinnedProduct, ProductPage
from products.models.pages import FeaturedProduct
from products.search_words import query_stems
from products.selectors import search_entries
from products.tests.factories import make_category, make_category_tree, make_page, make_product, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def marketer(client):
    user = User.objects.create_superuser(email="manager@example.com", password="a long enough password")
    sign_in(client, user)
    return user


def submit(client, page, **options):
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(url, {"locales": [english.pk], **options}, follow=True)


def put(client, name, *args, value):
    body = f"value={value}"
    return client.put(
        reverse(f"wagtail_localize:{name}", args=args), body, content_type="application/x-www-form-urlencoded"
    )


def publish(client, page):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_publishing_a_page_makes_no_page_in_the_other_language(
    client, marketer, tree, django_capture_on_commit_callbacks
):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    form = {
        "title": "Саксия",
        "slug": "pot",
        "seo_title": "",
        "search_description": "",
        "summary": "",
        "description": rich_text(""),
        "facts": streamfield([]),
        "body": streamfield([]),
        "gallery": inline_formset([]),
        "other_categories": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "1",
    }
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), nested_form_data(form))
    assert ProductPage.objects.count() == 1
    assert_not_in_english(client)


def assert_not_in_english(client):
    """No address, no list, no search and no map knows the product in English."""
    assert client.get("/en/plants/indoor/pot/").status_code == 404
    assert list(client.get("/en/plants/").context["entries"]) == []
    assert not ListingEntry.objects.filter(locale_code="en").exists()
    assert not search_entries(query_stems("Саксия"), "en").exists()
    assert "/en/plants/indoor/pot/" not in client.get("/sitemap.xml").content.decode()


def test_a_translation_is_a_draft_until_somebody_publishes_it(
    client, marketer, tree, django_capture_on_commit_callbacks
):
    # Given a published page that is given to the translators
    page = make_page(make_product(price="12.90", stock=3), tree.indoor, title="Саксия", slug="pot")
    with django_capture_on_commit_callbacks(execute=True):
        submit(client, page)
    twin = page.get_translation(tree.indoor_en.locale)
    assert (twin.live, twin.product) == (False, page.product)
    assert_not_in_english(client)
    # When its title is translated and it is published in the translation editor
    translation = Translation.objects.get(source__object_id=page.translation_key)
    title = StringSegment.objects.get(source=translation.source, context__path="title")
    assert put(client, "edit_string_translation", translation.pk, title.pk, value="Pot").status_code == 201
    with django_capture_on_commit_callbacks(execute=True):
        assert publish(client, twin).status_code == 302
    # Then it shows the same product, with the same price and stock
    response = client.get("/en/plants/indoor/pot/")
    assert (response.status_code, response.context["page"].title) == (200, "Pot")
    (variant,) = response.context["variants"]
    assert (str(variant.price_now.amount), variant.available) == ("12.90", 3)
    assert [entry.title for entry in client.get("/en/plants/").context["entries"]] == ["Pot"]


def test_a_translator_cannot_point_the_page_at_another_product(
    client, marketer, tree, django_capture_on_commit_callbacks
):
    # Given a translated page and another product
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    other = make_product()
    submit(client, page)
    translation = Translation.objects.get(source__object_id=page.translation_key)
    # Then the translation editor has nothing to override the product by
    segments = OverridableSegment.objects.filter(source=translation.source)
    assert "product" not in segments.values_list("context__path", flat=True)
    # And its view refuses every segment that is not there
    made_up = (OverridableSegment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    assert put(client, "edit_override", translation.pk, made_up, value=other.pk).status_code == 404
    assert not SegmentOverride.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        publish(client, page.get_translation(tree.indoor_en.locale))
    assert page.get_translation(tree.indoor_en.locale).product == page.product


def test_a_segment_of_another_page_is_refused_too(client, marketer, tree):
    first = make_page(make_product(), tree.indoor, slug="one")
    second = make_page(make_product(), tree.indoor, slug="two")
    for page in (first, second):
        page.body = [("product", {"product": first, "text": ""})]
        page.save()
        submit(client, page)
    translation = Translation.objects.get(source__object_id=first.translation_key)
    foreign = OverridableSegment.objects.filter(source__object_id=second.translation_key).first()
    assert put(client, "edit_override", translation.pk, foreign.pk, value=second.pk).status_code == 404


def test_a_page_is_translated_after_the_one_above_it(client, marketer):
    # Given a category without English page and a product in it
    shop = make_site()
    category = make_category(shop.home, title="Растения", slug="plants")
    page = make_page(make_product(), category, title="Саксия", slug="pot")
    # When the product is to be translated first
    response = submit(client, page)
    # Then that is refused in words, and no category speaks Bulgarian under /en/
    assert len(messages_of(response)) == 1
    assert not Page.objects.filter(locale=shop.en, depth__gt=2).exists()
    assert not Translation.objects.exists()
    # And it works in the right order
    submit(client, category)
    submit(client, page)
    assert Page.objects.filter(locale=shop.en, depth__gt=2, live=False, alias_of=None).count() == 2


def test_a_subtree_is_translated_as_drafts(client, marketer):
    shop = make_site()
    category = make_category(shop.home, title="Растения", slug="plants")
    make_page(make_product(), category, title="Саксия", slug="pot")
    submit(client, category, include_subtree="on")
    english = Page.objects.filter(locale=shop.en, depth__gt=2)
    assert [page.live for page in english] == [False, False]


def test_no_language_is_filled_from_another_by_itself(client, marketer, tree):
    form = client.get(reverse("wagtaillocales:edit", args=[tree.indoor_en.locale.pk])).content.decode()
    assert "sync_from" not in form


def test_a_translated_category_shows_the_translated_products_in_front(
    client, marketer, tree, django_capture_on_commit_callbacks
):
    # Given a Bulgarian category with products in front, of which one is translated
    gifts = make_category(make_site().home, title="Подаръци", slug="gifts")
    page = make_page(make_product(), gifts, title="Саксия", slug="pot")
    untranslated = make_page(make_product(), gifts, title="Само на български", slug="only")
    for model in (PinnedProduct, FeaturedProduct):
        for number, chosen in enumerate((untranslated, page)):
            model.objects.create(page=gifts, product_page=chosen, sort_order=number)
    # When both are translated through the admin
    with django_capture_on_commit_callbacks(execute=True):
        for source in (gifts, page):
            submit(client, source)
            publish(client, source.get_translation(tree.indoor_en.locale))
    # Then the English category shows what there is in English
    response = client.get("/en/gifts/")
    assert [entry.url for entry in response.context["featured"]] == ["/en/gifts/pot/"]
    assert [entry.url for entry in response.context["entries"]] == ["/en/gifts/pot/"]
    assert response.context["sort"] == "choice"
    assert CategoryPage.objects.get(slug="gifts", locale__language_code="en").pinned_products.count() == 2


def test_other_categories_follow_a_translation(client, marketer, tree, django_capture_on_commit_callbacks):
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot")
    page.other_categories.create(category=tree.outdoor)
    page.save()
    with django_capture_on_commit_callbacks(execute=True):
        submit(client, page)
        publish(client, page.get_translation(tree.indoor_en.locale))
    assert [entry.url for entry in client.get("/en/plants/outdoor/").context["entries"]] == [
        "/en/plants/indoor/pot/"
    ]
