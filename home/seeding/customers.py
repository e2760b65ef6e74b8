"""A customer with an address book, and the group that she is in."""

from accounts.selectors import addresses_of
from accounts.services.addresses import save_address
from home.seeding.shop import DemoShop
from home.seeding.staff import sign_in_of
from promotions.models import CustomerGroup

CUSTOMER = ("ana@example.com", "Ана", "Петрова")
GROUP = "Партньори"
ADDRESSES = (
    {
        "name": "Ана Петрова",
        "phone": "+359888123456",
        "address_line1": "ул. Шипка 6, вх. Б, ап. 12",
        "postcode": "1504",
        "city": "София",
        "country": "BG",
    },
    {
        "name": "Ана Петрова",
        "phone": "+359888123456",
        "address_line1": "бул. Цар Борис III 136",
        "postcode": "1618",
        "city": "София",
        "country": "BG",
        "company_name": "Студио Петрова ЕООД",
        "company_number": "175074752",
        "company_vat_number": "BG175074752",
        "company_address": "София, бул. Цар Борис III 136",
        "company_person": "Ана Петрова",
        "is_invoice_default": True,
    },
)


def add_customers(shop: DemoShop, password: str) -> None:
    """Make the customer who is missing; her addresses are hers to change."""
    email, first_name, last_name = CUSTOMER
    user = sign_in_of(shop, email, password, first_name, last_name, is_staff=False)
    if not addresses_of(user).exists():
        for values in ADDRESSES:
            save_address(user=user, values=values)
    group, made = CustomerGroup.objects.get_or_create(name=GROUP)
    if made:
        group.customers.add(user)
        shop.made["customer groups"] += 1
