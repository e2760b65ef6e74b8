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
from products.models import Product
from products.services import catalogue, options, stock
from products.services.specs import InvalidCatalogue, PriceSpec, StaleVersion, VariantDetails, VariantSpec
from products.staff.safety_form import save_safety
from products.staff.screen import Screen, all_valid, build_screen
from products.staff.window_form import save_window

PERMISSIONS = {
    "details": "products.change_product",
    "option": "products.change_product",
    "variant": "products.change_product",
    "archive": "products.change_product",
    "safety": "products.change_product",
    "window": "products.change_product",
    "prices": "products.change_price",
    "stock": "products.change_stock",
}


@require_admin_access
@require_GET
def product_screen(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is sold, for how much and how many there are."""
    product = _visible_product(request, pk)
    return _page(request, build_screen(product, request.user))


@require_admin_access
@require_POST
def product_save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Save one part of the screen; refused input comes back beside its field with nothing lost."""
    product = _visible_product(request, pk)
    if not request.user.has_perm(PERMISSIONS[section]):
        raise PermissionDenied
    screen = build_screen(product, request.user, section=section, data=request.POST)
    version = int(request.POST["version"]) if request.POST.get("version", "").isdigit() else 0
    try:
        said = _SAVERS[section](screen, version, Actor.staff(request.user))
    except StaleVersion:
        screen.messages.append(
            _("Somebody else saved this product meanwhile. Look at the figures below and save again.")
        )
        product.refresh_from_db()
        return _page(request, screen, status=409)
    if said is None:
        return _page(request, screen, status=422)
    messages.success(request, said)
    return redirect("products:detail", pk)


def _visible_product(request: HttpRequest, pk: int) -> Product:
    if not request.user.has_perm("products.view_product"):
        raise PermissionDenied
    return get_object_or_404(Product, pk=pk)


def _page(request: HttpRequest, screen: Screen, status: int = 200) -> HttpResponse:
    title = screen.product.name
    context = {
        "screen": screen,
        "product": screen.product,
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
    try:
        catalogue.change_details(
            product_id=screen.product.pk,
            version=version,
            actor=actor,
            variants={row.variant.pk: row.details.details(row.variant) for row in screen.rows},
            **screen.product_form.cleaned_data,
        )
    except InvalidCatalogue as refusal:
        forms = {row.variant.pk: row.details for row in screen.rows}
        for (variant_id, name), words in refusal.errors.items():
            forms[variant_id].add_error(name, words)
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
        for (variant_id, name), words in refusal.errors.items():
            forms[variant_id].add_error(name, words)
        return None
    return _("The prices are in force.")


def _save_stock(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.stock_form
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            stock.correct(
                variant_id=form.cleaned_data["variant"].pk,
                difference=form.cleaned_data["difference"],
                reason=form.cleaned_data["reason"],
                actor=actor,
            )
    except stock.OutOfStock:
        form.add_error(
            "difference", _("There is less than that: units that orders hold cannot be taken away.")
        )
        return None
    return _("The stock is corrected.")


def _save_option(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.option_form
    if not form.is_valid():
        return None
    try:
        options.add_values(product_id=screen.product.pk, version=version, actor=actor, **form.cleaned_data)
    except InvalidCatalogue as refusal:
        for (_variant, name), words in refusal.errors.items():
            form.add_error(name, words)
        return None
    return _("The values can be chosen now.")


def _save_variant(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.new_variant_form
    if form is None or not form.is_valid():
        return None
    data = form.cleaned_data
    spec = VariantSpec(
        price=PriceSpec(price=data["price"]),
        details=VariantDetails(sku=data["sku"], weight_grams=data["weight_grams"]),
        values=form.values(),
    )
    try:
        catalogue.add_variant(product_id=screen.product.pk, version=version, spec=spec, actor=actor)
    except InvalidCatalogue as refusal:
        for (_variant, name), words in refusal.errors.items():
            form.add_error(name if name in form.fields else None, words)
        return None
    return _("The variant is added.")


def _save_archive(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.archive_form
    if not form.is_valid():
        return None
    act = catalogue.restore_product if screen.product.is_archived else catalogue.archive_product
    act(product_id=screen.product.pk, actor=actor, reason=form.cleaned_data["reason"])
    return _("The product is on sale again.") if screen.product.is_archived else _("The product is archived.")


def _save_safety(screen: Screen, version: int, actor: Actor) -> str | None:
    return save_safety(screen.safety_form, screen.product, version, actor)


def _save_window(screen: Screen, version: int, actor: Actor) -> str | None:
    return save_window(screen.window_form, screen.product)


_SAVERS = {
    "details": _save_details,
    "prices": _save_prices,
    "stock": _save_stock,
    "option": _save_option,
    "variant": _save_variant,
    "archive": _save_archive,
    "safety": _save_safety,
    "window": _save_window,
}
