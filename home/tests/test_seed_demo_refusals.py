"""What `seed_demo` refuses, before it writes anything, and what it says."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from accounts.models import User
from home.management.commands.seed_demo import seed
from home.models import HomePage
from home.seeding.data import DemoDataError
from products.tests.factories import unmake_site

PASSWORD = "korab-7-grozde-lampa"


@pytest.fixture
def untouched(db):
    """Nothing was written when the test is over."""
    unmake_site()
    yield
    assert not HomePage.objects.exists()
    assert not User.objects.exists()


def test_it_refuses_settings_that_are_not_the_demos(untouched, settings, monkeypatch):
    settings.DEMO = False
    monkeypatch.setenv("DEMO_STAFF_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="--force"):
        call_command("seed_demo")


def test_it_refuses_to_invent_a_password_outside_debug(untouched, settings, monkeypatch):
    settings.DEMO, settings.DEBUG = True, False
    monkeypatch.delenv("DEMO_STAFF_PASSWORD", raising=False)
    with pytest.raises(CommandError, match="DEMO_STAFF_PASSWORD"):
        call_command("seed_demo")


def test_it_refuses_a_weak_password(untouched, settings, monkeypatch):
    settings.DEMO = True
    monkeypatch.setenv("DEMO_STAFF_PASSWORD", "password")
    with pytest.raises(CommandError, match="DEMO_STAFF_PASSWORD"):
        call_command("seed_demo")


def test_force_seeds_and_debug_prints_a_password_that_was_made_up(settings, monkeypatch):
    """The command around the seeding, which the other tests watch: what it asks for and what it says."""
    given = []

    class Made:
        made = {"pages": 53}

    def fake_seed(password, factor_secret):
        given.append(password)
        return Made

    monkeypatch.setattr("home.management.commands.seed_demo.seed", fake_seed)
    monkeypatch.delenv("DEMO_STAFF_PASSWORD", raising=False)
    settings.DEMO, settings.DEBUG = False, True
    said = StringIO()

    call_command("seed_demo", force=True, stdout=said)
    call_command("seed_demo", force=True, stdout=said)

    assert "Made: 53 pages." in said.getvalue()
    assert len(set(given)) == 2
    assert all(len(password) >= 20 and password in said.getvalue() for password in given)


def test_another_home_page_is_not_pushed_aside(db):
    unmake_site()
    root = Page.get_first_root_node()
    root.add_child(instance=HomePage(title="Ours", slug="ours"))
    with pytest.raises(DemoDataError, match="home page of its own"):
        seed(PASSWORD)
    assert Page.objects.filter(depth=2, slug="home").exists()
