"""Pages of the catalogue are the same for everyone, so that they can be cached whole (DESIGN 1.18)."""

import json

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import User
from accounts.tests.people import sign_in
from home.models import ArticleIndexPage, ArticlePage, HomePage
from legal_pages.models import LegalPage
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
    make_site,
)

pytestmark = pytest.mark.django_db

ADDRESSES = [
    "/",
    "/plants/",
    "/plants/indoor/",
    "/plants/indoor/pot/",
    "/en/plants/indoor/pot/",
    "/journal/",
    "/journal/pots/",
    "/terms/",
    "/search/?q=pot",
]


@pytest.fixture
def shop():
    """A shop with a page of every kind."""
    shop = make_site()
    tree = make_category_tree(shop)
    page = make_page(make_product(), tree.indoor, title="Саксия", slug="pot", image=make_image())
    make_page_twin(page, parent=tree.indoor_en, title="Pot")
    home = HomePage.objects.get(pk=shop.home.pk)
    body = json.dumps([{"type": "product", "value": {"product": page.pk, "text": ""}}])
    HomePage.objects.filter(pk=home.pk).update(body=body)
    journal = home.add_child(instance=ArticleIndexPage(title="Дневник", slug="journal", locale=shop.bg))
    journal.add_child(instance=ArticlePage(title="За саксиите", slug="pots", body=body, locale=shop.bg))
    HomePage.objects.get(pk=home.pk).add_child(
        instance=LegalPage(title="Условия", slug="terms", kind="terms", body="<p>…</p>", locale=shop.bg)
    )
    return shop


def visitor(**cookies):
    """A browser that enforces CSRF checks and brings these cookies."""
    client = Client(enforce_csrf_checks=True)
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_shoppers_get_the_same_bytes_and_no_cookie(shop, address):
    # Given two shoppers with different carts and preferences
    ivan = visitor(cart="one", cart_count="3")
    maria = visitor(cart="two", cart_count="0", consent="no")
    # When both open the page
    answers = [client.get(address) for client in (ivan, maria, visitor())]
    # Then they get the same, and nothing that ties it to them
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert not any(answer.cookies for answer in answers)
    assert not any("cookie" in answer.get("Vary", "").lower() for answer in answers)
    html = answers[0].content.decode()
    assert "csrfmiddlewaretoken" not in html
    assert "nonce=" not in html
    assert "wagtail-userbar" not in html


def test_staff_with_a_session_get_the_user_bar(shop):
    client = Client()
    sign_in(client, User.objects.create_superuser(email="m@example.com", password="a long enough password"))
    response = client.get("/plants/indoor/pot/")
    assert "wagtail-userbar" in response.content.decode()
    assert "Cookie" in response["Vary"]


def test_a_made_up_session_cookie_shows_no_user_bar(shop):
    response = visitor(**{settings.SESSION_COOKIE_NAME: "nonsense"}).get("/plants/indoor/pot/")
    assert "wagtail-userbar" not in response.content.decode()
