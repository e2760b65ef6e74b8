"""One login for each kind of staff. The groups and their permissions come with the migrations."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from cryptography.fernet import InvalidToken
from django.contrib.auth.models import Group

from accounts.models import User
from home.seeding.data import DemoDataError
from home.seeding.shop import DemoShop

STAFF = (
    ("manager@vitrina.example", "Мария", "Илиева", "Manager"),
    ("marketer@vitrina.example", "Елена", "Стоянова", "Marketer"),
    ("clerk@vitrina.example", "Петър", "Демиров", "Order staff"),
)


def add_staff(shop: DemoShop, password: str, factor_secret: str = "") -> None:
    """Make the staff that is missing, and let all of them log in with `password` and the app that has `factor_secret`.

    Without a secret they set up a second factor of their own at their first sign-in.
    """
    for email, first_name, last_name, group_name in STAFF:
        group = Group.objects.filter(name=group_name).first()
        if group is None:
            raise DemoDataError(f"The group {group_name!r} is missing: run migrate first.")
        user = sign_in_of(shop, email, password, first_name, last_name, is_staff=True)
        user.groups.add(group)
        if factor_secret and not _has_app(user, factor_secret):
            Authenticator.objects.filter(user=user).delete()
            TOTP.activate(user, factor_secret)
            shop.made["second factors"] += 1


def sign_in_of(
    shop: DemoShop, email: str, password: str, first_name: str, last_name: str, *, is_staff: bool
) -> User:
    """Return the person with this address, made if missing, whose password is `password` and whose address is confirmed."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(
            email, password, first_name=first_name, last_name=last_name, is_staff=is_staff
        )
        shop.made["staff" if is_staff else "customers"] += 1
    elif not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
        shop.made["new passwords"] += 1
    EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user


def _has_app(user: User, secret: str) -> bool:
    app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if app is None:
        return False
    try:
        return decrypt(app.data["secret"]) == secret
    except InvalidToken:
        # The demo's secrets were made anew; this one is locked with a key that is gone.
        return False
