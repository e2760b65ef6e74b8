"""Editors change a picture in Wagtail's own view; the cards that show it follow."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from accounts.models import User
from accounts.tests.people import sign_in
from products.models import ListingEntry, ProductPageImage
from products.services.listing import refresh_pages
from products.tests.factories import make_category_tree, make_image, make_page, make_page_twin, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    sign_in(client, User.objects.create_superuser(email="m@example.com", password="a long enough password"))
    return client


@pytest.fixture
def image():
    return make_image(width=1000, height=700, alt_bg="Саксия", alt_en="A pot")


@pytest.fixture
def pages(image):
    """A product's page in each language, both with the picture."""
    tree = make_category_tree()
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot", image=image)
    twin = make_page_twin(page, parent=tree.indoor_en, title="Pot")
    ProductPageImage.objects.create(page=twin, image=image, sort_order=0)
    refresh_pages([twin.pk])
    return page, twin


def edit(editor, image, **changes):
    """Send the form of Wagtail's edit view, with these fields changed."""
    fields = {
        "title": image.title,
        "collection": Collection.get_first_root_node().pk,
        "alt_bg": image.alt_bg,
        "alt_en": image.alt_en,
    }
    response = editor.post(reverse("wagtailimages:edit", args=[image.pk]), {**fields, **changes})
    assert response.status_code == 302


def card(page):
    return ListingEntry.objects.get(pk=page.pk).picture


def addresses(picture):
    sources = " ".join(source["srcset"] for source in picture["sources"])
    return {picture["src"], *re.findall(r"\S*/media/\S+", sources)}


def files(picture):
    return [default_storage.exists(address.removeprefix("/media/")) for address in addresses(picture)]


def test_a_replaced_file_is_on_the_cards_of_every_language(
    editor, image, pages, django_capture_on_commit_callbacks
):
    before = card(pages[0])
    content = io.BytesIO()
    Image.new("RGB", (900, 900), (200, 30, 30)).save(content, "JPEG")

    with django_capture_on_commit_callbacks(execute=True):
        edit(editor, image, file=SimpleUploadedFile("red.jpg", content.getvalue(), "image/jpeg"))

    assert not any(files(before))
    for page in pages:
        assert addresses(card(page)).isdisjoint(addresses(before))
        assert len(files(card(page))) == 5
        assert all(files(card(page)))


def test_another_focal_point_cuts_the_cards_anew(editor, image, pages):
    before = card(pages[0])

    edit(
        editor,
        image,
        focal_point_x=800,
        focal_point_y=350,
        focal_point_width=100,
        focal_point_height=100,
    )

    for page in pages:
        assert addresses(card(page)).isdisjoint(addresses(before))
        assert all(files(card(page)))


def test_another_text_is_on_the_card_of_its_language(editor, image, pages):
    edit(editor, image, alt_en="A clay pot")

    assert [card(page)["alt"] for page in pages] == ["Саксия", "A clay pot"]


def test_a_picture_on_no_page_is_edited_like_any_other(editor, pages):
    other = make_image(title="Other", alt_bg="Друга", alt_en="Another")
    before = [card(page) for page in pages]

    edit(editor, other, title="Another")

    assert [card(page) for page in pages] == before
