"""What search engines and social networks read in the head of a page (wagtailmetadata)."""

import re

import pytest
from django.core.files.storage import default_storage

from products.tests.factories import make_category_tree, make_image, make_page, make_page_twin, make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def pot():
    tree = make_category_tree()
    image = make_image(width=1300, height=900, alt_bg="Глинена саксия")
    page = make_page(
        make_product(), tree.indoor, title="Саксия", slug="pot", summary="Дишаща глина.", image=image
    )
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    return page


def head(client, address: str) -> dict[str, str]:
    """Every meta element by its name or property, and the links by their rel."""
    html = client.get(address).content.decode()
    metas = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    links = re.findall(r'<link rel="(canonical)" href="([^"]*)"', html)
    twins = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]*)"', html)
    title = re.search(r"<title>\s*(.*?)\s*</title>", html)[1]
    return {"title": title, **dict(metas), **dict(links), **dict(twins)}


def test_a_page_speaks_for_itself_with_title_summary_and_first_picture(client, pot):
    found = head(client, "/plants/indoor/pot/")

    assert found["title"] == "Саксия · Vitrina"
    assert found["description"] == found["og:description"] == "Дишаща глина."
    assert found["og:title"] == "Саксия"
    assert found["canonical"] == found["og:url"] == "http://localhost/plants/indoor/pot/"
    assert found["og:image:alt"] == "Глинена саксия"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert default_storage.exists(found["og:image"].partition("/media/")[2])
    assert found["twitter:card"] == "summary_large_image"
    assert found["bg"] == found["x-default"] == "http://localhost/plants/indoor/pot/"
    assert found["en"] == "http://localhost/en/plants/indoor/pot/"


def test_what_an_editor_writes_for_search_engines_goes_first(client, pot):
    chosen = make_image(width=1300, height=900, alt_bg="Друга снимка")
    type(pot).objects.filter(pk=pot.pk).update(
        seo_title="Глинени саксии", search_description="За търсачките.", search_image=chosen
    )

    found = head(client, "/plants/indoor/pot/")

    assert (found["title"], found["og:title"]) == ("Глинени саксии · Vitrina", "Глинени саксии")
    assert found["description"] == "За търсачките."
    assert found["og:image:alt"] == "Друга снимка"


def test_a_page_of_one_person_is_no_page_for_search_engines(client):
    found = head(client, "/cart/")

    assert found["robots"] == "noindex"
    assert "canonical" not in found
