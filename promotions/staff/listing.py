"""The list of promotions: what is on, how often it was used, and what it cost."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import Button

from core.money import ZERO
from products.staff.columns import MoneyColumn, TagColumn, TwoLineColumn
from promotions.codes import key_of
from promotions.models import Coupon, Promotion, Redemption
from promotions.staff.filters import PromotionFilterSet
from promotions.staff.words import TONES, gives, period, state_of, state_words, uses


def with_figures(found: QuerySet[Promotion]) -> QuerySet[Promotion]:
    """Return promotions with `code_count`, `first_code` and `given`, the EUR that orders in force got."""
    codes = Coupon.objects.filter(promotion=OuterRef("pk"), archived_at__isnull=True)
    claimed = Redemption.objects.filter(promotion=OuterRef("pk"), state=Redemption.State.CLAIMED)
    return found.annotate(
        code_count=Coalesce(Subquery(codes.values("promotion").annotate(n=Count("pk")).values("n")), 0),
        first_code=Subquery(codes.order_by("pk").values("code")[:1]),
        given=Coalesce(Subquery(claimed.values("promotion").annotate(sum=Sum("gross")).values("sum")), ZERO),
    )


def code_words(promotion: Promotion) -> str:
    """Return the only code, how many there are, or that none is needed."""
    if not promotion.by_code:
        return str(_("By itself"))
    if promotion.code_count == 1:
        return promotion.first_code
    return ngettext("%(count)d code", "%(count)d codes", promotion.code_count) % {
        "count": promotion.code_count
    }


class PromotionIndexView(IndexView):
    model = Promotion
    any_permission_required = ["view"]
    filterset_class = PromotionFilterSet
    default_ordering = "-pk"
    search_fields = ["label", "name_bg", "name_en"]
    show_other_searches = False
    add_item_label = _("Add a promotion")
    results_template_name = "wagtailadmin/generic/index_results.html"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "label",
                label=_("Promotion"),
                sort_key="label",
                classname="desk-wrap",
                get_url=lambda promotion: reverse("promotions:edit", args=[promotion.pk]),
            ),
            Column("kind", label=_("Gives"), accessor=gives),
            TwoLineColumn("when", label=_("When"), accessor=period, below=code_words, classname="desk-wide"),
            TagColumn(
                "state",
                label=_("State"),
                accessor=state_words,
                tone=lambda promotion: TONES[state_of(promotion)],
            ),
            Column("used", label=_("Orders"), accessor=uses, sort_key="used", classname="desk-money"),
            MoneyColumn("given", label=_("Given (EUR)"), sort_key="given", classname="desk-money desk-wide"),
        ]

    @cached_property
    def header_more_buttons(self) -> list:
        return [
            *super().header_more_buttons,
            Button(_("Try out a cart"), url=reverse("promotion_preview"), icon_name="view"),
        ]

    def get_base_queryset(self) -> QuerySet[Promotion]:
        return with_figures(Promotion.objects.all())

    def search_queryset(self, queryset: QuerySet[Promotion]) -> QuerySet[Promotion]:
        """Find by any part of a name, or by the start of a code."""
        words = (self.search_query or "").strip()
        if not words:
            return queryset
        with_code = Coupon.objects.filter(promotion=OuterRef("pk"), key__startswith=key_of(words))
        named = Q(label__icontains=words) | Q(name_bg__icontains=words) | Q(name_en__icontains=words)
        return queryset.filter(named | Q(Exists(with_code)))
