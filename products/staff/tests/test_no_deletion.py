"""A product is archived, never deleted: nobody is offered it, and no address of the admin does it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from accounts.models import User
from accounts.tests.people import PASSWORD, client_of, sign_in
from products.models import Product, Variant
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def product() -> Product:
    return make_product(name="Pot")


@pytest.fixture
def owner() -> Client:
    """A browser in which somebody with every permission there is, delete_product too, is signed in."""
    client = Client()
    sign_in(client, User.objects.create_superuser("owner@vitrina.example", PASSWORD))
    return client


def links_to_deletion(page: str, product: Product) -> list[str]:
    index = reverse("products:index")
    places = [f"{index}delete/", f"{index}{product.pk}/delete/", "/bulk/products/product/delete/"]
    return [place for place in places if place in page]


def test_neither_the_list_nor_the_screen_offers_to_delete_a_product(product, owner):
    for client in (owner, client_of("Marketer"), client_of("Manager")):
        for url in (reverse("products:index"), reverse("products:detail", args=[product.pk])):
            answer = client.get(url)
            assert answer.status_code == 200
            page = answer.content.decode()
            assert "Pot" in page
            assert links_to_deletion(page, product) == []


def test_the_addresses_at_which_wagtail_would_delete_do_not_exist(product, owner):
    with pytest.raises(NoReverseMatch):
        reverse("products:delete", args=[product.pk])
    index = reverse("products:index")
    bulk = reverse("wagtail_bulk_action", args=["products", "product", "delete"])
    for url in (f"{index}delete/{product.pk}/", f"{index}{product.pk}/delete/", f"{bulk}?id={product.pk}"):
        assert owner.post(url).status_code == 404
    assert Product.objects.filter(pk=product.pk).exists()
    assert Variant.objects.filter(product=product.pk).count() == 1


def test_no_change_of_many_products_is_a_deletion():
    actions = bulk_action_registry.get_bulk_actions_for_model("products", "product")

    assert "delete" not in {action.action_type for action in actions}
