"""How the list of promotions is narrowed."""

import django_filters
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from promotions.models import Promotion

STATES = [
    ("active", _("Active")),
    ("planned", _("Planned")),
    ("ended", _("Ended")),
    ("used_up", _("Used up")),
    ("archived", _("Archived")),
]


def in_state(found: QuerySet[Promotion], state: str) -> QuerySet[Promotion]:
    """Narrow promotions to a state, as promotions.staff.words.state_of tells it."""
    now = timezone.now()
    if state == "archived":
        return found.filter(archived_at__isnull=False)
    found = found.filter(archived_at__isnull=True)
    if state == "ended":
        return found.filter(ends_at__lte=now)
    found = found.exclude(ends_at__lte=now)
    used_up = Q(limit__isnull=False, used__gte=F("limit"))
    if state == "used_up":
        return found.filter(used_up)
    found = found.exclude(used_up)
    return found.filter(starts_at__gt=now) if state == "planned" else found.exclude(starts_at__gt=now)


class PromotionFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="filter_state", empty_label=_("All")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Promotion.Kind.choices, empty_label=_("All"))
    by_code = django_filters.ChoiceFilter(
        label=_("Code"),
        choices=[("yes", _("With a code")), ("no", _("By itself"))],
        method="filter_by_code",
        empty_label=_("All"),
    )

    class Meta:
        model = Promotion
        fields: list[str] = []

    def filter_state(self, queryset: QuerySet[Promotion], name: str, value: str) -> QuerySet[Promotion]:
        return in_state(queryset, value)

    def filter_by_code(self, queryset: QuerySet[Promotion], name: str, value: str) -> QuerySet[Promotion]:
        return queryset.filter(by_code=value == "yes")
