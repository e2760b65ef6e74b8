"""What carts hold about people."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="checkout.Cart",
        fields=("draft", "country", "customer", "postcode", "vat_number", "gift_message"),
        purpose="To keep what was typed into the checkout until the order is placed, and an account's cart for its other "
        "devices (GDPR art. 6(1)(b)).",
        kept="Until the order is placed, or for eight days without a visit, 90 days in an account; then removed nightly "
        "with the cart.",
    ),
    PersonalData(
        model="checkout.CartLine",
        fields=("note", "gift_message"),
        purpose="To keep notes and gift words until the order is placed (GDPR art. 6(1)(b)).",
        kept="As long as the cart; taken out of it when the order is placed.",
    ),
)
