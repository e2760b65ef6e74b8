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
                "country",
                "note",
            ),
            "customer",
            *("company_name", "company_address", "company_person", "company_vat_number", "vat_check"),
        ),
        purpose="To fulfil the order and to keep the books (GDPR art. 6(1)(b) and (c)).",
        kept="As long as the law asks for the books of the year; nothing removes orders by itself.",
    ),
    PersonalData(
        model="orders.OrderEvent",
        fields=("actor_id", "actor_label"),
        purpose="To know who did what to an order (legitimate interest, GDPR art. 6(1)(f)).",
        kept="With the order: the events can be neither altered nor deleted.",
    ),
    PersonalData(
        model="orders.Refund",
        fields=("actor_id", "actor_label"),
        purpose="To know who gave money back (legitimate interest, GDPR art. 6(1)(f)).",
        kept="With the order.",
    ),
    PersonalData(
        model="orders.Shipment",
        fields=("actor_id", "actor_label", "tracking_number"),
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
    *("region", "country", "company_name", "company_number", "company_vat_number", "note", "delivery_name"),
    *("payment_method", "total_gross", "currency"),
)


def order_data(user: User) -> dict[str, Any]:
    """Return the orders of an account for the copy of its owner's data."""
    orders = orders_of(user).prefetch_related("lines")
    return {
        "orders": [
            {name: str(getattr(order, name)) for name in ORDER}
            | {
                "lines": [
                    {"title": line.title, "quantity": line.quantity, "gross": str(line.gross)}
                    for line in order.lines.all()
                ]
            }
            for order in orders
        ]
    }


register_export(order_data)
