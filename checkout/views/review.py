"""What the shopper is about to order, read back before the button (Directive 2011/83/EU, Art. 8(2))."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.utils.translation import gettext as _

from checkout.forms import CheckoutForm
from checkout.selectors import CartView
from checkout.views.countries import country_name
from core.addresses import PARTS, address_lines, clean_address, one_line
from core.phones import NotAPhoneNumber, read_phone, shown_phone
from orders.models import Order


@dataclass(frozen=True)
class ReviewItem:
    """One fact with its lines, and the id of the place in the form where it is changed."""

    title: str
    lines: tuple[str, ...]
    anchor: str
    change: str


def review_of(form: CheckoutForm, view: CartView) -> list[ReviewItem]:
    """Return contact, delivery and payment as they stand; what is not filled in yet is left out."""
    country = view.country
    other = bool(_value(form, "other_recipient"))
    items = [
        ReviewItem(
            title=_("Contact"),
            lines=_filled(_value(form, "email"), "" if other else _phone(form, "phone", country)),
            anchor="part-contact",
            change=_("Change the contact data"),
        ),
        _where_to(form, country, other=other),
        ReviewItem(
            title=_("Delivery"),
            lines=_filled(
                view.delivery.name if view.delivery else "", view.delivery.place if view.delivery else ""
            ),
            anchor="id_delivery",
            change=_("Change the delivery"),
        ),
        ReviewItem(
            title=_("Payment"),
            lines=_filled(
                str(Order.PaymentMethod(view.payment_method).label) if view.payment_method else "",
                _invoice(form),
            ),
            anchor="part-payment",
            change=_("Change the payment"),
        ),
    ]
    return [item for item in items if item.lines]


def _where_to(form: CheckoutForm, country: str, *, other: bool) -> ReviewItem:
    """Return who gets it and at which address; of what is collected only who does."""
    name = _value(form, "recipient_name" if other else "name")
    phone = _phone(form, "recipient_phone", country) if other else ""
    gift = _("A gift") if _value(form, "is_gift") else ""
    if form.is_collected:
        return ReviewItem(
            title=_("Collected by"),
            lines=_filled(name, phone, gift) if name else (),
            anchor="part-contact",
            change=_("Change who collects it"),
        )
    lines = _address(form, country)
    return ReviewItem(
        title=_("Delivery to"),
        lines=_filled(name, *lines, phone, gift) if lines else (),
        anchor="part-delivery",
        change=_("Change the address"),
    )


def _address(form: CheckoutForm, country: str) -> tuple[str, ...]:
    parts = {part: _value(form, part) for part in PARTS if part in form.fields}
    if not parts.get("address_line1"):
        return ()
    address = SimpleNamespace(country=country, **clean_address(country, parts).values)
    return (*address_lines(address), country_name(country))


def _invoice(form: CheckoutForm) -> str:
    company = _value(form, "company_name")
    if not (_value(form, "wants_invoice") and company):
        return ""
    return _("Invoice for %(company)s") % {"company": company}


def _phone(form: CheckoutForm, name: str, country: str) -> str:
    typed = _value(form, name)
    try:
        return shown_phone(read_phone(typed, country))
    except NotAPhoneNumber:
        return typed


def _value(form: CheckoutForm, name: str) -> str:
    value = form[name].value()
    return one_line(str(value)) if value else ""


def _filled(*lines: str) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
