"""What carts hold about people."""

from core.personal_data import PersonalData, register

register(
    PersonalData(
        model="checkout.Cart",
        fields=("draft", "country", "postcode", "vat_number"),
        purpose="To keep what was typed into the checkout until the order is placed (GDPR art. 6(1)(b)).",
        kept="Until the order is placed, or for eight days without a visit; then removed nightly with the cart.",
    ),
)
