"""The second factor: who needs one, who has one, and whether this session passed it."""

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import User

ENTER_ADMIN = "wagtailadmin.access_admin"
Type = Authenticator.Type
# Recovery codes stand in for one of these; alone they are no factor.
FACTORS = frozenset({Type.TOTP.value, Type.WEBAUTHN.value})


def needs_factor(user: User) -> bool:
    """Tell whether the account opens the admin, and so must never be opened by a password alone."""
    return user.is_active and user.has_perm(ENTER_ADMIN)


def authenticators_of(user: User) -> dict[int, str]:
    """Return the kind of everything that the person can prove a second factor with, recovery codes included.

    The person of the session brought them along (accounts.backends); for anybody else it is one query.
    """
    rows = getattr(user, "authenticator_rows", None)
    if rows is not None:
        return {row["pk"]: row["type"] for row in rows}
    return dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))


def has_factor(authenticators: dict[int, str]) -> bool:
    """Tell whether an app or a passkey is among them."""
    return not FACTORS.isdisjoint(authenticators.values())


def has_passed(request: HttpRequest, user: User, authenticators: dict[int, str]) -> bool:
    """Tell whether this session was opened or confirmed with one of them that is still there.

    A password alone, an older session and one opened with a factor that was reset since do not count.
    """
    if not has_factor(authenticators):
        return False
    records = get_authentication_records(request, user)
    return any(record.get("method") == "mfa" and record.get("id") in authenticators for record in records)


def mark_passed(request: HttpRequest, authenticator: Authenticator) -> None:
    """Note in the session that its owner has just proved this factor."""
    record_authentication(
        request, authenticator.user, method="mfa", id=authenticator.pk, type=authenticator.type
    )
