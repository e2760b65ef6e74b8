"""The address book of whoever is signed in, as the checkout needs it."""

from dataclasses import dataclass
from typing import Any

from orders.drafts import Company, Contact


@dataclass(frozen=True)
class SavedAddress:
    """An address to choose. `key` names it in the form, `texts` are the fields that it fills in."""

    key: str
    label: str
    country: str
    texts: dict[str, str]


def saved_addresses(user: Any) -> list[SavedAddress]:
    """Return the addresses of somebody who is signed in, the usual one first; none for a guest."""
    return []


def keep_address(*, user: Any, contact: Contact, company: Company | None) -> str:
    """Write the address of an order into the shopper's book; return why that was not possible, in words, or nothing."""
    return ""
