"""Saving for later, notes, and what is a gift."""

import uuid

from django.db import transaction

from checkout.errors import NotSold
from checkout.models import Cart, CartLine
from checkout.services.cart import title_of
from checkout.services.cart_journal import CONTENTS, Entry, Kind, locked_cart, record, refuse_overlooked

NOTE_LENGTH = 200
LINE_WORDS_LENGTH = 200
ORDER_WORDS_LENGTH = 300


@transaction.atomic
def save_for_later(
    *,
    cart_id: int,
    line_id: int,
    language: str,
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
) -> None:
    """Set a line aside: it stays with the cart, in no sum and on no order.

    Raises CartClosed, NotSold when the line is gone, ChangedElsewhere when somebody changed it after `seen_version`.
    """
    cart = locked_cart(cart_id)
    line = _line(cart, line_id)
    if line.saved_for_later:
        return
    refuse_overlooked(
        cart,
        seen_version,
        kinds=CONTENTS,
        variant_id=line.variant_id,
        title=_title_if_stale(cart, line, language, seen_version),
        now=line.quantity,
    )
    if record(cart, key, Entry(Kind.SAVED, line.variant_id, before=line.quantity)):
        line.saved_for_later = True
        line.save(update_fields=["saved_for_later"])


@transaction.atomic
def put_back(*, cart_id: int, line_id: int, key: uuid.UUID | None = None) -> None:
    """Take a line that was saved for later back into the cart, with its quantity, note and gift words.

    What is not there any more comes back too: the cart shows what stands in the way. Raises CartClosed, NotSold when the
    line is gone.
    """
    cart = locked_cart(cart_id)
    line = _line(cart, line_id)
    if line.saved_for_later and record(cart, key, Entry(Kind.BACK, line.variant_id, after=line.quantity)):
        line.saved_for_later = False
        line.save(update_fields=["saved_for_later"])


@transaction.atomic
def set_line_wishes(
    *,
    cart_id: int,
    line_id: int,
    note: str,
    is_gift: bool,
    gift_message: str,
    language: str,
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
) -> None:
    """Keep a note and the gift wishes of a line; words without a gift are not kept.

    Raises CartClosed, NotSold when the line is gone, ChangedElsewhere when somebody wrote others after `seen_version`.
    """
    cart = locked_cart(cart_id)
    line = _line(cart, line_id)
    wishes = (note[:NOTE_LENGTH], is_gift, gift_message[:LINE_WORDS_LENGTH] if is_gift else "")
    if wishes == (line.note, line.is_gift, line.gift_message):
        return
    held = 0 if line.saved_for_later else line.quantity
    refuse_overlooked(
        cart,
        seen_version,
        kinds=(Kind.WISHES,),
        variant_id=line.variant_id,
        title=_title_if_stale(cart, line, language, seen_version),
        now=held,
    )
    if record(cart, key, Entry(Kind.WISHES, line.variant_id, before=held, after=held)):
        line.note, line.is_gift, line.gift_message = wishes
        line.save(update_fields=["note", "is_gift", "gift_message"])


@transaction.atomic
def set_order_wishes(
    *,
    cart_id: int,
    is_gift: bool,
    gift_message: str,
    key: uuid.UUID | None = None,
    seen_version: int | None = None,
) -> None:
    """Keep whether the whole order is a gift, and the words with it; words without a gift are not kept.

    Raises CartClosed, ChangedElsewhere when somebody wrote others after `seen_version`.
    """
    cart = locked_cart(cart_id)
    wishes = (is_gift, gift_message[:ORDER_WORDS_LENGTH] if is_gift else "")
    if wishes == (cart.is_gift, cart.gift_message):
        return
    refuse_overlooked(cart, seen_version, kinds=(Kind.GIFT,))
    if record(cart, key, Entry(Kind.GIFT)):
        cart.is_gift, cart.gift_message = wishes
        cart.save(update_fields=["is_gift", "gift_message"])


def _line(cart: Cart, line_id: int) -> CartLine:
    line = cart.lines.filter(pk=line_id).first()
    if line is None:
        raise NotSold
    return line


def _title_if_stale(cart: Cart, line: CartLine, language: str, seen_version: int | None) -> str:
    return "" if seen_version in (None, cart.version) else title_of(line, language)
