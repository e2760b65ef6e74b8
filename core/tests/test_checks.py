"""The system checks of the shop's own settings."""

import pytest
from django.core.checks import registry
from django.core.exceptions import ImproperlyConfigured

from core.checks import TAG, check_admin_path, check_payments, check_site_url, check_vies, refuse_unsafe_start


def ids(messages) -> list[str]:
    return [message.id for message in messages]


@pytest.fixture
def live(settings):
    """Settings of a live shop that takes cards."""
    settings.STRIPE_EMULATOR_ALLOWED = False
    settings.STRIPE_API_BASE = ""
    settings.STRIPE_SECRET_KEY = "sk_live_0123456789"
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_0123456789"]
    settings.VIES_API_BASE = "https://ec.europa.eu/taxation_customs/vies/rest-api"
    settings.ADMIN_PATH = "desk"
    settings.SITE_URL = "https://shop.example"
    return settings


def test_a_live_shop_with_its_keys_has_nothing_to_hear(live):
    assert [*check_payments(), *check_vies(), *check_admin_path(), *check_site_url()] == []
    refuse_unsafe_start()


def test_an_emulator_in_production_is_an_error_that_stops_the_server(live):
    live.STRIPE_API_BASE = "http://127.0.0.1:8001"
    live.STRIPE_SECRET_KEY = "sk_test_0123456789"

    assert ids(check_payments()) == ["shop.E001"]
    with pytest.raises(ImproperlyConfigured, match=r"shop\.E001"):
        refuse_unsafe_start()


@pytest.mark.parametrize("key", ["sk_live_0123456789", "rk_live_0123456789"])
def test_a_live_key_never_goes_to_an_emulator_not_even_in_the_demo(live, key):
    live.STRIPE_EMULATOR_ALLOWED = True
    live.STRIPE_API_BASE = "http://127.0.0.1:8001"
    live.STRIPE_SECRET_KEY = key

    assert ids(check_payments()) == ["shop.E002"]


def test_a_key_without_webhook_secrets_is_an_error(live):
    live.STRIPE_WEBHOOK_SECRETS = []

    assert ids(check_payments()) == ["shop.E003"]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8004/rest-api", "https://ec.europa.eu.example/vies", ""]
)
def test_nobody_but_the_commission_frees_a_sale_from_vat(live, address):
    live.VIES_API_BASE = address

    assert ids(check_vies()) == ["shop.E004"]
    with pytest.raises(ImproperlyConfigured, match=r"shop\.E004"):
        refuse_unsafe_start()


def test_a_shop_without_keys_is_told_that_cards_are_hidden(live):
    live.STRIPE_SECRET_KEY, live.STRIPE_WEBHOOK_SECRETS = "", []

    [message] = check_payments()
    assert (message.id, message.is_serious()) == ("shop.W001", False)
    refuse_unsafe_start()


def test_the_admin_at_its_guessable_address_is_a_warning(live):
    live.ADMIN_PATH = "admin"

    assert ids(check_admin_path()) == ["shop.W002"]


def test_a_site_address_without_encryption_is_a_warning(live):
    live.SITE_URL = "http://shop.example"

    assert ids(check_site_url()) == ["shop.W003"]


def test_no_message_repeats_a_key(live):
    live.STRIPE_EMULATOR_ALLOWED = False
    live.STRIPE_API_BASE = "http://127.0.0.1:8001"
    live.STRIPE_WEBHOOK_SECRETS = []

    messages = check_payments()

    assert ids(messages) == ["shop.E001", "shop.E002", "shop.E003"]
    assert not any("0123456789" in str(message) for message in messages)


def test_the_checks_are_registered_and_two_of_them_for_deployment_only():
    always, deployment = registry.registry.registered_checks, registry.registry.deployment_checks

    assert {check for check in always if TAG in check.tags} == {check_payments, check_vies}
    assert {check for check in deployment if TAG in check.tags} == {check_admin_path, check_site_url}
