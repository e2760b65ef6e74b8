"""The cart page and what changes it. Everything works without JavaScript."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from checkout import carts, wording
from checkout.elsewhere import changes_elsewhere
from checkout.errors import CartClosed, ChangedElsewhere, NotSold, QuantityRefused
from checkout.models import Cart
from checkout.selectors import view_cart
from checkout.services import cart as service
from checkout.services import cart_wishes as wishes
from checkout.views.cart_forms import mutation_key, seen_version, uuid_of, whole_number, words
from checkout.views.codes import change_codes, codes_of
from checkout.views.countries import country_name
from checkout.views.responses import SeeOther, not_stored
from checkout.views.rows import rows_for
from core.models import ShopSettings
from products.selectors import goes_with


@dataclass(frozen=True)
class Refusal:
    """What was typed into a line's quantity, why it was not taken, and what could be taken instead."""

    line_id: int
    typed: str
    message: str
    possible: int = 0


@dataclass(frozen=True)
class Choice:
    """Two tabs disagree: what happened, what to send again to have it one's own way, and what there is otherwise."""

    message: str
    mine: str
    other: str
    fields: dict[str, str] = field(default_factory=dict)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    return page(request)


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Change, set aside or remove a line, keep its words, or bring every line down to what is left.

    What was changed elsewhere since the page was shown is told; where it is the same line, the shopper chooses.
    """
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    refusal = None
    try:
        refusal = _update(request, cart)
    except NotSold:
        messages.error(request, _("This product is not sold at present."))
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
    except ChangedElsewhere as changed:
        return page(request, choice=_choice(request, changed), status=409)
    if refusal:
        return page(request, refusal=refusal, status=422)
    _tell_what_else(request, cart)
    response = SeeOther(reverse("cart"))
    carts.remember(response, cart, service.item_count(cart))
    return response


def _update(request: HttpRequest, cart: Cart) -> Refusal | None:
    action = request.POST.get("action", "")
    key, seen, language = mutation_key(request), seen_version(request), get_language() or "bg"
    line_id = whole_number(request.POST.get("line", "")) or 0
    # What is said says what the shopper did, and is the same for the second of two clicks.
    if action == "take-what-is-left":
        service.take_what_is_left(cart_id=cart.pk, language=language, key=key)
        messages.success(request, _("Your cart now holds what is left."))
    elif action == "remove":
        at = {"cart_id": cart.pk, "line_id": line_id, "language": language}
        if service.remove_item(**at, key=key, seen_version=seen):
            messages.success(request, _("Removed from your cart."))
    elif action == "save":
        wishes.save_for_later(cart_id=cart.pk, line_id=line_id, language=language, key=key, seen_version=seen)
        messages.success(request, _("Saved for later."))
    elif action == "back":
        wishes.put_back(cart_id=cart.pk, line_id=line_id, key=key)
        messages.success(request, _("Back in your cart."))
    elif action == "wishes":
        _keep_line_wishes(request, cart, line_id, key, seen)
    elif action == "gift":
        _keep_order_wishes(request, cart, key, seen)
    else:
        return _set_quantity(request, cart, line_id, key, seen)
    return None


def _keep_line_wishes(
    request: HttpRequest, cart: Cart, line_id: int, key: uuid.UUID | None, seen: int | None
) -> None:
    wishes.set_line_wishes(
        cart_id=cart.pk,
        line_id=line_id,
        note=words(request, "note", wishes.NOTE_LENGTH),
        is_gift="is_gift" in request.POST,
        gift_message=words(request, "gift_message", wishes.LINE_WORDS_LENGTH),
        language=get_language() or "bg",
        key=key,
        seen_version=seen,
    )
    messages.success(request, _("Your note is kept."))


def _keep_order_wishes(request: HttpRequest, cart: Cart, key: uuid.UUID | None, seen: int | None) -> None:
    wishes.set_order_wishes(
        cart_id=cart.pk,
        is_gift="is_gift" in request.POST,
        gift_message=words(request, "gift_message", wishes.ORDER_WORDS_LENGTH),
        key=key,
        seen_version=seen,
    )
    messages.success(request, _("Your gift wishes are kept."))


def _set_quantity(
    request: HttpRequest, cart: Cart, line_id: int, key: uuid.UUID | None, seen: int | None
) -> Refusal | None:
    typed = request.POST.get("quantity", "")
    quantity = whole_number(typed)
    if quantity is None:
        return Refusal(line_id, typed[:12], wording.quantity_range())
    try:
        service.set_quantity(
            cart_id=cart.pk,
            line_id=line_id,
            quantity=quantity,
            language=get_language() or "bg",
            variant_public_id=uuid_of(request.POST.get("variant", "")),
            key=key,
            seen_version=seen,
        )
    except QuantityRefused as refused:
        return Refusal(line_id, typed, wording.quantity_refusal(refused), refused.available)
    messages.success(request, _("Your cart has been updated."))
    return None


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """Enter a coupon code; one that is refused stays in the field with the reason below it."""
    cart = carts.get_open_cart(request)
    if cart is None:
        return SeeOther(reverse("cart"))
    try:
        refused = change_codes(request, cart)
    except CartClosed:
        messages.error(request, _("Your cart has just become an order."))
        return SeeOther(reverse("cart"))
    if refused[1]:
        return page(request, code_refused=refused, status=422)
    return SeeOther(f"{reverse('cart')}#codes")


def _choice(request: HttpRequest, changed: ChangedElsewhere) -> Choice:
    """Say what happened to the line meanwhile, and offer to do it all the same or to leave it so."""
    action = request.POST.get("action", "")
    sent = ("action", "line", "variant", "quantity", "note", "is_gift", "gift_message")
    fields = {name: request.POST[name][:400] for name in sent if name in request.POST}
    if action in ("wishes", "gift"):
        kind = "elsewhere_gift" if action == "gift" else "elsewhere_wishes"
        message = wording.words_changed(kind, changed.title, words(request, "note", wishes.NOTE_LENGTH))
        return Choice(message, _("Keep what I wrote"), _("Keep the other words"), fields)
    wanted = 0 if action in ("remove", "save") else whole_number(request.POST.get("quantity", "")) or 0
    message = wording.changed_elsewhere(changed, wanted)
    mine = {"remove": _("Take it out all the same"), "save": _("Save it for later all the same")}
    other = _("Keep %(count)d") % {"count": changed.now} if changed.now else _("Leave it out")
    return Choice(message, mine.get(action, _("Take %(count)d") % {"count": wanted}), other, fields)


def _tell_what_else(request: HttpRequest, cart: Cart) -> None:
    """Tell what was done elsewhere to other lines since the page was shown; nothing for who has the only page."""
    seen = seen_version(request)
    if seen is None or seen >= cart.version:
        return
    cart.refresh_from_db(fields=["version"])
    own = mutation_key(request)
    language = get_language() or "bg"
    for change in changes_elsewhere(cart, seen, language, apart_from=[own] if own else []):
        messages.info(request, wording.describe(change))


def page(
    request: HttpRequest,
    *,
    refusal: Refusal | None = None,
    choice: Choice | None = None,
    code_refused: tuple[str, str] = ("", ""),
    status: int = 200,
) -> HttpResponse:
    """Show the cart; price changes are told once, because showing them is what makes them seen."""
    news = [wording.describe(change) for change in carts.take_news(request)]
    lines = carts.get_open_lines(request)
    if not lines:
        context = {"title": _("Cart"), "news": news, "choice": choice}
        response = not_stored(render(request, "cart/cart.html", context, status=status))
        carts.set_count(response, 0)
        return response
    cart = lines[0].cart
    language = get_language() or "bg"
    view = view_cart(cart=cart, lines=lines, shop=ShopSettings.for_request(request), language=language)
    rows = rows_for([*view.items, *view.saved])
    context = {
        "title": _("Cart"),
        "view": view,
        "rows": rows[: len(view.items)],
        "saved": rows[len(view.items) :],
        "news": news,
        "changes": [wording.describe(change) for change in view.price_changes],
        "refusal": refusal,
        "choice": choice,
        "mutation_key": str(uuid.uuid4()),
        "country_name": country_name(view.country),
        "codes": codes_of(view, typed=code_refused[0], error=code_refused[1]),
        "goes_with": goes_with(product_ids=_products(view.items), language=language),
    }
    response = not_stored(render(request, "cart/cart.html", context, status=status))
    service.note_seen_prices(cart_id=cart.pk, prices=view.seen_prices)
    carts.remember(response, cart, view.count)
    return response


def _products(items: Iterable) -> set[int]:
    return {item.sellable.product_id for item in items if item.sellable}
