"""A page can be deleted, what it sold cannot: it is archived, said so, and comes back with everything it had."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.tests.people import client_of
from core.models import AuditEntry, ShopImage, ShopSettings
from products.models import Product, ProductPage, ProductPageImage
from products.tests.editor import edit, everything_that_counts
from products.tests.factories import (
    make_category_tree,
    make_image,
    make_page,
    make_page_twin,
    make_product,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_category_tree()


@pytest.fixture
def marketer(tree):
    return client_of("Marketer")


@pytest.fixture
def page(tree):
    sizes = [
        {"values": {"Size": "S"}, "stock": 7, "reserved": 2},
        {"values": {"Size": "L"}, "price": "19.00"},
    ]
    return make_page(make_product(name="Pot", variants=sizes), tree.indoor, title="Саксия", slug="pot")


def delete(client, page, **data):
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), data, follow=True)


def without_state(rows):
    """Return the rows without what archiving and the first publishing may change on a product."""
    changing = {"archived_at", "updated_at", "version", "on_sale_since"}
    products = [{key: value for key, value in row.items() if key not in changing} for row in rows["Product"]]
    return {**rows, "Product": products}


def told(answer):
    return [(message.level_tag, message.message) for message in answer.context["messages"]]


def test_with_its_last_page_a_product_is_archived_and_the_marketer_is_told_where_it_is(marketer, page):
    before = everything_that_counts()
    answer = delete(marketer, page)
    # Then nothing that counts is lost, and the product is out of sale by whom
    product = Product.objects.get()
    assert not ProductPage.objects.exists()
    assert product.is_archived
    assert without_state(everything_that_counts()) == without_state(before)
    entry = AuditEntry.objects.get(action="product-archived")
    assert (entry.actor_label, entry.object_id) == ("Marketer", str(product.pk))
    # And a message leads to it
    (warning,) = [words for level, words in told(answer) if level == "warning"]
    assert "“Pot”" in warning
    assert reverse("products:detail", args=[product.pk]) in warning


def test_a_page_whose_twin_remains_takes_nothing_out_of_sale(marketer, page, tree):
    twin = make_page_twin(page, parent=tree.indoor_en, title="Pot")
    before = everything_that_counts()
    answer = delete(marketer, page)
    assert ProductPage.objects.get().pk == twin.pk
    assert everything_that_counts() == before
    assert [level for level, _words in told(answer)] == ["success"]
    # And with the twin goes the product
    delete(marketer, twin)
    assert Product.objects.get().is_archived


def test_a_category_takes_its_products_into_the_archive_and_leaves_the_others(marketer, page, tree):
    # Given three products on the shelf, one of which has an English page as well, and one elsewhere
    shared = make_page(make_product(name="Shared"), tree.indoor, title="Обща", slug="shared")
    make_page_twin(shared, parent=tree.indoor_en, title="Shared")
    make_page(make_product(name="Can"), tree.indoor, title="Лейка", slug="can")
    make_page(make_product(name="Spade"), tree.outdoor, title="Лопата", slug="spade")
    before = everything_that_counts()
    # When the shelf is deleted
    answer = delete(marketer, tree.indoor)
    # Then only what no page shows any more is archived
    state = {product.name: product.is_archived for product in Product.objects.all()}
    assert state == {"Pot": True, "Can": True, "Shared": False, "Spade": False}
    assert without_state(everything_that_counts()) == without_state(before)
    (warning,) = [words for level, words in told(answer) if level == "warning"]
    assert "“Can”, “Pot”" in warning
    assert f"{reverse('products:index')}?archived=yes" in warning


def test_a_bulk_action_archives_as_well(marketer, page, tree):
    can = make_page(make_product(name="Can"), tree.indoor, title="Лейка", slug="can")
    before = everything_that_counts()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    answer = marketer.post(f"{url}?id={page.pk}&id={can.pk}", follow=True)
    assert not ProductPage.objects.exists()
    assert [product.is_archived for product in Product.objects.all()] == [True, True]
    assert without_state(everything_that_counts()) == without_state(before)
    assert "warning" in [level for level, _words in told(answer)]


def test_looking_at_the_question_archives_nothing(marketer, page):
    before = everything_that_counts()
    assert marketer.get(reverse("wagtailadmin_pages:delete", args=[page.pk])).status_code == 200
    assert everything_that_counts() == before


def test_somebody_without_the_right_deletes_nothing(page):
    client_of("Order staff").post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert ProductPage.objects.filter(pk=page.pk).exists()
    assert not Product.objects.get().is_archived


def make_again(client, product, category):
    data = {"window-category": category.pk}
    return client.post(reverse("products:window", args=[product.pk]), data, follow=True)


def test_a_product_comes_back_with_a_new_page_and_everything_it_had(marketer, page, tree):
    # Given a product whose page was deleted, with a picture on a variant
    image = make_image()
    page.product.variants.update(image=image)
    before = everything_that_counts()
    delete(marketer, page)
    # When its commerce screen offers a page in a category and the marketer takes it
    screen = marketer.get(reverse("products:detail", args=[page.product_id])).context["screen"]
    offered = [label for _value, label in screen.window_form.fields["category"].choices]
    assert "Растения › Стайни (Български)" in offered
    make_again(marketer, page.product, tree.outdoor)
    # Then there is a draft with the picture, and the product waits in the archive
    new = ProductPage.objects.get()
    assert (new.title, new.slug, new.live) == ("Pot", "pot", False)
    assert (new.get_parent().pk, new.product_id) == (tree.outdoor.pk, page.product_id)
    assert [row.image_id for row in ProductPageImage.objects.filter(page=new)] == [image.pk]
    assert Product.objects.get().is_archived
    # When it is published
    edit(marketer, new, **{"action-publish": "1"})
    # Then the product is on sale with all that it had
    assert ProductPage.objects.get().live
    assert not Product.objects.get().is_archived
    assert without_state(everything_that_counts()) == without_state(before)
    assert marketer.get("/plants/outdoor/pot/").status_code == 200


def test_a_product_with_a_page_gets_no_second_one(marketer, page, tree):
    screen = marketer.get(reverse("products:detail", args=[page.product_id])).context["screen"]
    assert screen.window_form is None
    answer = make_again(marketer, page.product, tree.outdoor)
    assert answer.status_code == 422
    assert ProductPage.objects.count() == 1


def test_a_page_is_made_in_a_category_only(marketer, page, tree):
    delete(marketer, page)
    assert make_again(marketer, page.product, Page.objects.get(depth=1)).status_code == 422
    assert not ProductPage.objects.exists()


def test_who_may_not_change_products_makes_no_page(page, tree):
    ProductPage.objects.all().delete()
    clerk = client_of("Order staff")
    data = {"window-category": tree.outdoor.pk}
    assert clerk.post(reverse("products:window", args=[page.product_id]), data).status_code in (302, 403)
    assert not ProductPage.objects.exists()


@pytest.fixture
def shown(tree):
    """A picture for each place that cannot be without it."""
    gallery, variant, notice = make_image(title="A"), make_image(title="B"), make_image(title="C")
    page = make_page(make_product(name="Pot"), tree.indoor, title="Саксия", slug="pot", image=gallery)
    page.product.variants.update(image=variant)
    settings = ShopSettings.for_site(page.get_site())
    settings.guarantee_notice_en = notice
    settings.save()
    return {"Саксия": gallery, "Pot": variant, "Vitrina": notice}


@pytest.mark.parametrize("place", ["Саксия", "Pot", "Vitrina"])
def test_a_picture_that_is_shown_is_not_deleted_and_the_place_is_named(marketer, shown, place):
    before = everything_that_counts()
    answer = marketer.post(reverse("wagtailimages:delete", args=[shown[place].pk]), follow=True)
    assert answer.status_code == 200
    ((level, words),) = told(answer)
    assert (level, f"“{place}”" in words) == ("error", True)
    assert ShopImage.objects.filter(pk=shown[place].pk).exists()
    assert everything_that_counts() == before


def test_a_bulk_action_deletes_no_picture_that_is_shown(marketer, shown):
    free = make_image()
    ids = "&".join(f"id={image.pk}" for image in [*shown.values(), free])
    url = reverse("wagtail_bulk_action", args=["core", "shopimage", "delete"])
    answer = marketer.post(f"{url}?{ids}", follow=True)
    assert answer.status_code == 200
    assert [level for level, _words in told(answer)] == ["error"]
    assert ShopImage.objects.count() == 4


def test_a_picture_that_nothing_shows_is_deleted(marketer, shown):
    one, two = make_image(), make_image()
    marketer.post(reverse("wagtailimages:delete", args=[one.pk]))
    url = reverse("wagtail_bulk_action", args=["core", "shopimage", "delete"])
    marketer.post(f"{url}?id={two.pk}")
    assert ShopImage.objects.count() == 3
