"""The screen of one promotion, and what can be done with it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from core.actors import Actor
from core.models import AuditEntry
from promotions.models import Promotion
from promotions.services.coupons import CouponSpec, add_coupons
from promotions.services.editing import (
    EditedMeanwhile,
    LimitBelowUse,
    archive_promotion,
    change_promotion,
    create_promotion,
    restore_promotion,
)
from promotions.staff.forms import PromotionForm
from promotions.staff.history import told
from promotions.staff.listing import with_figures
from promotions.staff.tier_forms import tier_forms
from promotions.staff.words import TONES, state_of, state_words

VIEW, ADD, CHANGE = (f"promotions.{verb}_promotion" for verb in ("view", "add", "change"))
HISTORY = 30


@require_admin_access
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Make a promotion; what is refused comes back as it was typed."""
    require(request, ADD)
    form = PromotionForm(request.POST if request.method == "POST" else None)
    tiers = tier_forms(None, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _screen(request, form, tiers)
    if not _are_valid(form, tiers):
        return _screen(request, form, tiers, status=422)
    actor = Actor.staff(request.user)
    promotion = create_promotion(spec=form.spec(tiers.specs()), actor=actor)
    if form.cleaned_data["code"] and form.cleaned_data["by_code"]:
        specs = [CouponSpec(code=form.cleaned_data["code"])]
        add_coupons(promotion_id=promotion.pk, specs=specs, actor=actor)
    messages.success(request, gettext("The promotion is saved."))
    return redirect("promotions:edit", promotion.pk)


@require_admin_access
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a promotion with its figures, its history and its form; take the form back."""
    require(request, VIEW)
    promotion = get_object_or_404(with_figures(Promotion.objects.select_related("gift")), pk=pk)
    if request.method == "GET":
        return _screen(request, PromotionForm.of(promotion), tier_forms(promotion), promotion)
    require(request, CHANGE)
    form, tiers = PromotionForm.of(promotion, request.POST), tier_forms(promotion, request.POST)
    if not _are_valid(form, tiers):
        return _screen(request, form, tiers, promotion, status=422)
    try:
        change_promotion(
            promotion_id=pk,
            version=_version(request),
            spec=form.spec(tiers.specs()),
            actor=Actor.staff(request.user),
        )
    except EditedMeanwhile:
        words = _("Somebody else has changed this promotion. Look at the history, then save again.")
        form.add_error(None, words)
        return _screen(request, form, tiers, promotion, status=409)
    except LimitBelowUse as refusal:
        words = _("%(used)d orders have used it already.") % {"used": refusal.used}
        form.add_error("limit", words)
        return _screen(request, form, tiers, promotion, status=422)
    messages.success(request, gettext("The promotion is saved."))
    return redirect("promotions:edit", pk)


@require_admin_access
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """End a promotion, or let it count again."""
    require(request, CHANGE)
    promotion = get_object_or_404(Promotion, pk=pk)
    if promotion.archived_at:
        restore_promotion(promotion_id=pk, actor=Actor.staff(request.user))
        messages.success(request, gettext("The promotion counts again, within its dates."))
    else:
        archive_promotion(promotion_id=pk, actor=Actor.staff(request.user))
        messages.success(request, gettext("The promotion is archived. Orders that had it stay as they are."))
    return redirect("promotions:edit", pk)


def require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    title: Any,
    status: int = 200,
    above: Any = (),
) -> HttpResponse:
    """Render a screen of the promotions inside the frame of the admin; `above` are links between the list and it."""
    trail = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("promotions:index"), "label": _("Promotions")},
        *above,
        {"url": "", "label": title},
    ]
    frame = {"header_title": title, "page_title": title, "header_icon": "pick", "breadcrumbs_items": trail}
    return TemplateResponse(request, template, {**frame, **context}, status=status)


def _are_valid(form: PromotionForm, tiers: Any) -> bool:
    # Both, so that everything is said at once.
    form_is_valid, tiers_are_valid = form.is_valid(), tiers.is_valid()
    if tiers_are_valid and tiers.refuse(form.cleaned_data.get("kind", "")):
        return False
    return form_is_valid and tiers_are_valid


def _version(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _screen(
    request: HttpRequest,
    form: PromotionForm,
    tiers: Any,
    promotion: Promotion | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "tiers": tiers,
        "promotion": promotion,
        "may_change": request.user.has_perm(CHANGE if promotion else ADD),
    }
    if promotion:
        context |= {
            "state": state_words(promotion),
            "tone": TONES[state_of(promotion)],
            "history": told(
                AuditEntry.objects.filter(
                    object_type=promotion._meta.label_lower, object_id=str(promotion.pk)
                )[:HISTORY]
            ),
        }
    title = promotion.label if promotion else _("Add a promotion")
    return page(request, "promotions/staff/promotion.html", context, title=title, status=status)
