"""Who answers for a product, what it warns of and the legal guarantee, as the shopper gets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core.models import ShopSettings
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_operator,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def page(tree):
    product = make_product(
        brand="Clay",
        gpsr_exempt_reason="",
        manufacturer=make_operator("Far Ltd", "CN", postal_address="8 Kiln Road"),
        responsible_person=make_operator("Import GmbH", "DE", website="https://import.example/safety"),
        warnings_bg="Чупливо.\nОстро.",
        warnings_en="<b>Breaks.</b>",
        variants=[
            {"values": {"Size": "S"}, "sku": "POT-S", "gtin": "4006381333931"},
            {"values": {"Size": "L"}, "sku": None},
        ],
    )
    page = make_page(product, tree.indoor, title="Саксия", slug="pot", image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot", slug="pot")
    return page


def part(response, name):
    html = response.content.decode()
    start = html.index(f'id="{name}"')
    return html[start : html.index("</section>", start)]


def test_the_product_page_names_who_answers_for_it_and_every_number(client, page):
    block = part(client.get("/plants/indoor/pot/"), "safety")
    for words in ("Far Ltd", "8 Kiln Road", "safety@clay.example", "Import GmbH", "POT-S", "4006381333931"):
        assert words in block
    assert 'href="https://import.example/safety"' in block
    assert str(page.product.variants.last().public_id) in block


def test_it_warns_in_the_language_of_the_page_only_and_as_text(client, page):
    bulgarian = part(client.get("/plants/indoor/pot/"), "safety")
    english = part(client.get("/en/plants/indoor/pot/"), "safety")
    assert "Чупливо.<br>Остро." in bulgarian
    assert "Breaks." not in bulgarian
    assert "&lt;b&gt;Breaks.&lt;/b&gt;" in english
    assert "Чупливо" not in english


def test_an_exempt_product_has_no_such_block(client, tree):
    make_page(make_product(), tree.indoor, slug="pot")
    assert 'id="safety"' not in client.get("/plants/indoor/pot/").content.decode()


def test_it_costs_no_query(client, page):
    # Given the same page with and without the facts
    def queries():
        client.get("/plants/indoor/pot/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/plants/indoor/pot/")
        return len(captured)

    with_facts = queries()
    page.product.manufacturer = page.product.responsible_person = None
    page.product.warnings_bg = ""
    page.product.save()
    assert queries() == with_facts


def test_until_the_official_notice_is_there_its_facts_stand_in_words(client, page):
    for url in ("/plants/indoor/pot/", "/en/plants/indoor/pot/"):
        block = part(client.get(url), "guarantee")
        assert 'href="https://europa.eu/youreurope/guarantees"' in block
        assert "2" in block


def test_the_official_notice_is_shown_as_it_was_uploaded_in_its_own_language(client, page):
    # Given a Bulgarian notice
    notice = make_image(width=900, height=1200)
    settings = ShopSettings.for_site(page.get_site())
    settings.guarantee_notice_bg = notice
    settings.save()
    # Then it is linked, has words for who cannot see it, and is the file itself
    html = client.get("/plants/indoor/pot/").content.decode()
    start = html.index('<a class="guarantee guarantee--official"')
    link = html[start : html.index("</a>", start)]
    assert 'href="https://europa.eu/youreurope/guarantees"' in link
    assert f'src="{notice.file.url}" width="900" height="1200"' in link
    assert "europa.eu/youreurope/guarantees" in link[link.index("alt=") :]
    # And the English page has words
    english = client.get("/en/plants/indoor/pot/").content.decode()
    assert "guarantee--official" not in english
    with translation.override("en"):
        assert settings.guarantee_notice is None
