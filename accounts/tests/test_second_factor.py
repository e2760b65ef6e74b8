"""No path into the admin with a password alone: each road that is known, tried."""

import secrets
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.test import Client
from wagtail.models import APIToken

from accounts.models import User
from accounts.tests.people import PASSWORD, client_of, code_of, give_factor, make_person, sign_in
from core.models import OutgoingMail

pytestmark = pytest.mark.django_db
ADMIN = f"/{settings.ADMIN_PATH}/"
LOGIN = "/account/login/"


@pytest.fixture
def manager() -> User:
    return make_person("Manager")


@pytest.fixture
def secret(manager) -> str:
    """The secret of the manager's app."""
    return give_factor(manager)


def gives_password(client: Client, person: User, after: str = ADMIN):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD, "next": after})


def is_inside(client: Client) -> bool:
    """Whether the admin shows itself, at its front door and at a back one."""
    return client.get(ADMIN).status_code == 200 and client.get(f"{ADMIN}pages/").status_code == 200


def test_password_and_code_open_the_admin(client, manager, secret):
    assert gives_password(client, manager)["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session

    entered = client.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert entered["Location"] == ADMIN
    assert is_inside(client)


def test_after_the_password_alone_the_admin_knows_nobody(client, manager, secret):
    gives_password(client, manager)

    assert client.get(ADMIN)["Location"] == f"{ADMIN}login/?next={ADMIN}"


def test_a_wrong_code_does_not_get_in_and_five_of_them_stop(client, manager, secret):
    gives_password(client, manager)
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06}"

    pages = [client.post("/en/account/2fa/authenticate/", {"code": wrong}).content.decode() for _ in range(6)]

    assert "This code is not right" in pages[0]
    assert "Too many tries" in pages[-1]
    assert (
        "Too many tries"
        in client.post("/en/account/2fa/authenticate/", {"code": code_of(secret)}).content.decode()
    )
    assert "_auth_user_id" not in client.session


def test_a_code_works_once(client, manager, secret):
    code = code_of(secret)
    gives_password(client, manager)
    client.post("/account/2fa/authenticate/", {"code": code})
    other = Client()
    gives_password(other, manager)

    other.post("/account/2fa/authenticate/", {"code": code})

    assert "_auth_user_id" not in other.session


def test_a_recovery_code_opens_once(client, manager, secret):
    codes = RecoveryCodes.activate(manager).get_unused_codes()
    gives_password(client, manager)
    assert client.post("/account/2fa/authenticate/", {"code": codes[0]})["Location"] == ADMIN
    assert is_inside(client)

    other = Client()
    gives_password(other, manager)
    other.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert "_auth_user_id" not in other.session


def test_wagtails_own_sign_in_is_only_a_sign_to_ours(client, manager, secret):
    shown = client.get(f"{ADMIN}login/?next={ADMIN}pages/")
    posted = client.post(f"{ADMIN}login/", {"username": manager.email, "password": PASSWORD})

    assert shown["Location"] == f"{LOGIN}?next=%2F{settings.ADMIN_PATH}%2Fpages%2F"
    assert posted["Location"].startswith(LOGIN)
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_wagtails_sign_in_for_private_pages_is_only_a_sign_to_ours(client, manager, secret, prefix):
    posted = client.post(f"{prefix}/_util/login/", {"username": manager.email, "password": PASSWORD})

    assert posted["Location"] == f"{prefix}{LOGIN}?next=%2F"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("rest", ["", "done/", "confirm/MQ/set-password/", "complete/"])
def test_wagtails_password_reset_is_only_a_sign_to_ours(client, rest):
    assert client.get(f"{ADMIN}password_reset/{rest}")["Location"] == "/account/password/reset/"


