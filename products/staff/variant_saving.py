"""Saving what the commerce screen says about options and variants; each returns what to tell, or None when refused."""

from collections.abc import Callable, Mapping

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from products.services import catalogue, options, variants
from products.services.specs import InvalidCatalogue, PriceSpec, VariantDetails, VariantSpec
from products.staff.screen import Screen


def show_refusal(refusal: InvalidCatalogue, forms: Mapping[int | None, Form | None]) -> None:
    """Put what a service refused beside its field; what belongs to no field stands above the form."""
    for (key, name), words in refusal.errors.items():
        form = forms.get(key) or next(form for form in forms.values() if form)
        form.add_error(name if name in form.fields else None, words)


def save_option(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.option_form
    if form is None or not form.is_valid():
        return None
    try:
        options.add_values(product_id=screen.product.pk, version=version, actor=actor, **form.cleaned_data)
    except InvalidCatalogue as refusal:
        show_refusal(refusal, {None: form})
        return None
    return _("The values can be chosen now.")


def save_labels(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.labels_form
    if form is None or not form.is_valid():
        return None
    try:
        options.change_labels(
            product_id=screen.product.pk,
            version=version,
            options=form.typed("option"),
            values=form.typed("value"),
            remove=form.removed(),
            actor=actor,
        )
    except InvalidCatalogue as refusal:
        for (key, kind), words in refusal.errors.items():
            form.add_error(f"{kind}-{key}-bg", words)
        return None
    return _("Saved.")


def save_generated(screen: Screen, version: int, actor: Actor) -> str | None:
    form = screen.generate_form
    if form is None or not form.is_valid():
        return None
    try:
        made = variants.generate_variants(
            product_id=screen.product.pk,
            version=version,
            price=PriceSpec(price=form.cleaned_data["price"]),
            weight_grams=form.cleaned_data["weight_grams"],
            actor=actor,
        )
    except InvalidCatalogue as refusal:
        show_refusal(refusal, {None: form})
        return None
    if not made:
        return _("There was nothing to make: every combination has its variant.")
    return ngettext("%(count)d variant is made.", "%(count)d variants are made.", made) % {"count": made}


def save_variant(screen: Screen, version: int, actor: Actor) -> str | None:
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
        show_refusal(refusal, {None: form})
        return None
    return _("The variant is added.")


def archive_variant(screen: Screen, version: int, actor: Actor) -> str | None:
    done = _turn(screen, version, actor, variants.archive_variant)
    return _("The variant is archived.") if done else None


def restore_variant(screen: Screen, version: int, actor: Actor) -> str | None:
    done = _turn(screen, version, actor, variants.restore_variant)
    return _("The variant is on sale again.") if done else None


def _turn(screen: Screen, version: int, actor: Actor, act: Callable[..., None]) -> bool:
    form = screen.variant_form
    if form is None or not form.is_valid():
        return False
    try:
        act(
            product_id=screen.product.pk,
            version=version,
            variant_id=form.cleaned_data["variant"],
            actor=actor,
        )
    except InvalidCatalogue as refusal:
        for row in [*screen.rows, *screen.archived_rows]:
            row.refusal = refusal.errors.get((row.variant.pk, "archived"), "")
        return False
    return True
