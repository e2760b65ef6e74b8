"""The cart that staff tries out."""

from decimal import Decimal

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.tests.people import client_of
from checkout.models import Cart, CartLine
from checkout.tests.factories import make_cart, make_shop, place
from orders.models import Order
from products.tests.factories import make_sellable
from promotions.models import Redemption
from promotions.tests.factories import make_promotion

pytestmark = pytest.mark.django_db


@pytest.fixture
def marketer():
    make_shop()
    client = client_of("Marketer")
    UserProfile.objects.create(
        user=User.objects.get(pk=client.session["_auth_user_id"]), preferred_language="en"
    )
    return client


def tried(client, *goods, **asked):
    fields = {"codes": "", "country": "BG", "email": "", "line-TOTAL_FORMS": "5", "line-INITIAL_FORMS": "0"}
    for place_, (sku, quantity) in enumerate(goods):
        fields |= {f"line-{place_}-sku": sku, f"line-{place_}-quantity": str(quantity)}
    return client.get(reverse("promotion_preview"), {**fields, **asked})


def test_it_shows_what_the_shopper_would_see_and_why_and_saves_nothing(marketer):
    make_sellable(price="40.00", title="Mug", sku="MUG")
    gift = make_sellable(price="9.90", title="Leaf")
    make_promotion("percent", percent="10", code="TEN", name_en="Ten off")
    make_promotion("gift", gift=gift, name_en="A leaf", combines="always", minimum_goods="50.00")
    make_promotion("delivery", name_en="Big carts", combines="always", minimum_goods="200.00")
    make_promotion("percent", percent="5", code="FIVE", name_en="Five off")

    response = tried(marketer, ("MUG", 2), codes="ten five wrong")

    quote = response.context["view"].quote
    assert (quote.goods_gross, quote.discount_gross, quote.total_gross) == (
        Decimal("89.90"),
        Decimal("17.90"),
        # 72.00 of goods and 5.90 to the door
        Decimal("77.90"),
    )
    assert [(row.title, str(row.discount)) for row in response.context["rows"]] == [
        ("Mug", "-8.00"),
        ("Leaf", "-9.90"),
    ]
    assert [row.name for row in response.context["refused"]] == ["FIVE · Five off", "WRONG"]
    assert [(row.name, row.words) for row in response.context["unasked"]] == [
        ("Big carts", "Goods for €120.00 more are needed.")
    ]
    html = response.content.decode()
    for shown in ("Ten off", "TEN", "€77.90", "saves you more", "Gift"):
        assert shown in html
    assert not Cart.objects.exists()
    assert not CartLine.objects.exists()
    assert not Redemption.objects.exists()
    assert not Order.objects.exists()


def test_it_asks_for_a_customer_and_a_country(marketer):
    mug = make_sellable(price="40.00", sku="MUG", stock=99)
    make_promotion("amount", amount="5.00", limit_per_customer=1, countries=["BG"])
    place(make_cart((mug, 1)))

    def off(**asked):
        return str(tried(marketer, ("MUG", 1), **asked).context["view"].quote.discount_gross)

    assert off() == "5.00"
    assert off(email="ana@example.com") == "0.00"
    assert off(email="maria@example.com") == "5.00"
    assert off(country="RO") == "0.00"


def test_what_is_typed_wrong_is_said_beside_its_field(marketer):
    response = tried(marketer, ("NOWHERE", 1), email="nobody")

    assert "email" in response.context["form"].errors
    assert "sku" in response.context["lines"][0].errors
    assert "view" not in response.context


def test_an_empty_cart_is_told(marketer):
    assert tried(marketer).context["is_empty"] is True
    assert marketer.get(reverse("promotion_preview")).status_code == 200


def test_only_whoever_may_see_promotions_tries_carts_out():
    make_shop()

    for group in ("", "Order staff"):
        assert tried(client_of(group)).status_code in (302, 403)