def test_a_reset_password_signs_nobody_in(client, manager, secret):
    client.post("/account/password/reset/", {"email": manager.email})
    text = OutgoingMail.objects.get(kind="account-reset").body_text
    link = next(word for word in text.split() if "/password/reset/key/" in word)
    form = client.get(link.removeprefix("http://testserver"))

    client.post(form["Location"], {"password1": "violet bicycle orchard"})

    assert "_auth_user_id" not in client.session
    manager.refresh_from_db()
    assert manager.check_password("violet bicycle orchard")
    # The new password still leads to the second step only
    entered = client.post(LOGIN, {"login": manager.email, "password": "violet bicycle orchard"})
    assert entered["Location"] == "/account/2fa/authenticate/"


def test_a_session_that_code_opened_has_to_prove_the_factor(client, manager, secret):
    """Whatever signs people in without asking, such as a future feature or a session from before the factor."""
    client.force_login(manager)

    asked = client.get(f"{ADMIN}pages/?p=2")

    assert (
        asked["Location"] == f"/account/2fa/reauthenticate/?next=%2F{settings.ADMIN_PATH}%2Fpages%2F%3Fp%3D2"
    )
    entered = client.post(asked["Location"], {"code": code_of(secret), "next": f"{ADMIN}pages/"})
    assert entered["Location"] == f"{ADMIN}pages/"
    assert is_inside(client)


def test_the_password_once_more_is_no_factor(client, manager, secret):
    client.force_login(manager)

    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": ADMIN})

    assert client.get(ADMIN)["Location"].startswith("/account/2fa/reauthenticate/")


@pytest.mark.parametrize(
    "address",
    [
        "/account/",
        "/account/reauthenticate/",
        "/account/email/",
        "/account/password/change/",
        "/account/orders/",
        "/account/2fa/",
        "/account/2fa/totp/deactivate/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/recovery-codes/",
        "/account/2fa/recovery-codes/generate/",
    ],
)
def test_a_session_without_the_factor_cannot_make_itself_another_one(client, manager, secret, address):
    """Else the password would be enough: add a passkey or read the recovery codes, and come back with those."""
    client.force_login(manager)

    for answer in (client.get(address), client.post(address, {"password": PASSWORD})):
        assert answer["Location"].startswith("/account/2fa/reauthenticate/")
    assert Authenticator.objects.filter(user=manager).count() == 2


