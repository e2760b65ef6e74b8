"""Words of the checkout that are more than decoration."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from checkout.errors import Change, QuantityRefused
from checkout.limits import MOST
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
    if change.kind == "terms":
        return _("Our terms have changed. Please read and accept the new ones.")
    return _("The total has changed. Please look at it again before you order.")
