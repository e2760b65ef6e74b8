"""What a marketer does beside prices: pictures, translations and the way from a page to what it sells."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.tests.people import client_of
from core.models import ShopImage
from products.models import CategoryPage, ProductPage
from products.tests.factories import make_category_tree, make_page, make_product, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def tree():
    return make_category_tree(make_site())


@pytest.fixture
def page(tree) -> ProductPage:
    return make_page(make_product(name="Pot"), tree.indoor, title="Саксия")


def picture(name: str = "pot.jpg", content: bytes = b"") -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 30), (30, 90, 60)).save(drawn, "JPEG")
    return SimpleUploadedFile(name, content or drawn.getvalue(), content_type="image/jpeg")


def translate(client, source, locale):
    return client.post(
        reverse("wagtail_localize:submit_page_translation", args=[source.pk]),
        {"locales": [locale.pk], "include_subtree": ""},
    )


def test_a_picture_has_a_text_alternative_in_each_language(media):
    typed = {"title": "Pot", "alt_bg": "Зелена саксия", "alt_en": "A green pot", "credit": "", "tags": ""}

    answer = client_of("Marketer").post(reverse("wagtailimages:add"), typed | {"file": picture()})

    assert answer.status_code == 302
    image = ShopImage.objects.get()
    assert (image.alt_bg, image.alt_en) == ("Зелена саксия", "A green pot")


def test_a_file_that_is_no_picture_is_refused_beside_its_field_and_the_words_stay(media):
    typed = {"title": "Pot", "alt_bg": "Зелена саксия", "alt_en": "", "credit": "", "tags": ""}

    answer = client_of("Marketer").post(
        reverse("wagtailimages:add"), typed | {"file": picture(content=b"<html>not a picture</html>")}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors["file"]
    assert answer.context["form"]["alt_bg"].value() == "Зелена саксия"
    assert not ShopImage.objects.exists()


def test_a_clerk_uploads_nothing(media):
    answer = client_of("Order staff").post(reverse("wagtailimages:add"), {"title": "Pot", "file": picture()})

    assert answer.status_code == 302
    assert not ShopImage.objects.exists()


def test_a_marketer_translates_a_category(tree):
    new = CategoryPage(title="Сухи", slug="dry", locale=tree.plants.locale)
    tree.plants.add_child(instance=new)

    answer = translate(client_of("Marketer"), new, tree.plants_en.locale)

    assert answer.status_code == 302
    assert new.get_translation(tree.plants_en.locale).get_parent().pk == tree.plants_en.pk


def test_the_translation_of_a_product_page_leads_to_prices_and_stock(tree, page):
    marketer = client_of("Marketer")
    translate(marketer, page, tree.indoor_en.locale)
    translated = page.get_translation(tree.indoor_en.locale)

    editor = marketer.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))

    assert editor.status_code == 200
    assert "js-translation-editor" in editor.content.decode()
    assert reverse("products:detail", args=[page.product_id]) in editor.content.decode()


def test_the_translation_of_a_category_leads_to_no_product(tree):
    marketer = client_of("Marketer")
    new = tree.plants.add_child(instance=CategoryPage(title="Сухи", slug="dry", locale=tree.plants.locale))
    translate(marketer, new, tree.plants_en.locale)
    translated = new.get_translation(tree.plants_en.locale)

    editor = marketer.get(reverse("wagtailadmin_pages:edit", args=[translated.pk]))

    assert (
        "/products/"
        not in editor.content.decode().partition("js-translation-editor")[0].partition("<main")[2]
    )


def test_a_clerk_translates_nothing(tree, page):
    answer = translate(client_of("Order staff"), page, tree.indoor_en.locale)

    assert answer.status_code == 302
    assert page.get_translation_or_none(tree.indoor_en.locale) is None


def test_search_engine_fields_stand_on_the_promote_tab(page):
    editor = client_of("Marketer").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    _before, _content, promote, *_others = editor.split('role="tabpanel"')
    assert all(f'name="{name}"' in promote for name in ("seo_title", "search_description", "search_image"))


def test_the_page_editor_shows_prices_it_cannot_change(page):
    editor = client_of("Marketer").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert reverse("products:detail", args=[page.product_id]) in editor
    assert 'name="price"' not in editor
