"""What was ordered stays known, and can be sold again, whatever happens to its pages."""

import pytest
from django.urls import reverse

from accounts.tests.people import client_of
from orders.models import OrderLine
from orders.tests.factories import make_order
from products.models import Product, ProductPage, StockHold
from products.tests.editor import edit
from products.tests.factories import make_sellable

pytestmark = pytest.mark.django_db


def test_a_product_with_orders_is_archived_and_comes_back_when_its_page_is_deleted():
    # Given an order that holds two of a product
    mug = make_sellable(title="Mug", price="12.90", stock=5)
    make_order((mug, 2))
    lines = list(OrderLine.objects.order_by("pk").values())
    holds = list(StockHold.objects.order_by("pk").values())
    marketer = client_of("Marketer")
    page = ProductPage.objects.get()
    category = page.get_parent()
    # When the only page of the product is deleted
    answer = marketer.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)
    # Then there is a message and the product is in the archive with its order and its hold
    assert answer.status_code == 200
    assert [message.level_tag for message in answer.context["messages"]] == ["success", "warning"]
    product = Product.objects.get()
    assert product.is_archived
    assert list(OrderLine.objects.order_by("pk").values()) == lines
    assert list(StockHold.objects.order_by("pk").values()) == holds
    # And it is sold again from a new page
    marketer.post(reverse("products:window", args=[product.pk]), {"window-category": category.pk})
    edit(marketer, ProductPage.objects.get(), **{"action-publish": "1"})
    mug.stock.refresh_from_db()
    assert not Product.objects.get().is_archived
    assert (mug.stock.on_hand, mug.stock.reserved) == (5, 2)
    assert list(OrderLine.objects.order_by("pk").values()) == lines
