"""The business that buys: what is known of a cart's VAT number, and what the order keeps of it."""

from dataclasses import replace

from checkout.models import Cart
from orders.drafts import Company, Contact
from taxes.numbers import NumberUnreadable, VatNumber, read_number
from taxes.services import CheckedNumber, known_check


def typed_number(typed: str, country: str) -> VatNumber:
    """Return the VAT number that was typed, also without the letters of its state where it is delivered there.

    Raises NumberUnreadable.
    """
    number = "".join(char for char in typed if char.isalnum())
    letters = {"GR": "EL"}.get(country, country)
    return read_number(f"{letters}{number}" if number[:1].isdigit() else number)


def number_of(cart: Cart) -> CheckedNumber | None:
    """Return the cart's VAT number with what VIES said of it in the last 24 hours, else `unknown`; None without a number.

    One query, none without a number. It asks nobody: checkout.services.business does.
    """
    if not cart.vat_number:
        return None
    try:
        number = read_number(cart.vat_number)
    except NumberUnreadable:
        return None
    return known_check(number) or CheckedNumber(number=number, state="unknown")


def company_for(number: CheckedNumber | None, company: Company | None, contact: Contact) -> Company | None:
    """Return the company of the order with its VAT number and the answer of VIES; what was typed goes before VIES's words.

    A number without a company's name is invoiced to whom VIES names, or to whoever ordered.
    """
    if number is None:
        return company
    known = company or Company(name="")
    return replace(
        known,
        name=known.name or number.name[:160] or contact.buyer_name or contact.name,
        address=known.address or number.address.replace("\n", ", ")[:255],
        vat_number=str(number.number),
        vat_check=number.for_order(),
        vat_check_reference=number.reference,
    )
