"""The address book of whoever is signed in, as the checkout needs it."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Address
from accounts.selectors import addresses_of
from accounts.services.addresses import TooManyAddresses, save_address
from core.addresses import PARTS, address_lines
from core.phones import shown_phone
from orders.drafts import Company, Contact

_COMPANY = {
    "company_name": "company_name",
    "company_number": "company_number",
    "company_vat_number": "vat_number",
    "company_address": "company_address",
    "company_person": "company_person",
}


@dataclass(frozen=True)
class SavedAddress:
    """An address to choose. `key` names it in the form; `texts` and `company` are the fields that it fills in."""

    key: str
    label: str
    country: str
    texts: dict[str, str]
    company: dict[str, str]
    is_for_invoices: bool

    def is_in(self, typed: dict[str, Any]) -> bool:
        """Tell whether the form holds this address."""
        return all(typed.get(part, "") == self.texts[part] for part in PARTS if part in typed)


def saved_addresses(user: Any) -> list[SavedAddress]:
    """Return, in one query, the addresses of somebody who is signed in, the usual one first; none for a guest."""
    if not user.is_authenticated:
        return []
    return [_saved(address) for address in addresses_of(user)]


def _saved(address: Address) -> SavedAddress:
    company = {field: getattr(address, column) for column, field in _COMPANY.items()}
    return SavedAddress(
        key=str(address.public_id),
        label=", ".join([address.name, *address_lines(address)]),
        country=str(address.country),
        texts={
            "name": address.name,
            "phone": shown_phone(address.phone),
            **{part: getattr(address, part) for part in PARTS},
        },
        company=company if address.company_name else {},
        is_for_invoices=address.is_invoice_default,
    )


def keep_address(*, user: Any, contact: Contact, company: Company | None) -> str:
    """Write the address of an order into the shopper's book, once; return why that was not possible, in words, or nothing."""
    values: dict[str, Any] = {name: getattr(contact, name) for name in ("name", "phone", "country", *PARTS)}
    if addresses_of(user).filter(**{name: values[name] for name in ("name", "country", *PARTS)}).exists():
        return ""
    if company:
        values |= {
            "company_name": company.name,
            "company_number": company.number,
            "company_vat_number": company.vat_number,
            "company_address": company.address,
            "company_person": company.person,
        }
    try:
        save_address(user=user, values=values)
    except TooManyAddresses as full:
        return str(full)
    return ""
