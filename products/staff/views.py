"""The commerce screen: own form, own Save, own permission for each part (DESIGN 1.2)."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from core.actors import Actor
from products.models import Product, ProductPage
from products.services import archiving, catalogue, relations, stock, windows
from products.services.specs import InvalidCatalogue, StaleVersion
from products.staff import variant_saving
from products.staff.safety_form import save_safety
from products.staff.screen import Screen, all_valid, build_screen
from products.staff.variant_saving import show_refusal
from products.staff.window_form import save_window

PERMISSIONS = {
    "details": "products.change_product",
    "option": "products.change_product",
    "labels": "products.change_product",
    "generate": "products.change_product",
    "variant": "products.change_product",
    "archive-variant": "products.change_product",
    "restore-variant": "products.change_product",
    "archive": "products.change_product",
    "related": "products.change_product",
    "safety": "products.change_product",
    "window": "products.change_product",
    "prices": "products.change_price",
    "stock": "products.change_stock",
}
# A variant is made with its first price, so whoever makes variants sets prices.
ALSO_NEEDED = {"generate": "products.change_price", "variant": "products.change_price"}


@require_admin_access
@require_GET
def product_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is sold, for how much and how many there are."""
    product = _visible_product(request, pk)
    return _page(request, build_screen(product, request.user))


@require_admin_access
@require_GET
def screen_for_page(request: HttpRequest, page_id: int) -> HttpResponse:
    """Lead the page editor to the screen of what its page sells.

    The page has its product from its first save on; one that was made some other way gets it here, once and for all.
    """
    page = get_object_or_404(ProductPage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    product = windows.give_product(page_id=page.pk, actor=Actor.staff(request.user))
    return redirect(reverse("products:detail", args=[product.pk]) + _query(request))


@require_admin_access
@require_POST
def product_save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Save one part of the screen; refused input comes back beside its field with nothing lost."""
    product = _visible_product(request, pk)
    needed = [PERMISSIONS[section], ALSO_NEEDED.get(section, PERMISSIONS[section])]
    if not request.user.has_perms(needed):
        return _refused(request, product)
    screen = build_screen(product, request.user, section=section, data=request.POST)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdigit() else 0
    try:
        said = _SAVERS[section](screen, version, Actor.staff(request.user))
    except StaleVersion:
        return _met(request, product, section)
    if said is None:
        # The form stays one of the version that it was opened on, so that its next Save finds out who was faster.
        product.version = version or product.version
        return _page(request, screen, status=422)
    messages.success(request, said)
    return redirect(reverse("products:detail", args=[pk]) + _query(request))


def _met(request: HttpRequest, product: Product, section: str) -> HttpResponse:
    """Show what this person typed beside what somebody else saved meanwhile."""
    product.refresh_from_db()
    screen = build_screen(product, request.user, section=section, data=request.POST)
    screen.settle()
    screen.messages.append(
        _(
            "Somebody else saved this product meanwhile, and nothing of yours is saved yet. What differs is said beside "
            "its field: look at it and save again."
        )
    )
    return _page(request, screen, status=409)


def _refused(request: HttpRequest, product: Product) -> HttpResponse:
    """Say no: in the page editor's frame with the figures in place, elsewhere as Wagtail does, by the way home."""
    if not _is_embedded(request):
        raise PermissionDenied
    screen = build_screen(product, request.user)
    screen.messages.append(_("You have no permission to change this."))
    return _page(request, screen, status=403)


def _is_embedded(request: HttpRequest) -> bool:
    """Tell whether the page editor's frame asks; the address says so, and browsers do on https."""
    return "embedded" in request.GET or request.headers.get("Sec-Fetch-Dest") == "iframe"


def _query(request: HttpRequest) -> str:
    return "?embedded=1" if _is_embedded(request) else ""


def _visible_product(request: HttpRequest, pk: int) -> Product:
    if not request.user.has_perm("products.view_product"):
        raise PermissionDenied
    return get_object_or_404(Product, pk=pk)


def _page(request: HttpRequest, screen: Screen, status: int = 200) -> HttpResponse:
    title = screen.product.name
    embedded = _is_embedded(request)
    context = {
        "screen": screen,
        "product": screen.product,
        "embedded": embedded,
        "query": _query(request),
        "base_template": "products/staff/embedded.html" if embedded else "wagtailadmin/generic/base.html",
        "media": screen.media,
        "header_title": title,
        "page_title": title,
        "header_icon": "tag",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("products:index"), "label": _("Products")},
            {"url": "", "label": title},
        ],
    }
    return TemplateResponse(request, "products/staff/product.html", context, status=status)


