"""A published page has its pictures before the first shopper comes."""

import pytest

from core.models import ShopRendition
from home.warming import warm
from products.tests.factories import make_category, make_image, make_page, make_product, make_site

pytestmark = pytest.mark.django_db


def test_warming_makes_the_pictures_of_a_page_so_that_a_visit_makes_none(client):
    shop = make_site()
    page = make_page(make_product(), make_category(shop.home, title="Растения"), image=make_image(width=1400))

    assert warm(page.pk)

    made = ShopRendition.objects.count()
    assert made > 0
    assert client.get(page.url).status_code == 200
    assert ShopRendition.objects.count() == made


def test_a_page_that_is_gone_is_left_alone():
    shop = make_site()
    page = make_page(make_product(), make_category(shop.home, title="Растения"), live=False)

    assert warm(page.pk) is False
    assert warm(0) is False


def test_publishing_queues_the_warming(django_capture_on_commit_callbacks):
    shop = make_site()
    category = make_category(shop.home, title="Растения", hero_image=make_image(width=1400))
    assert not ShopRendition.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        category.save_revision().publish()

    assert ShopRendition.objects.filter(image=category.hero_image).exists()


def test_a_page_without_pictures_queues_nothing(django_capture_on_commit_callbacks, monkeypatch):
    shop = make_site()
    queued = []
    monkeypatch.setattr("home.receivers.queue_on_commit", lambda task, *args: queued.append(args))

    make_category(shop.home, title="Растения").save_revision().publish()
    pictured = make_category(shop.home, title="Саксии", hero_image=make_image(width=1400))
    pictured.save_revision().publish()

    assert queued == [(pictured.pk,)]
