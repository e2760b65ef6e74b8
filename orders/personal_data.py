"""What orders hold about people."""

from core.personal_data import PersonalData, register

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
