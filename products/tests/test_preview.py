"""What the editor's preview shows: prices and stock as they are, and the cards that others make of the page."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tests.people import make_person, sign_in
from products.tests.factories import make_category_tree, make_image, make_page, make_product
from products.tests.test_windows import form

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(client):
    """A page that was never published: its product is archived until it is."""
    sign_in(client, make_person("Marketer"))
    tree = make_category_tree()
    product = make_product(price="19.90", stock=3, archived_at=timezone.now())
    image = make_image(width=1300, height=900, alt_bg="Саксия")
    page = make_page(product, tree.indoor, title="Саксия", slug="pot", live=False, image=image)
    page.save_revision()
    return page


def preview(client, page, mode="", **typed):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    client.post(url, form(page.title, page.slug, **typed))
    return client.get(url, {"mode": mode})


def test_a_draft_shows_the_price_and_stock_of_what_it_is_going_to_sell(client, draft):
    html = preview(client, draft).text
    assert "19,90" in html
    assert "3" in [str(choice.available) for choice in preview(client, draft).context["variants"]]


def test_a_price_that_changed_meanwhile_is_the_one_in_the_preview(client, draft):
    preview(client, draft)
    draft.product.variants.update(price="24.50")
    assert "24,50" in preview(client, draft).text


def test_the_shop_does_not_show_what_only_a_preview_may(client, draft):
    assert client.get("/plants/indoor/pot/").status_code == 404


def test_the_cards_show_title_description_picture_and_price_as_typed(client, draft):
    response = preview(client, draft, "cards", seo_title="Глинена саксия", search_description="Дишаща глина.")
    html = response.text
    assert "Глинена саксия" in html
    assert "Дишаща глина." in html
    assert "19,90" in html
    assert response.templates[0].name == "preview/cards.html"


def test_the_cards_warn_of_what_is_cut_off_or_missing(client, draft):
    long = preview(client, draft, "cards", seo_title="Глинена саксия " * 6, search_description="Глина. " * 30)
    assert [words in long.text for words in ("89", "209")] == [True, True]
    bare = preview(client, draft, "cards")
    assert 'class="cards__hints"' in bare.text


@pytest.mark.parametrize("mode", ["", "cards"])
def test_every_kind_of_page_has_both(mode):
    tree = make_category_tree()
    for page in (tree.indoor, tree.indoor.get_parent().specific):
        assert page.make_preview_request(preview_mode=mode).status_code == 200
