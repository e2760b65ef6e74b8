"""Words of the checkout that are more than decoration."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from checkout.errors import Change, ChangedElsewhere, ChangeKind, QuantityRefused
from checkout.limits import MOST, MOST_LINES
from pricing.formats import format_money

# Fixed by law, so not open to translation or to an editor: without these words the consumer is not bound by the order.
# Directive 2011/83/EU, Art. 8(2); ЗЗП чл. 49, ал. 3 and 4.
_ORDER_BUTTON = {
    "bg": "Поръчка със задължение за плащане",
    "en": "Order with obligation to pay",
}


def order_button(language: str) -> str:
    """Return the words of the button that places the order."""
    return _ORDER_BUTTON.get(language.split("-")[0], _ORDER_BUTTON["en"])


def quantity_refusal(refused: QuantityRefused) -> str:
    """Say why a quantity is not possible and what is."""
    if refused.available < 1:
        return _("“%(title)s” has just sold out.") % {"title": refused.title}
    if refused.wanted < 1 or refused.wanted > MOST <= refused.available:
        return quantity_range()
    return ngettext(
        "Only %(count)d of “%(title)s” is left.",
        "Only %(count)d of “%(title)s” are left.",
        refused.available,
    ) % {"count": refused.available, "title": refused.title}


def quantity_range() -> str:
    return _("Enter a whole number from 1 to 999.")


def describe(change: Change) -> str:
    """Say what is different from what the shopper last saw."""
    words = {"title": change.title, "wanted": change.wanted, "count": change.available}
    if change.kind == "price" and change.before is not None and change.after is not None:
        words |= {"before": format_money(change.before), "after": format_money(change.after)}
        return _("The price of “%(title)s” has changed from %(before)s to %(after)s.") % words
    if change.kind == "short":
        return (
            ngettext(
                "“%(title)s”: only %(count)d is left, your cart holds %(wanted)d.",
                "“%(title)s”: only %(count)d are left, your cart holds %(wanted)d.",
                change.available,
            )
            % words
        )
    if change.kind == "sold_out":
        return _("“%(title)s” has sold out.") % words
    if change.kind == "withdrawn":
        if not change.title:
            return _("A product in your cart is no longer sold.")
        return _("“%(title)s” is no longer sold.") % words
    if change.kind == "lines":
        return _("The contents of your cart have changed, perhaps in another tab.")
    if change.kind == "vat_number":
        return _(
            "Your VAT number cannot be confirmed at the moment, so VAT is charged. Look at the total again, or wait a few "
            "minutes and refresh the sums."
        )
    if change.kind == "used_up":
        return _("“%(title)s” has just been used up.") % words
    if change.kind in _ELSEWHERE or change.kind in _JOINING:
        return _moved(change, words)
    if change.kind == "terms":
        return _("Our terms have changed. Please read and accept the new ones.")
    return _("The total has changed. Please look at it again before you order.")


# Done in another tab or on another device: what became of a thing, first to last.
_ELSEWHERE = {
    "elsewhere_added": gettext_lazy("“%(title)s” was put into the cart in another tab: %(now)d."),
    "elsewhere_quantity": gettext_lazy(
        "The quantity of “%(title)s” was changed in another tab from %(was)d to %(now)d."
    ),
    "elsewhere_removed": gettext_lazy("“%(title)s” was taken out of the cart in another tab."),
    "elsewhere_saved": gettext_lazy("“%(title)s” was saved for later in another tab."),
    "elsewhere_wishes": gettext_lazy("The note or gift wishes for “%(title)s” were changed in another tab."),
    "elsewhere_gift": gettext_lazy("The gift wishes for the order were changed in another tab."),
}
# Said when two carts became one; the rule first.
_JOINING = {
    "joined": gettext_lazy(
        "The cart of this visit and the one in your account are now one. Where both held the same thing, the larger "
        "quantity counts."
    ),
    "no_room": gettext_lazy("“%(title)s” found no room: a cart takes up to %(most)d different things."),
    "cut_down": gettext_lazy(
        "“%(title)s”: you wanted %(wanted)d; the cart holds all that is left, %(count)d."
    ),
}


def _moved(change: Change, words: dict[str, object]) -> str:
    text = _ELSEWHERE.get(change.kind) or _JOINING[change.kind]
    return text % {**words, "was": change.was, "now": change.now, "most": MOST_LINES}


def changed_elsewhere(refused: ChangedElsewhere, wanted: int) -> str:
    """Say what somebody did to a line since the shopper looked, and what the shopper wants; 0 is to take it out."""
    words = {"title": refused.title, "was": refused.was, "now": refused.now, "wanted": wanted}
    if not refused.now:
        return (
            _("“%(title)s” was taken out of the cart in another tab, while you changed it to %(wanted)d.")
            % words
        )
    if not wanted:
        return _("The quantity of “%(title)s” was changed in another tab from %(was)d to %(now)d.") % words
    return (
        _(
            "“%(title)s”: you looked at %(was)d and want %(wanted)d, but in another tab it was changed to %(now)d."
        )
        % words
    )


def words_changed(kind: ChangeKind, title: str, note: str) -> str:
    """Say that notes or gift wishes were written elsewhere, and what the shopper wrote here."""
    said = describe(Change(kind=kind, title=title))
    if not note:
        return said
    written = _("You wrote: “%(note)s”.") % {"note": note}
    return f"{said} {written}"