def test_requests_of_scripts_are_refused_without_a_redirect(client, manager, secret):
    client.force_login(manager)

    assert client.get(ADMIN, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


@pytest.mark.parametrize(
    "address", ["", "api/main/pages/", "pages/", "users/", "orders/", "products/", "account/", "jsi18n/"]
)
def test_without_the_factor_every_part_of_the_admin_is_closed(client, manager, secret, address):
    client.force_login(manager)

    assert client.get(f"{ADMIN}{address}").status_code == 302


def test_nothing_can_be_written_without_the_factor(client, manager, secret):
    client.force_login(manager)

    answer = client.post(f"{ADMIN}users/{manager.pk}/", {"first_name": "Changed"})

    assert answer["Location"].startswith("/account/2fa/reauthenticate/")
    manager.refresh_from_db()
    assert manager.first_name == "Manager"


def test_the_factor_of_one_person_does_not_count_for_another(client, manager, secret):
    """Switching users in a session, by whatever means, takes nothing along."""
    sign_in(client, manager)
    assert is_inside(client)
    boss = User.objects.create_superuser("boss@vitrina.example", PASSWORD)
    give_factor(boss)

    client.force_login(boss)

    assert client.get(ADMIN)["Location"].startswith("/account/2fa/reauthenticate/")


def test_a_session_that_claims_the_factor_of_somebody_else_is_not_believed(client, manager, secret):
    stranger = Authenticator.objects.create(user=make_person(), type="totp", data={"secret": "x"})
    client.force_login(manager)
    session = client.session
    record_authentication(
        SimpleNamespace(session=session), manager, method="mfa", id=stranger.pk, type="totp"
    )
    session.save()

    assert client.get(ADMIN)["Location"].startswith("/account/2fa/reauthenticate/")


def test_a_session_loses_the_admin_when_its_factor_is_taken_away(client, manager):
    sign_in(client, manager)
    assert is_inside(client)

    Authenticator.objects.filter(user=manager).delete()

    assert client.get(ADMIN)["Location"].startswith("/account/2fa/?")


def test_recovery_codes_alone_are_no_factor(client, manager):
    RecoveryCodes.activate(manager)
    client.force_login(manager)

    assert client.get(ADMIN)["Location"].startswith("/account/2fa/?")


def test_a_superuser_needs_one_as_well(client):
    client.force_login(User.objects.create_superuser("boss@vitrina.example", PASSWORD))

    assert client.get(ADMIN)["Location"] == f"/account/2fa/?next=%2F{settings.ADMIN_PATH}%2F"


def test_a_token_of_wagtails_api_opens_nothing(client, manager, secret):
    token = APIToken.generate_token()
    sent = {"authorization": f"Bearer {token}"}
    APIToken.objects.create(
        user=manager,
        name="test",
        key_hash=next(iter(APIToken.candidate_key_hashes(token))),
        prefix=token[:12],
    )

    for address in (ADMIN, f"{ADMIN}pages/", f"{ADMIN}api/main/pages/"):
        assert client.get(address, headers=sent)["Location"].startswith(f"{ADMIN}login/")
    # And nobody makes one: the screen comes with an API that is not installed
    assert client_of("Marketer").get(f"{ADMIN}api-tokens/").status_code == 404
    assert client.get("/api/v3/pages/", headers=sent).status_code == 404


def test_a_basic_password_in_the_header_opens_nothing(client, manager, secret):
    answer = client.get(ADMIN, headers={"authorization": "Basic bWFuYWdlcjpwYXNzd29yZA=="})

    assert answer["Location"].startswith(f"{ADMIN}login/")


def test_no_browser_is_remembered_as_safe(client, manager, secret):
    gives_password(client, manager)
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    client.post("/account/logout/")

    assert gives_password(client, manager)["Location"] == "/account/2fa/authenticate/"


def test_who_is_no_staff_is_not_asked_and_not_let_in(client):
    shopper = make_person()
    client.force_login(shopper)

    assert client.get("/account/").status_code == 200
    assert client.get(ADMIN)["Location"] == f"{ADMIN}login/?next={ADMIN}"
    assert client.get(f"{ADMIN}login/?next={ADMIN}").status_code == 403


def test_a_shopper_with_a_factor_of_their_own_is_asked_for_it(client):
    shopper = make_person(email="ana@example.com")
    secret = give_factor(shopper)

    assert gives_password(client, shopper, "/account/")["Location"] == "/account/2fa/authenticate/"
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret)})["Location"] == "/account/"


def test_the_guard_asks_the_database_nothing_more(client, manager, django_assert_max_num_queries):
    sign_in(client, manager)
    client.get(f"{ADMIN}sprite/")

    # The session, the person with their factors, and their own and their groups' permissions
    with django_assert_max_num_queries(4):
        client.get(f"{ADMIN}sprite/")


def test_secrets_are_locked_in_the_database(manager, secret, settings):
    app = Authenticator.objects.get(user=manager, type="totp")
    codes = Authenticator.objects.get(user=manager, type="recovery_codes")

    assert secret not in str(app.data)
    assert codes.data["seed"].startswith("gAAAA")
    assert app.wrap().validate_code(code_of(secret))
    # A new SECRET_KEY opens what the old one locked as long as that is among the fallbacks
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = secrets.token_urlsafe(64)
    assert len(codes.wrap().get_unused_codes()) == 10


def test_an_unconfirmed_address_of_staff_is_confirmed_first(client, manager):
    response = gives_password(client, manager)

    assert response["Location"] == "/account/confirm-email/"
    assert EmailAddress.objects.get().verified is False
