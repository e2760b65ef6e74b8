"""From a cart to an order: one durable transaction, or nothing (DESIGN flow (c))."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from checkout.business import company_for
from checkout.elsewhere import changes_elsewhere
from checkout.errors import CartChanged, CartClosed, CartEmpty, Change, DeliveryRefused, PaymentRefused
from checkout.models import Cart
from checkout.selectors import CartView, view_cart
from checkout.services.cart_saved import leave_ordered
from checkout.wishes import with_line_wishes, with_order_wishes
from core.actors import SHOPPER
from core.brief import briefly
from core.models import default_shop
from legal_pages.models import LegalKind
from legal_pages.selectors import version_in_force
from orders.drafts import Company, Contact, DraftDiscount, DraftLine, DraftVat, OrderDraft
from orders.models import Order
from orders.services.placing import create_order
from orders.services.turnover import count_placed, once_more_beyond_the_threshold
from pricing.lines import DELIVERY, FEE
from pricing.quote import QuoteLine
from products.selectors import Sellable
from products.services.stock import OutOfStock
from promotions.services.redemption import Use, UsedUp, claim
from shipping.selectors import DeliveryOffer


@dataclass(frozen=True)
class Placed:
    """The order of the cart; `created` is false when it had been placed before."""

    order: Order
    created: bool


@briefly
def terms_in_force(language: str) -> str:
    """Return the label of the terms that an order in this language accepts; empty while none are published."""
    version = version_in_force(LegalKind.TERMS, language)
    return version.label if version else ""


@once_more_beyond_the_threshold
def place_order(
    *,
    cart_id: int,
    contact: Contact,
    delivery_code: str,
    payment_method: str,
    shown_total: Decimal,
    accepted_terms: str,
    language: str,
    customer_id: int | None = None,
    shown_version: int | None = None,
    company: Company | None = None,
) -> Placed:
    """Turn the cart into an order with its stock held, or leave everything as it was.

    `shown_total` (EUR with VAT), `shown_version` (of the cart) and `accepted_terms` (label of the terms) are what the
    shopper saw. Placing a cart twice gives the same order. Raises CartChanged when sums, prices, contents or terms differ
    from what was seen (also because the answer of VIES about the cart's VAT number is older than a day), OutOfStock, CartEmpty, CartClosed, DeliveryRefused or PaymentRefused. The payment is started
    afterwards, outside (orders.services.payment.start_payment).
    """
    with translation.override(language), transaction.atomic(durable=True):
        cart = Cart.objects.select_for_update().filter(pk=cart_id).first()
        if cart is None:
            raise CartClosed
        existing = Order.objects.filter(cart_reference=cart.public_id).first()
        if existing:
            return Placed(order=existing, created=False)
        shop = default_shop()
        view = view_cart(
            cart=cart,
            shop=shop,
            language=language,
            country=contact.country,
            postcode=contact.postcode,
            delivery_code=delivery_code,
            payment_method=payment_method,
            customer_id=customer_id,
            email=contact.email,
        )
        terms = terms_in_force(language)
        delivery = _refuse_what_is_not_offered(view, delivery_code, payment_method)
        _refuse_what_was_not_seen(view, shown_total, shown_version, terms == accepted_terms, language)
        contact = with_order_wishes(cart, contact)
        if delivery.is_pickup:
            # It goes nowhere: its country is the one in which it is handed over.
            contact = replace(contact, country=str(shop.country), postcode="")
        order = create_order(
            _draft(view, delivery, contact, language, terms, customer_id, company), actor=SHOPPER
        )
        _claim_promotions(order, view)
        # What was typed is on the order now and need not lie about twice.
        Cart.objects.filter(pk=cart.pk).update(
            state=Cart.State.ORDERED, order=order, draft={}, gift_message="", updated_at=timezone.now()
        )
        leave_ordered(cart, view)
        # Last, because its lock is the last one (docs/locking.md).
        count_placed(order, shop=shop)
    return Placed(order=order, created=True)


def _refuse_what_is_not_offered(view: CartView, delivery_code: str, payment_method: str) -> DeliveryOffer:
    if not view.items:
        raise CartEmpty
    if view.shortages:
        raise OutOfStock(view.shortages)
    if view.delivery is None or view.delivery.code != delivery_code:
        raise DeliveryRefused
    if view.payment_method != payment_method or not payment_method:
        raise PaymentRefused
    return view.delivery


def _refuse_what_was_not_seen(
    view: CartView, shown_total: Decimal, shown_version: int | None, terms_are_the_same: bool, language: str
) -> None:
    changes = list(view.price_changes)
    if shown_version is not None and shown_version != view.cart.version:
        changes.extend(changes_elsewhere(view.cart, shown_version, language) or [Change(kind="lines")])
    if not changes and shown_total != view.quote.total_gross:
        unconfirmed = view.number is not None and view.number.state == "unknown"
        changes.append(Change(kind="vat_number" if unconfirmed else "sums"))
    if not terms_are_the_same:
        changes.append(Change(kind="terms"))
    if changes:
        raise CartChanged(tuple(changes), view.quote)


def _claim_promotions(order: Order, view: CartView) -> None:
    """Count the promotions that the order gets, last of all locks; whoever was faster leaves the shopper to look again."""
    uses = [Use(promotion=d.promotion, code=d.code, gross=d.gross) for d in view.quote.discounts]
    try:
        claim(reference=order.public_id, uses=uses, customer_id=order.customer_id, email=order.email)
    except UsedUp as gone:
        raise CartChanged((Change(kind="used_up", title=gone.code or gone.name),), view.quote) from gone


def _draft(
    view: CartView,
    delivery: DeliveryOffer,
    contact: Contact,
    language: str,
    terms: str,
    customer_id: int | None,
    company: Company | None,
) -> OrderDraft:
    quote = view.quote
    goods = {item.variant_id: item.sellable for item in view.items}
    goods |= {gift.sellable.variant_id: gift.sellable for gift in view.gifts}
    names = {DELIVERY: delivery.name, FEE: _("Fee for cash on delivery")}
    return OrderDraft(
        cart_reference=view.cart.public_id,
        language=language,
        contact=contact,
        lines=with_line_wishes(view, [_draft_line(line, goods, names) for line in quote.lines]),
        vat_rows=tuple(DraftVat(rate=r.rate, gross=r.gross, net=r.net, vat=r.vat) for r in quote.vat_rows),
        vat_treatment=quote.vat_treatment,
        vat_country=quote.vat_country,
        goods_gross=quote.goods_gross,
        delivery_gross=quote.delivery_gross,
        fee_gross=quote.fee_gross,
        discount_gross=quote.discount_gross,
        vat_removed=quote.vat_removed,
        vat_ground=view.vat_ground,
        company=company_for(view.number, company, contact),
        total_net=quote.total_net,
        total_vat=quote.total_vat,
        total_gross=quote.total_gross,
        delivery_code=delivery.method_code,
        delivery_name=delivery.name,
        delivery_days=(delivery.days_min, delivery.days_max),
        expected=None if view.waits_for_money else delivery.expected,
        pickup_place=delivery.place,
        payment_method=view.payment_method,
        terms_version=terms,
        terms_accepted_at=timezone.now(),
        customer_id=customer_id,
        discounts=tuple(
            DraftDiscount(promotion=d.promotion, name=d.name, code=d.code, gross=d.gross)
            for d in quote.discounts
        ),
    )


def _draft_line(line: QuoteLine, goods: Mapping[int, Sellable | None], names: dict[str, str]) -> DraftLine:
    source, price = line.source, line.price
    sellable = goods[line.key] if line.key is not None else None
    return DraftLine(
        kind=source.kind,
        title=sellable.title if sellable else names[source.kind],
        quantity=source.quantity,
        vat_class=source.vat_class,
        vat_rate=source.rate,
        unit_gross=source.unit_gross,
        regular_unit_gross=source.regular_unit_gross,
        discount_gross=source.discount_gross,
        gross=price.gross,
        net=price.net,
        vat=price.vat,
        vat_removed=line.removed,
        variant_id=source.key,
        variant_label=sellable.variant_label[:160] if sellable else "",
        sku=sellable.sku if sellable else "",
        weight_grams=sellable.weight_grams if sellable else 0,
        image_id=sellable.image_id if sellable else None,
        given_by=source.given_by,
    )