def _save_details(screen: Screen, version: int, actor: Actor) -> str | None:
    if not all_valid([screen.product_form, *(row.details for row in screen.rows)]):
        return None
    details = dict(screen.product_form.cleaned_data)
    if "name" not in screen.product_form.changed_data:
        # It follows the title of the page that is being written beside this form.
        details["name"] = screen.product.name
    try:
        catalogue.change_details(
            product_id=screen.product.pk,
            version=version,
            actor=actor,
            variants={row.variant.pk: row.details.details() for row in screen.rows},
            **details,
        )
    except InvalidCatalogue as refusal:
        forms = {row.variant.pk: row.details for row in screen.rows}
        show_refusal(refusal, {None: screen.product_form, **forms})
        return None
    return _("Saved.")


def _save_prices(screen: Screen, version: int, actor: Actor) -> str | None:
    forms = {row.variant.pk: row.prices for row in screen.rows}
    if not all_valid(list(forms.values())):
        return None
    try:
        catalogue.change_prices(
            product_id=screen.product.pk,
            version=version,
            changes={pk: form.spec() for pk, form in forms.items()},
            actor=actor,
        )
    except InvalidCatalogue as refusal:
        show_refusal(refusal, forms)
        return None
    return _("The prices are in force.")


def _save_stock(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.stock_form
    if form is None or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            for variant_id, difference in sorted(form.differences().items()):
                stock.correct(
                    variant_id=variant_id,
                    difference=difference,
                    reason=form.cleaned_data["reason"],
                    actor=actor,
                )
    except stock.OutOfStock as refusal:
        words = _("There is less than that: units that orders hold cannot be taken away.")
        for shortage in refusal.shortages:
            form.add_error(form.name_of(shortage.variant_id), words)
        return None
    except stock.TooMany as refusal:
        form.add_error(form.name_of(refusal.variant_id), _("There would be more than can be counted."))
        return None
    return _("The stock is corrected.")


def _save_archive(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.archive_form
    if not form.is_valid():
        return None
    act = archiving.restore_product if screen.product.is_archived else archiving.archive_product
    act(product_id=screen.product.pk, actor=actor, reason=form.cleaned_data["reason"])
    return _("The product is on sale again.") if screen.product.is_archived else _("The product is archived.")


def _save_related(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.related_form
    if not form.is_valid():
        return None
    try:
        relations.set_relations(
            product_id=screen.product.pk, version=version, actor=actor, **form.cleaned_data
        )
    except InvalidCatalogue as refusal:
        for (_variant, name), words in refusal.errors.items():
            form.add_error(name, words)
        return None
    return _("The related products are saved.")


def _save_safety(screen: Screen, version: int, actor: Actor) -> str | None:
    return save_safety(screen.safety_form, screen.product, version, actor)


def _save_window(screen: Screen, version: int, actor: Actor) -> str | None:
    return save_window(screen.window_form, screen.product)


_SAVERS = {
    "details": _save_details,
    "prices": _save_prices,
    "stock": _save_stock,
    "option": variant_saving.save_option,
    "labels": variant_saving.save_labels,
    "generate": variant_saving.save_generated,
    "variant": variant_saving.save_variant,
    "archive-variant": variant_saving.archive_variant,
    "restore-variant": variant_saving.restore_variant,
    "archive": _save_archive,
    "related": _save_related,
    "safety": _save_safety,
    "window": _save_window,
}
