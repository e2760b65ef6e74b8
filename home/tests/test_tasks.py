"""The timetable of the pages."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from home.tasks import publish_scheduled
from products.models import ListingEntry, ProductPage
from products.tests.factories import make_category_tree, make_page, make_product

pytestmark = pytest.mark.django_db


def test_pages_come_and_go_with_their_time():
    # Given a draft whose time has come, one for tomorrow, and a live page whose time is over
    tree = make_category_tree()
    now = timezone.now()
    for slug, moment in (("due", now - timedelta(minutes=1)), ("tomorrow", now + timedelta(days=1))):
        page = make_page(make_product(), tree.indoor, slug=slug, live=False)
        page.save_revision(approved_go_live_at=moment)
    make_page(make_product(), tree.indoor, slug="over", expire_at=now - timedelta(minutes=1))
    # When the worker runs the task, twice
    for _again in range(2):
        publish_scheduled()
    # Then the first is live and listed, and the last is neither
    live = dict(ProductPage.objects.values_list("slug", "live"))
    assert live == {"due": True, "tomorrow": False, "over": False}
    assert list(ListingEntry.objects.values_list("url", flat=True)) == ["/plants/indoor/due/"]


def test_the_timetable_runs_every_minute():
    entry = settings.CELERY_BEAT_SCHEDULE["publish-scheduled"]
    assert entry["task"] == publish_scheduled.name
    assert len(entry["schedule"].minute) == 60
