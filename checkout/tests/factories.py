"""A shop that can take orders, carts with things in them, and what a shopper types.

shop = make_shop()                                  # delivery to Bulgaria and Romania, a cash fee, terms
cart = make_cart((make_sellable(price="12.90"), 2))
place(cart)                                         # an order, as the shopper's button makes it
"""

from datetime import date
from decimal import Decimal
from typing import Any

from checkout.models import Cart, CartLine
from checkout.selectors import view_cart
from checkout.services.placing import Placed, place_order, terms_in_force
from core.models import ShopSettings
from legal_pages.models import LegalKind, LegalVersion
from orders.drafts import Contact
from products.models import Variant
from products.prices import effective_price
from products.tests.factories import make_site
from shipping.tests.factories import make_method, make_zone


def make_shop(**attributes: Any) -> ShopSettings:
    """Return the settings of a shop that delivers: `door` (5.90, free from 100) and `office` (4.50) in Bulgaria, `eu`
    (11.90, no cash) in Romania; cash on delivery costs 1.50."""
    site = make_site().site
    home = make_zone("BG", position=0)
    near = make_zone("RO", position=1)
    make_method(home, code="door", position=0, price="5.90", free_from="100.00", name_en="To your door")
    make_method(home, code="office", position=1, price="4.50", name_en="To an office")
    make_method(near, code="eu", position=2, price="11.90", days=(3, 5), allows_cod=False, name_en="By air")
    make_terms(1)
    shop = ShopSettings.for_site(site)
    for name, value in {"cod_fee": Decimal("1.50"), **attributes}.items():
        setattr(shop, name, value)
    shop.save()
    return shop


def make_terms(number: int, *languages: str) -> None:
    for language in languages or ("bg", "en"):
        LegalVersion.objects.create(
            kind=LegalKind.TERMS,
            language=language,
            number=number,
            title="Terms",
            body=f"Version {number}",
            digest=f"{number}",
            effective_from=date(2026, 1, 1),
        )


def make_cart(*wanted: tuple[Variant, int], **attributes: Any) -> Cart:
    """Return an open cart with these variants and quantities, seen at their present prices."""
    cart = Cart.objects.create(**{"country": "BG", **attributes})
    for variant, quantity in wanted:
        CartLine.objects.create(
            cart=cart,
            variant=variant,
            quantity=quantity,
            seen_unit_gross=effective_price(variant, cart.created_at).amount,
        )
    return cart


def make_contact(**attributes: str) -> Contact:
    values = {
        "email": "ana@example.com",
        "phone": "+359888123456",
        "name": "Ана Петрова",
        "address_line1": "ул. Шипка 6",
        "address_line2": "",
        "city": "София",
        "postcode": "1504",
        "country": "BG",
        "note": "",
    }
    return Contact(**(values | attributes))


def shown_total(cart: Cart, *, delivery: str = "door", payment: str = "cod", country: str = "BG") -> Decimal:
    """Return what the page would show for these choices."""
    view = view_cart(
        cart=cart,
        shop=ShopSettings.for_site(make_site().site),
        language="bg",
        country=country,
        delivery_code=delivery,
        payment_method=payment,
    )
    return view.quote.total_gross


def place(cart: Cart, **changed: Any) -> Placed:
    """Place the order as somebody would who has looked at the page just now."""
    values: dict[str, Any] = {
        "cart_id": cart.pk,
        "contact": make_contact(),
        "delivery_code": "door",
        "payment_method": "cod",
        "accepted_terms": terms_in_force("bg"),
        "language": "bg",
        **changed,
    }
    if "shown_total" not in values:
        values["shown_total"] = shown_total(
            cart,
            delivery=values["delivery_code"],
            payment=values["payment_method"],
            country=values["contact"].country,
        )
    return place_order(**values)


def typed(cart: Cart, **changed: str) -> dict[str, str]:
    """Return the fields of the checkout form as a browser sends them when the button is pressed."""
    fields = {
        "email": "ana@example.com",
        "name": "Ана Петрова",
        "phone": "0888 123 456",
        "country": "BG",
        "address_line1": "ул. Шипка 6",
        "address_line2": "",
        "city": "София",
        "postcode": "1504",
        "delivery": "door",
        "payment": "cod",
        "note": "",
        "terms": "on",
        "shown_version": str(cart.version),
        "shown_terms": terms_in_force("en"),
        "action": "place",
    }
    fields |= changed
    if "shown_total" not in fields:
        total = shown_total(
            cart, delivery=fields["delivery"], payment=fields["payment"], country=fields["country"]
        )
        fields["shown_total"] = str(total)
    return fields
