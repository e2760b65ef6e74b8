"""Reading accounts: addresses, groups, confirmed e-mail. Nothing here writes."""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from accounts.models import Address, User


def addresses_of(user: User) -> QuerySet[Address]:
    """Return the address book without what was archived, the usual addresses first."""
    return Address.objects.filter(user_id=user.pk, archived_at__isnull=True)


def address_of(user: User, public_id: uuid.UUID) -> Address | None:
    """Return one address of the person's own book, None for a stranger's or an archived one."""
    return addresses_of(user).filter(public_id=public_id).first()


def confirmed_emails(user: User) -> list[str]:
    """Return the addresses that the person has proved to read, in lower case."""
    found = EmailAddress.objects.filter(user_id=user.pk, verified=True).values_list("email", flat=True)
    return sorted({email.lower() for email in found})


def has_account(email: str) -> bool:
    """Tell whether somebody signs in with this address. Never let an answer to a stranger depend on it."""
    return User.objects.filter(email__iexact=email).exists()


PERSON = ("email", "first_name", "last_name", "date_joined", "last_login")
ADDRESS = (
    *("name", "phone", "address_line1", "address_line2", "postcode", "city", "region", "country"),
    *("company_name", "company_number", "company_vat_number", "company_address", "company_person"),
    *("is_delivery_default", "is_invoice_default", "created_at", "updated_at", "archived_at"),
)


def account_data(user: User) -> dict[str, Any]:
    """Return everything that accounts holds about the person, archived addresses included, for a copy in JSON."""
    return {
        "account": {name: _plain(getattr(user, name)) for name in PERSON},
        "confirmed_emails": confirmed_emails(user),
        "addresses": [
            {name: _plain(getattr(address, name)) for name in ADDRESS}
            for address in Address.objects.filter(user_id=user.pk).order_by("pk")
        ],
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else str(value)
