"""The promotions of a cart: what could count for it, and what it may be given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from checkout.models import Cart
from orders.selectors import has_ordered
from pricing.inputs import Gift
from products.selectors import Sellable
from promotions.engine.rules import EnteredCode, Rule, Shopper
from promotions.selectors import offered


@dataclass(frozen=True)
class CartPromotions:
    """What a quote needs to know of promotions; nothing of it is a sum yet."""

    rules: tuple[Rule, ...] = ()
    codes: tuple[EnteredCode, ...] = ()
    shopper: Shopper | None = None
    gift_ids: frozenset[int] = field(default_factory=frozenset)

    def inputs(self, sellables: Mapping[int, Sellable]) -> dict[str, Any]:
        """Return the part of QuoteInputs that is about promotions; `sellables` hold the goods that may be given."""
        return {
            "rules": self.rules,
            "codes": self.codes,
            "shopper": self.shopper,
            "gifts": {
                key: _gift(sellables[key])
                for key in self.gift_ids
                if key in sellables and sellables[key].sellable
            },
        }


def promotions_of(
    cart: Cart, *, country: str, customer_id: int | None = None, email: str = ""
) -> CartPromotions:
    """Return the promotions in question for a cart that goes to `country`: one query, two where first orders matter.

    Whose cart it is: the customer given or the cart's own, and the e-mail given or typed into the checkout.
    """
    moment = timezone.now()
    customer_id = customer_id or cart.customer_id
    # As it was typed, so anything may be in it.
    email = (email or str(cart.draft.get("email", ""))).replace("\0", "").strip()
    found = offered(codes=cart.codes, moment=moment, customer_id=customer_id, email=email)
    is_known = bool(customer_id or email)
    ordered = is_known and found.asks_for_first_order and has_ordered(customer_id=customer_id, email=email)
    return CartPromotions(
        rules=found.rules,
        codes=found.codes,
        shopper=found.shopper(moment=moment, country=country, is_known=is_known, has_ordered=ordered),
        gift_ids=frozenset(found.gift_ids),
    )


def _gift(sellable: Sellable) -> Gift:
    return Gift(
        unit_gross=sellable.price.amount,
        regular_unit_gross=sellable.price.regular,
        vat_class=sellable.vat_class,
        available=max(0, sellable.available),
    )
