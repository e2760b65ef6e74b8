"""Why a promotion does not count, in the reader's language."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pricing.formats import format_money
from promotions.engine.results import Reason, Refusal


def refusal_words(refusal: Refusal) -> str:
    """Say in one sentence why the code does not count, and what would change it."""
    words = {"code": refusal.code, "name": refusal.name, "other": refusal.other}
    if refusal.reason == Reason.MINIMUM and refusal.missing is not None:
        return _("Goods for %(missing)s more are needed.") % {"missing": format_money(refusal.missing)}
    if refusal.reason == Reason.TOO_FEW:
        return ngettext(
            "%(count)d more piece is needed.", "%(count)d more pieces are needed.", refusal.pieces
        ) % {"count": refusal.pieces}
    if refusal.reason == Reason.NOT_YET and refusal.moment:
        moment = date_format(timezone.localtime(refusal.moment), "SHORT_DATETIME_FORMAT")
        return _("It counts from %(moment)s on.") % {"moment": moment}
    return _sentence(refusal.reason) % words


def _sentence(reason: Reason) -> str:
    return {
        Reason.UNKNOWN: _(
            "We do not know the code “%(code)s”. Look whether it is written as in the message."
        ),
        Reason.ARCHIVED: _("The code “%(code)s” is no longer in use."),
        Reason.EXPIRED: _("The code “%(code)s” has expired."),
        Reason.USED_UP: _("The code “%(code)s” has been used up."),
        Reason.USED_BY_YOU: _("You have used “%(name)s” already."),
        Reason.NOT_FOR_YOU: _("It is only for some of our customers. If you are one of them, sign in first."),
        Reason.FIRST_ORDER: _("It is only for a first order."),
        Reason.COUNTRY: _("It does not count for deliveries to this country."),
        Reason.NO_PRODUCT: _("It is for other products than those in your cart."),
        Reason.NO_DELIVERY: _("It counts once a way of delivery is chosen."),
        Reason.DELIVERY_IS_FREE: _("Your delivery is free already."),
        Reason.GIFT_SOLD_OUT: _("The gift of “%(name)s” has run out."),
        Reason.NOTHING_LEFT: _("There is nothing left that it could take off."),
        Reason.SAME_PROMOTION: _("It is for the same promotion as “%(other)s”, which is in your cart."),
        Reason.NOT_COMBINABLE: _("It cannot be combined with “%(other)s”."),
        Reason.BETTER_APPLIED: _("“%(other)s” saves you more, and the two cannot be combined."),
    }[reason]
