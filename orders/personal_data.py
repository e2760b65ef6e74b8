"""What orders hold about people."""

from typing import Any

from accounts.models import User
from core.personal_data import PersonalData, register, register_export
from orders.selectors import orders_of

register(
    PersonalData(
        model="orders.Order",
        fields=(
            *(
                "email",
                "phone",
                "name",
                "address_line1",
                "address_line2",
                "city",
                "postcode",
                "region",
                "country",
                "note",
            ),
            *("customer", "buyer_name", "gift_message", "company_name", "company_number", "company_address"),
            *("company_person", "company_vat_number", "vat_check", "vat_check_reference"),
        ),
        purpose="To fulfil the order and to keep the books (GDPR art. 6(1)(b) and (c)).",
        kept="As long as the law asks for the books of the year; nothing removes orders by itself.",
    ),
    PersonalData(
        model="orders.OrderLine",
        fields=("note", "gift_message"),
        purpose="To make what was ordered as it was wished for (GDPR art. 6(1)(b)).",
        kept="With the order.",
    ),
    PersonalData(
        model="orders.Payment",
        fields=("request", "session_reference", "provider_reference", "page_url"),
        purpose="To ask the payment provider for the same payment however often it is asked (GDPR art. 6(1)(b)); the request "
        "names the buyer's e-mail address.",
        kept="With the order.",
    ),
    PersonalData(
        model="orders.OrderEvent",
        fields=("actor_id", "actor_label", "reason"),
        purpose="To know who did what to an order (legitimate interest, GDPR art. 6(1)(f)).",
        kept="With the order: the events can be neither altered nor deleted.",
    ),
    PersonalData(
        model="orders.Refund",
        fields=("actor_id", "actor_label", "reason", "provider_reference"),
        purpose="To know who gave money back (legitimate interest, GDPR art. 6(1)(f)).",
        kept="With the order.",
    ),
    PersonalData(
        model="orders.Shipment",
        fields=("actor_id", "actor_label", "tracking_number", "tracking_url"),
        purpose="To find a parcel and to know who sent it (GDPR art. 6(1)(b) and (f)).",
        kept="With the order.",
    ),
)

ORDER = (
    *(
        "number",
        "placed_at",
        "status",
        "email",
        "phone",
        "name",
        "address_line1",
        "address_line2",
        "postcode",
        "city",
    ),
    *("region", "country", "buyer_name", "gift_message", "note"),
    *("company_name", "company_number", "company_vat_number", "company_address", "company_person"),
    *("vat_check", "vat_check_reference", "delivery_name", "payment_method", "total_gross", "currency"),
)
LINE = ("title", "gross", "note", "gift_message")


def order_data(user: User) -> dict[str, Any]:
    """Return the orders of an account for the copy of its owner's data."""
    orders = orders_of(user).prefetch_related("lines")
    return {
        "orders": [
            {name: _plain(getattr(order, name)) for name in ORDER}
            | {
                "lines": [
                    {"quantity": line.quantity} | {name: _plain(getattr(line, name)) for name in LINE}
                    for line in order.lines.all()
                ]
            }
            for order in orders
        ]
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it; what VIES answered is a table already."""
    return value if isinstance(value, dict) else str(value)


register_export(order_data)
