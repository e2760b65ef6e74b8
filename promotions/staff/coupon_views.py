"""The codes of a promotion: found, made one by one or in numbers, read from a file and written to one."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from core.actors import Actor
from products.importers.records import UnreadableFile
from promotions.codes import key_of
from promotions.models import Coupon, Promotion
from promotions.services.coupon_files import CheckedFile, check_codes, code_lines, error_file
from promotions.services.coupons import (
    CodeTaken,
    CouponSpec,
    PatternTooNarrow,
    add_coupons,
    generate_coupons,
    set_coupon_archived,
)
from promotions.staff.coupon_forms import CodeFileForm, ManyCodesForm, OneCodeForm
from promotions.staff.views import CHANGE, VIEW, page, require

ROWS = 50
CSV = "text/csv; charset=utf-8"


@require_admin_access
@require_GET
def codes(request: HttpRequest, pk: int) -> HttpResponse:
    """List the codes of a promotion; whoever may change it finds the ways to make more."""
    require(request, VIEW)
    return _codes(request, get_object_or_404(Promotion, pk=pk))


@require_admin_access
@require_POST
def add_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one code, written as it was typed."""
    require(request, CHANGE)
    promotion = get_object_or_404(Promotion, pk=pk)
    form = OneCodeForm(request.POST, prefix="one")
    if not form.is_valid():
        return _codes(request, promotion, one=form, status=422)
    try:
        add_coupons(promotion_id=pk, specs=[CouponSpec(**form.cleaned_data)], actor=Actor.staff(request.user))
    except CodeTaken:
        form.add_error("code", _("This code exists already, in this promotion or another."))
        return _codes(request, promotion, one=form, status=422)
    messages.success(request, gettext("The code is made."))
    return redirect("promotions:codes", pk)


@require_admin_access
@require_POST
def add_many(request: HttpRequest, pk: int) -> HttpResponse:
    """Make many codes by a pattern."""
    require(request, CHANGE)
    promotion = get_object_or_404(Promotion, pk=pk)
    form = ManyCodesForm(request.POST, prefix="many")
    if not form.is_valid():
        return _codes(request, promotion, many=form, status=422)
    try:
        made = generate_coupons(promotion_id=pk, actor=Actor.staff(request.user), **form.cleaned_data)
    except PatternTooNarrow as refusal:
        words = _(
            "So few signs would be easy to guess: this pattern gives at most %(most)d codes. Add more #."
        )
        form.add_error("pattern", words % {"most": refusal.most})
        return _codes(request, promotion, many=form, status=422)
    words = ngettext("%(count)d code is made.", "%(count)d codes are made.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect("promotions:codes", pk)


@require_admin_access
@require_POST
def archive_code(request: HttpRequest, pk: int, coupon_id: int) -> HttpResponse:
    """Take a code out of use, or back into it."""
    require(request, CHANGE)
    coupon = get_object_or_404(Coupon, pk=coupon_id, promotion=pk)
    archived = coupon.archived_at is None
    set_coupon_archived(coupon_id=coupon.pk, archived=archived, actor=Actor.staff(request.user))
    words = gettext("%(code)s no longer counts.") if archived else gettext("%(code)s counts again.")
    messages.success(request, words % {"code": coupon.code})
    return redirect("promotions:codes", pk)


@require_admin_access
@require_GET
def export_codes(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """All codes as CSV. They are worth money: only whoever may make them takes them out."""
    require(request, CHANGE)
    promotion = get_object_or_404(Promotion, pk=pk)
    found = promotion.coupons.order_by("pk").iterator(chunk_size=2000)
    answer = StreamingHttpResponse(code_lines(found), content_type=CSV)
    name = f"codes-{slugify(promotion.label) or promotion.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_admin_access
@require_http_methods(["GET", "POST"])
def import_codes(request: HttpRequest, pk: int) -> HttpResponse:
    """Check a file of codes; make those that can be made when told so; hand out the others with their reasons.

    The file travels with the page and is checked anew at every step, so that nothing is made on what was true before.
    """
    require(request, CHANGE)
    promotion = get_object_or_404(Promotion, pk=pk)
    if request.method == "GET":
        return _import(request, promotion, CodeFileForm())
    form, content = CodeFileForm(), _carried(request)
    if content is None:
        form = CodeFileForm(request.POST, request.FILES)
        if not form.is_valid():
            return _import(request, promotion, form, status=422)
        content = form.cleaned_data["file"].read()
    try:
        checked = check_codes(content)
    except UnreadableFile as refusal:
        if form.is_bound:
            form.add_error("file", str(refusal))
        return _import(request, promotion, form, status=422)
    action = request.POST.get("action", "")
    if action == "errors":
        answer = HttpResponse(error_file(checked.wrong), content_type=CSV)
        answer["Content-Disposition"] = 'attachment; filename="codes-not-taken.csv"'
        return answer
    if action != "make" or not checked.specs:
        return _import(request, promotion, form, checked=checked, content=content)
    try:
        made = add_coupons(promotion_id=pk, specs=checked.specs, actor=Actor.staff(request.user))
    except CodeTaken:
        return _import(request, promotion, form, checked=check_codes(content), content=content, status=409)
    words = ngettext("%(count)d code is made.", "%(count)d codes are made.", len(made))
    messages.success(request, words % {"count": len(made)})
    return redirect("promotions:codes", pk)


def _carried(request: HttpRequest) -> bytes | None:
    """Return the file that an earlier step checked, None at the first step."""
    try:
        return base64.b64decode(request.POST.get("content", ""), validate=True) or None
    except binascii.Error:
        return None


def _above(promotion: Promotion) -> list[dict[str, Any]]:
    return [{"url": reverse("promotions:edit", args=[promotion.pk]), "label": promotion.label}]


def _codes(
    request: HttpRequest,
    promotion: Promotion,
    *,
    one: forms.Form | None = None,
    many: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("q", "").replace("\0", "").strip()
    found = promotion.coupons.all()
    if words:
        found = found.filter(key__contains=key_of(words)) | found.filter(batch__icontains=words)
    context = {
        "promotion": promotion,
        "page": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "words": words,
        "one": one or OneCodeForm(prefix="one"),
        "many": many or ManyCodesForm(prefix="many"),
        "may_change": request.user.has_perm(CHANGE),
    }
    title, above = _("Codes"), _above(promotion)
    return page(request, "promotions/staff/codes.html", context, title=title, status=status, above=above)


def _import(
    request: HttpRequest,
    promotion: Promotion,
    form: forms.Form,
    *,
    checked: CheckedFile | None = None,
    content: bytes = b"",
    status: int = 200,
) -> HttpResponse:
    context = {
        "promotion": promotion,
        "form": form,
        "checked": checked,
        "wrong": checked.wrong[:ROWS] if checked else [],
        "content": base64.b64encode(content).decode() if checked else "",
    }
    title, above = _("Import codes"), _above(promotion)
    return page(request, "promotions/staff/import.html", context, title=title, status=status, above=above)
