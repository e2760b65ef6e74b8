"""A cart as it stands now: what is in it, what it costs, what changed since the shopper last looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from checkout.business import number_of
from checkout.discounts import promotions_of
from checkout.errors import Change
from checkout.limits import MOST
from checkout.models import Cart, CartLine
from checkout.parcels import parcel_of
from checkout.payment_choice import CASH_ON_DELIVERY, TRANSFER, PaymentChoice, payment_choice
from core.models import ShopSettings
from core.money import ZERO
from pricing.inputs import Item, QuoteInputs
from pricing.quote import Quote, make_quote
from products.selectors import Sellable, get_sellables
from products.services.stock import Shortage
from shipping.offers import Refusal
from shipping.selectors import DeliveryOffer, quotation
from taxes.policy import Business, VatContext, at_home, vat_context
from taxes.services import CheckedNumber
from taxes.wording import vat_ground


@dataclass(frozen=True)
class CartItem:
    """A line of the cart. `gross` (EUR, before promotions, with home VAT) and `net` (of the charged sum, without VAT) are
    None for what cannot be bought now and is not in the sums; `net` also where a promotion takes something off.
    """

    line_id: int
    variant_id: int
    quantity: int
    seen_unit_gross: Decimal
    sellable: Sellable | None
    gross: Decimal | None = None
    net: Decimal | None = None
    note: str = ""
    is_gift: bool = False
    gift_message: str = ""

    @property
    def available(self) -> int:
        """How many there are; 0 for what is not sold."""
        return max(0, self.sellable.available) if self.sellable and self.sellable.sellable else 0

    @property
    def most(self) -> int:
        """The largest quantity that the line can hold."""
        return min(MOST, self.available)

    @property
    def input_id(self) -> str:
        return f"quantity-{self.line_id}"

    @property
    def is_short(self) -> bool:
        return self.available < self.quantity

    @property
    def title(self) -> str:
        return self.sellable.title if self.sellable else ""

    def is_of(self, variant_public_id: UUID | None) -> bool:
        return self.sellable is not None and self.sellable.public_id == variant_public_id

    @property
    def problem(self) -> Change | None:
        """Return what stands in the way of buying this line."""
        if not self.is_short:
            return None
        if not self.sellable or not self.sellable.sellable:
            kind = "withdrawn"
        else:
            kind = "short" if self.available else "sold_out"
        return Change(
            kind=kind,  # type: ignore[arg-type]
            variant_id=self.variant_id,
            title=self.title,
            wanted=self.quantity,
            available=self.available,
        )

    @property
    def price_change(self) -> Change | None:
        """Return how the price differs from the one that the shopper saw."""
        if not self.available or not self.sellable or self.sellable.price.amount == self.seen_unit_gross:
            return None
        return Change(
            kind="price",
            variant_id=self.variant_id,
            title=self.title,
            before=self.seen_unit_gross,
            after=self.sellable.price.amount,
        )


@dataclass(frozen=True)
class CartGift:
    """What a promotion puts into the cart; `gross` is what it would cost."""

    sellable: Sellable
    gross: Decimal


@dataclass(frozen=True)
class CartView:
    """Everything that cart page, checkout and placing know about a cart at one moment."""

    cart: Cart
    items: tuple[CartItem, ...]
    quote: Quote
    country: str
    offers: tuple[DeliveryOffer, ...]
    delivery: DeliveryOffer | None
    payment_choice: PaymentChoice
    payment_method: str
    cod_fee: Decimal
    # Why ways of delivery are not offered.
    refusals: tuple[Refusal, ...] = ()
    # What is known of the cart's VAT number; None while there is none.
    number: CheckedNumber | None = None
    # Why no VAT is charged, in the active language.
    vat_ground: str = ""
    gifts: tuple[CartGift, ...] = ()
    # Kept for another time: in no sum and on no order.
    saved: tuple[CartItem, ...] = ()

    @property
    def waits_for_money(self) -> bool:
        """Tell whether the parcel leaves only once a transfer has arrived, so that nobody knows the day yet."""
        return self.payment_method == TRANSFER

    @property
    def payment_methods(self) -> tuple[str, ...]:
        return self.payment_choice.methods

    @property
    def shows_net(self) -> bool:
        """Whether a business asked for prices without VAT and there is VAT in them."""
        return self.cart.shows_net and self.quote.vat_treatment != "not_registered"

    @property
    def count(self) -> int:
        return sum(item.quantity for item in self.items)

    @property
    def to_free_delivery(self) -> Decimal | None:
        """Return for how much more goods (gross EUR) the delivery is free, where it can be and is not."""
        if self.delivery is None or self.delivery.free_from is None or self.delivery.is_free:
            return None
        if not self.quote.delivery_after_discount:
            return None
        return self.delivery.free_from - self.quote.goods_after_discount

    @property
    def price_changes(self) -> tuple[Change, ...]:
        return tuple(change for item in self.items if (change := item.price_change))

    @property
    def problems(self) -> tuple[Change, ...]:
        return tuple(change for item in self.items if (change := item.problem))

    @property
    def shortages(self) -> tuple[Shortage, ...]:
        return tuple(
            Shortage(variant_id=item.variant_id, wanted=item.quantity, available=item.available)
            for item in self.items
            if item.is_short
        )

    @property
    def seen_prices(self) -> dict[int, Decimal]:
        """Return the prices that differ from those last seen, by variant, for `note_seen_prices`."""
        return {
            change.variant_id: change.after
            for change in self.price_changes
            if change.variant_id and change.after
        }


def view_cart(
    *,
    cart: Cart,
    shop: ShopSettings,
    language: str,
    lines: Sequence[CartLine] | None = None,
    country: str = "",
    postcode: str = "",
    delivery_code: str = "",
    payment_method: str = "",
    customer_id: int | None = None,
    email: str = "",
    number: CheckedNumber | None = None,
) -> CartView:
    """Return the cart as it stands, with the sums for the given choices, or for those that the cart remembers.

    A choice that is not offered gives way to the first that is; `delivery` and `payment_method` say which one was used.
    A constant number of queries, whatever the number of lines; `lines` saves one where they are known already, and so does
    `number`, what VIES has just said of the cart's VAT number. Promotions count for `customer_id` and `email`, or for those
    that the cart remembers.
    """
    country = country or str(cart.country)
    if not postcode and country == str(cart.country):
        postcode = cart.postcode or cart.draft.get("postcode", "")
    lines = list(cart.lines.all()) if lines is None else lines
    promoted = promotions_of(cart, country=country, customer_id=customer_id, email=email)
    sellables = get_sellables([*(line.variant_id for line in lines), *promoted.gift_ids], language)
    promotions = promoted.inputs(sellables)
    number = number or number_of(cart)
    vat = vat_context(
        shop=shop,
        country=country,
        postcode=postcode,
        business=Business(number.number, number.state) if number else None,
        on=timezone.localdate(),
    )
    saved = [line for line in lines if line.saved_for_later]
    lines = [line for line in lines if not line.saved_for_later]
    items = _quoted(lines, sellables)
    goods = make_quote(QuoteInputs(items=items, vat=vat, **promotions))
    found = quotation(
        country,
        goods.goods_after_discount,
        postcode=postcode,
        parcel=parcel_of(goods.goods(), sellables),
    )
    offered = found.offers
    delivery = _chosen(offered, delivery_code or cart.delivery_code)
    if delivery and delivery.is_pickup and not at_home(shop=shop, country=country, postcode=postcode):
        # Handed over in the shop: the supply is there (Directive 2006/112/EC, Art. 31), wherever the buyer lives.
        vat = vat_context(shop=shop, country=str(shop.country), on=timezone.localdate())
    with_fee = make_quote(_with_charges(items, vat, delivery, shop.cod_fee, promotions))
    choice = payment_choice(shop=shop, country=country, delivery=delivery, cash_total=with_fee.total_gross)
    method = choice.chosen(payment_method or cart.payment_method)
    by_cash = method == CASH_ON_DELIVERY
    quote = with_fee if by_cash else make_quote(_with_charges(items, vat, delivery, ZERO, promotions))
    return CartView(
        cart=cart,
        items=tuple(_item(line, sellables.get(line.variant_id), quote) for line in lines),
        quote=quote,
        country=country,
        offers=offered,
        delivery=delivery,
        payment_choice=choice,
        payment_method=method,
        cod_fee=shop.cod_fee,
        refusals=found.refusals,
        number=number,
        vat_ground=vat_ground(quote.vat_treatment, str(shop.country)),
        gifts=tuple(
            CartGift(sellable=sellables[line.key], gross=line.before_discount)
            for line in quote.gifts()
            if line.key is not None
        ),
        saved=tuple(_item(line, sellables.get(line.variant_id), None) for line in saved),
    )


def _chosen(offered: Sequence[DeliveryOffer], code: str) -> DeliveryOffer | None:
    # An order knows its method, not the place of it: so does a cart that was given back.
    meant = [offer for offer in offered if offer.code == code]
    meant += [offer for offer in offered if offer.method_code == code]
    return next(iter(meant or offered), None)


def _quoted(lines: Sequence[CartLine], sellables: Mapping[int, Sellable]) -> tuple[Item, ...]:
    """Return the lines of which there is at least one: what is sold out or withdrawn is not in the sums."""
    items = []
    for line in lines:
        sellable = sellables.get(line.variant_id)
        if sellable and sellable.sellable and sellable.available > 0:
            items.append(
                Item(
                    key=line.variant_id,
                    quantity=line.quantity,
                    unit_gross=sellable.price.amount,
                    regular_unit_gross=sellable.price.regular,
                    vat_class=sellable.vat_class,
                    product_id=sellable.product_id,
                    categories=sellable.category_ids,
                )
            )
    return tuple(items)


def _with_charges(
    items: tuple[Item, ...],
    vat: VatContext,
    delivery: DeliveryOffer | None,
    fee: Decimal,
    promotions: Mapping[str, Any],
) -> QuoteInputs:
    """Return the inputs of the whole quote; without goods there is nothing to deliver or to collect."""
    if not items:
        return QuoteInputs(items=items, vat=vat)
    return QuoteInputs(
        items=items,
        vat=vat,
        delivery_gross=delivery.price if delivery else None,
        fee_gross=fee,
        **promotions,
    )


def _item(line: CartLine, sellable: Sellable | None, quote: Quote | None) -> CartItem:
    quoted = quote.line_of(line.variant_id) if quote else None
    return CartItem(
        line_id=line.pk,
        variant_id=line.variant_id,
        quantity=line.quantity,
        seen_unit_gross=line.seen_unit_gross,
        sellable=sellable,
        gross=quoted.before_discount if quoted else None,
        net=quoted.price.net if quoted and not quoted.source.discount_gross else None,
        note=line.note,
        is_gift=line.is_gift,
        gift_message=line.gift_message,
    )
