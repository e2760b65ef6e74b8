"""Guessing passwords at Wagtail's own sign-in."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client

from core.views.staff_login import LOGIN_TRIES, RESET_TRIES

pytestmark = pytest.mark.django_db
LOGIN = f"/{settings.ADMIN_PATH}/login/"
RIGHT = "a long enough password"


def sign_in(client: Client, name: str, password: str, address: str = "203.0.113.7"):
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def guessed(client, manager) -> Client:
    """A client that has guessed five times, in different spellings of the same name."""
    for name in ("manager@example.com", "Manager@example.com", "MANAGER@EXAMPLE.COM") * 2:
        last = sign_in(client, name, "wrong")
        if last.status_code == 429:
            break
    assert last.status_code == 429
    return client


def test_staff_sign_in_with_e_mail_and_password(client, manager):
    response = sign_in(client, "manager@example.com", RIGHT)

    assert (response.status_code, response["Location"]) == (302, f"/{settings.ADMIN_PATH}/")


def test_after_five_wrong_passwords_the_page_is_429_in_the_look_of_the_shop(client, manager):
    statuses = [sign_in(client, "manager@example.com", "wrong").status_code for _ in range(5)]
    locked = sign_in(client, "manager@example.com", "wrong")

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert 'class="error-page__code">429<' in locked.content.decode()
    assert locked["Retry-After"] == "3600"
    assert "manager@example.com" not in locked.content.decode()


def test_a_locked_name_does_not_get_in_with_the_right_password_either(guessed):
    assert sign_in(guessed, "manager@example.com", RIGHT).status_code == 429
    assert "_auth_user_id" not in guessed.session


def test_the_same_name_from_another_address_is_not_locked(guessed):
    """Else anybody could lock the manager out of the shop."""
    assert sign_in(guessed, "manager@example.com", RIGHT, address="198.51.100.1").status_code == 302


def test_another_name_from_the_same_address_is_not_locked(guessed, django_user_model):
    django_user_model.objects.create_superuser("clerk@example.com", RIGHT)

    assert sign_in(guessed, "clerk@example.com", RIGHT).status_code == 302


def test_an_address_that_tries_many_names_is_stopped(client, manager):
    statuses = [sign_in(client, f"guess{n}@example.com", "wrong").status_code for n in range(LOGIN_TRIES + 1)]

    assert statuses == [200] * LOGIN_TRIES + [429]
    assert sign_in(client, "manager@example.com", RIGHT).status_code == 429
    assert sign_in(client, "manager@example.com", RIGHT, address="198.51.100.1").status_code == 302


def test_a_success_forgets_the_slips_before_it(client, manager):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, "manager@example.com", "wrong")
        assert sign_in(client, "manager@example.com", RIGHT).status_code == 302


def test_the_address_that_counts_is_the_one_that_our_proxy_saw(client, manager, settings):
    settings.TRUSTED_PROXIES = 1
    client.post(
        LOGIN,
        {"username": "manager@example.com", "password": "wrong"},
        REMOTE_ADDR="10.0.0.2",
        headers={"x-forwarded-for": "1.2.3.4, 198.51.100.9"},
    )

    attempt = AccessAttempt.objects.get()
    assert (attempt.username, attempt.ip_address) == ("manager@example.com", "198.51.100.9")
    assert "wrong" not in attempt.post_data


def test_nobody_can_flood_a_mailbox_with_reset_links(client, manager, mailoutbox):
    reset = f"/{settings.ADMIN_PATH}/password_reset/"
    statuses = [
        client.post(reset, {"email": "manager@example.com"}).status_code for _ in range(RESET_TRIES + 2)
    ]

    assert statuses == [302] * RESET_TRIES + [429, 429]
    assert len(mailoutbox) == RESET_TRIES
