"""A promotion in words for staff: what it gives, where it stands."""

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from promotions.models import Promotion

Kind = Promotion.Kind
TONES = {"active": "done", "planned": "wait", "ended": "quiet", "archived": "quiet", "used_up": "alarm"}


def state_of(promotion: Promotion) -> str:
    """Return where a promotion stands: active, planned, ended, used_up or archived."""
    now = timezone.now()
    if promotion.archived_at:
        return "archived"
    if promotion.ends_at and promotion.ends_at <= now:
        return "ended"
    if promotion.limit is not None and promotion.used >= promotion.limit:
        return "used_up"
    return "planned" if promotion.starts_at and promotion.starts_at > now else "active"


def state_words(promotion: Promotion) -> str:
    return {
        "active": _("Active"),
        "planned": _("Planned"),
        "ended": _("Ended"),
        "used_up": _("Used up"),
        "archived": _("Archived"),
    }[state_of(promotion)]


def gives(promotion: Promotion) -> str:
    """Say in a few words what the promotion gives."""
    if promotion.kind == Kind.PERCENT:
        return _("%(percent)s %% off") % {"percent": _number(promotion.percent)}
    if promotion.kind == Kind.AMOUNT:
        return _("%(sum)s EUR off") % {"sum": number_format(promotion.amount, 2)}
    if promotion.kind == Kind.BUY_GET:
        words = ngettext(
            "Buy %(buy)d, %(get)d more is %(percent)s %% off",
            "Buy %(buy)d, %(get)d more are %(percent)s %% off",
            promotion.get_quantity,
        )
        return words % {
            "buy": promotion.buy_quantity,
            "get": promotion.get_quantity,
            "percent": _number(promotion.percent),
        }
    return str(promotion.get_kind_display())


def period(promotion: Promotion) -> str:
    """Say when it counts."""
    begins, ends = (_moment(moment) for moment in (promotion.starts_at, promotion.ends_at))
    if begins and ends:
        return _("%(begins)s to %(ends)s") % {"begins": begins, "ends": ends}
    if begins:
        return _("from %(begins)s") % {"begins": begins}
    return _("until %(ends)s") % {"ends": ends} if ends else _("always")


def uses(promotion: Promotion) -> str:
    """Say how often it was used, and of how often it may be."""
    used = number_format(promotion.used)
    return used if promotion.limit is None else f"{used} / {number_format(promotion.limit)}"


def _moment(moment) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _number(value) -> str:
    return number_format(int(value) if value == int(value) else value.normalize())
