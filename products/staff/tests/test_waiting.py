"""How many people wait for what is sold out, where the shelf is filled. Never who."""

import pytest
from django.urls import reverse

from accounts.tests.people import client_of
from products.models import RestockRequest, Variant
from products.tests.factories import make_product

pytestmark = pytest.mark.django_db


def wait_for(variant: Variant, people: int) -> None:
    for number in range(people):
        RestockRequest.objects.create(variant=variant, email=f"person-{number}@example.com", language="bg")


def test_the_commerce_screen_says_how_many_wait_for_each_variant():
    product = make_product(
        name="Pot",
        variants=[{"values": {"Size": "S"}, "stock": 0}, {"values": {"Size": "L"}, "stock": 0}],
    )
    wait_for(product.variants.last(), 2)

    page = client_of("Marketer").get(reverse("products:detail", args=[product.pk]))

    assert [row.waiting for row in page.context["screen"].rows] == [0, 2]
    assert "2 души чакат" in page.content.decode()
    assert "person-1" not in page.content.decode()


def test_the_board_shows_first_what_most_people_wait_for():
    for name, people in (("Apple", 0), ("Pear", 1), ("Plum", 3)):
        wait_for(make_product(name=name, stock=0).variants.get(), people)
    make_product(name="Few", stock=2)

    home = client_of("Marketer").get(reverse("wagtailadmin_home"))

    board = next(panel for panel in home.context["panels"] if panel.name == "stock")
    rows = [(row["variant"].product.name, row["variant"].waiting) for row in board.get_context_data()["rows"]]
    assert rows == [("Plum", 3), ("Pear", 1), ("Apple", 0), ("Few", 0)]
    assert "3 души чакат" in home.content.decode()
    assert "person-" not in home.content.decode()
