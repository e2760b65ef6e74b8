"""Moving a catalogue in and out: upload, check, import, report; and the catalogue as a file."""

import tempfile
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from core.actors import Actor
from products.exporters.files import stream_csv, write_xlsx
from products.importers.control import BEGUN, CannotStart, cancel_import, check_file, start_import
from products.models import CatalogueImport, ImportRow, Product
from products.selectors import imports
from products.staff.import_forms import ImportForm

ADD = "products.add_catalogueimport"
VIEW = "products.view_catalogueimport"
EXPORT = "products.view_product"
ROWS = 50
JOBS = 30
PICTURES = 100
# A workbook up to this size stays in memory, a larger one goes to a temporary file.
_SPOOL = 5 * 1024 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = _("Import and export")


class ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(VIEW) or request.user.has_perm(EXPORT)


def menu_item() -> ImportMenuItem:
    # Lazily: the addresses may not be known yet when the menu is put together.
    return ImportMenuItem(
        TITLE, reverse_lazy("imports:index"), name="imports", icon_name="download", order=122
    )


@require_admin_access
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the imports there were, and the way out for the catalogue."""
    if not (request.user.has_perm(VIEW) or request.user.has_perm(EXPORT)):
        raise PermissionDenied
    found = CatalogueImport.objects.all() if request.user.has_perm(VIEW) else CatalogueImport.objects.none()
    page = Paginator(found, JOBS).get_page(request.GET.get("page"))
    rows = [{"job": job, "tone": imports.STATE_TONES[State(job.state)]} for job in page]
    context = {"jobs": rows, "page": page, "may_view": request.user.has_perm(VIEW)}
    return _page(request, "products/staff/imports.html", context, TITLE)


@require_admin_access
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a file and have it checked; refused input comes back beside its field (a browser keeps no chosen file)."""
    _require(request, ADD)
    if request.method == "GET":
        form = ImportForm(initial={"language": get_language()[:2]})
        return _page(request, "products/staff/import_new.html", {"form": form}, _("Import products"))
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        context = {"form": form, "again": bool(request.FILES)}
        return _page(request, "products/staff/import_new.html", context, _("Import products"), status=422)
    file = form.cleaned_data["file"]
    file.seek(0)
    with override(settings.LANGUAGE_CODE):
        job = check_file(
            file=file,
            file_name=file.name,
            format=form.cleaned_data["format"],
            options=form.options(),
            actor=Actor.staff(request.user),
        )
    return redirect("imports:detail", job.public_id)


@require_admin_access
@require_GET
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far an import is and what became of each product."""
    _require(request, VIEW)
    job = get_object_or_404(CatalogueImport, public_id=public_id)
    asked = request.GET.get("outcome", "")
    outcome = asked if asked in ImportRow.Outcome.values else ""
    rows = job.rows.filter(outcome=outcome) if outcome else job.rows.all()
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    missing = imports.missing_pictures(job)
    begun = CatalogueImport.objects.filter(pk=job.options.get(BEGUN)).first()
    context = {
        "job": job,
        "is_check": bool(job.options.get("dry_run")),
        "begun": begun,
        "progress": _progress(job),
        "counts": imports.outcome_counts(job),
        "outcome": outcome,
        "query": f"outcome={outcome}&" if outcome else "",
        "rows": [{"row": row, "tone": imports.TONES[ImportRow.Outcome(row.outcome)]} for row in page],
        "page": page,
        "pictures": imports.picture_counts(job),
        "missing": missing[:PICTURES],
        "tone": imports.STATE_TONES[State(job.state)],
        "may_add": request.user.has_perm(ADD),
        "may_see_products": request.user.has_perm(EXPORT),
    }
    return _page(request, "products/staff/import.html", context, job.file_name)


@require_admin_access
@require_GET
def progress(request: HttpRequest, public_id: UUID) -> JsonResponse:
    """Say how far an import is, from its row: whichever worker is at it, and however often one was lost."""
    _require(request, VIEW)
    return JsonResponse(_progress(get_object_or_404(CatalogueImport, public_id=public_id)))


@require_admin_access
@require_POST
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Import what was checked."""
    _require(request, ADD)
    check = get_object_or_404(CatalogueImport, public_id=public_id)
    try:
        job = start_import(check_id=check.pk, actor=Actor.staff(request.user))
    except CannotStart as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:detail", public_id)
    return redirect("imports:detail", job.public_id)


@require_admin_access
@require_POST
def cancel(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Stop an import; the products that it is through with stay as they are."""
    _require(request, ADD)
    job = get_object_or_404(CatalogueImport, public_id=public_id)
    if cancel_import(job_id=job.pk, actor=Actor.staff(request.user)):
        messages.success(request, gettext("It is stopped. What is imported already stays."))
    else:
        messages.warning(request, gettext("It had ended already."))
    return redirect("imports:detail", public_id)


@require_admin_access
@require_GET
def report(request: HttpRequest, public_id: UUID) -> StreamingHttpResponse:
    """The report as CSV."""
    _require(request, VIEW)
    job = get_object_or_404(CatalogueImport, public_id=public_id)
    answer = StreamingHttpResponse(imports.report_lines(job), content_type="text/csv; charset=utf-8")
    stem = slugify(job.file_name.rpartition(".")[0]) or "import"
    return _attached(answer, f"report-{stem}.csv")


@require_admin_access
@require_GET
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole catalogue as CSV, sent as it is written."""
    _require(request, EXPORT)
    answer = StreamingHttpResponse(stream_csv(Product.objects.all()), content_type="text/csv; charset=utf-8")
    return _attached(answer, f"products-{timezone.localdate():%Y-%m-%d}.csv")


@require_admin_access
@require_GET
def export_xlsx(request: HttpRequest) -> FileResponse:
    """The whole catalogue as a workbook."""
    _require(request, EXPORT)
    # The answer closes it when it is sent.
    out = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115
    write_xlsx(Product.objects.all(), out)
    out.seek(0)
    name = f"products-{timezone.localdate():%Y-%m-%d}.xlsx"
    return FileResponse(out, as_attachment=True, filename=name, content_type=XLSX)


State = CatalogueImport.State

urlpatterns: list[URLPattern] = [
    path("", index, name="index"),
    path("new/", new, name="new"),
    path("export.csv", export_csv, name="export_csv"),
    path("export.xlsx", export_xlsx, name="export_xlsx"),
    path("<uuid:public_id>/", detail, name="detail"),
    path("<uuid:public_id>/progress/", progress, name="progress"),
    path("<uuid:public_id>/start/", start, name="start"),
    path("<uuid:public_id>/cancel/", cancel, name="cancel"),
    path("<uuid:public_id>/report.csv", report, name="report"),
]


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _progress(job: CatalogueImport) -> dict[str, Any]:
    words = gettext("%(done)s of %(total)s products")
    return {
        "state": job.state,
        "label": job.get_state_display(),
        "done": job.done,
        "total": job.total,
        "words": words % {"done": number_format(job.done), "total": number_format(job.total)},
        "under_way": imports.is_under_way(job),
    }


def _attached(answer: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], title: Any, status: int = 200
) -> HttpResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}]
    if title is not TITLE:
        trail.append({"url": reverse("imports:index"), "label": TITLE})
    trail.append({"url": "", "label": title})
    frame = {
        "header_title": title,
        "page_title": title,
        "header_icon": "download",
        "breadcrumbs_items": trail,
    }
    return TemplateResponse(request, template, {**frame, **context}, status=status)
