"""The changes of many products that the list offers, each with the permission of what it changes."""

from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.actors import Actor
from products.models import Product, Variant
from products.selectors.bulk import variants_for_change
from products.services import bulk
from products.services.bulk_prices import apply_prices, plan_prices
from products.services.bulk_stock import apply_stock, plan_stock
from products.staff.bulk import ProductBulkAction
from products.staff.bulk_forms import FactsForm, PriceRuleForm, ReasonForm, StockRuleForm
from taxes.models import VatClass


class PriceAction(ProductBulkAction):
    display_name = _("Change prices")
    action_type = "prices"
    aria_label = _("Change the prices of the chosen products")
    permission = "products.change_price"
    action_priority = 10
    preview_template = "products/staff/bulk/prices.html"
    explanation = _(
        "Every variant of the chosen products is changed. You see the new prices before anything is saved."
    )

    def make_form(self, data: Any = None) -> PriceRuleForm:
        return PriceRuleForm(data)

    def plan(self, form: forms.Form) -> dict[str, Any]:
        lines = plan_prices(product_ids=self.seen, rule=form.rule(), moment=timezone.now())
        refused = {line.variant.product_id for line in lines if line.problems}
        changed = {line.variant.product_id for line in lines if line.changed} - refused
        return {
            "lines": lines,
            "refused": refused,
            "change_count": len(changed),
            "refused_count": len(refused),
        }

    def apply(self, form: forms.Form, actor: Actor) -> bulk.Report:
        return apply_prices(
            seen=self.seen,
            rule=form.rule(),
            moment=timezone.now(),
            actor=actor,
            reason=form.cleaned_data["reason"],
        )


class StockAction(ProductBulkAction):
    display_name = _("Correct stock")
    action_type = "stock"
    aria_label = _("Correct the stock of the chosen products")
    permission = "products.change_stock"
    action_priority = 20
    asking_template = "products/staff/bulk/stock_asking.html"
    preview_template = "products/staff/bulk/stock.html"
    # Variant by variant: repeated for the whole product, what went through would be counted twice.
    may_repeat = False
    explanation = _(
        "Stock changes by differences with a reason. You see the new balances before anything is saved."
    )

    @cached_property
    def variants(self) -> list[Variant]:
        """The variants in force; those that the preview did not show are left out when it is carried out."""
        found = variants_for_change(self.seen)
        if self.shown is None:
            return found
        return [variant for variant in found if variant.pk in self.shown.variants]

    def make_form(self, data: Any = None) -> StockRuleForm:
        return StockRuleForm(data, variants=self.variants)

    def plan(self, form: forms.Form) -> dict[str, Any]:
        lines = plan_stock(product_ids=self.seen, differences=form.differences())
        refused = [line for line in lines if line.problems]
        changed = [line for line in lines if line.difference and not line.problems]
        return {
            "lines": lines,
            "variant_ids": [line.variant.pk for line in lines],
            "change_count": len(changed),
            "refused_count": len(refused),
        }

    def apply(self, form: forms.Form, actor: Actor) -> bulk.Report:
        return apply_stock(differences=form.differences(), actor=actor, reason=form.cleaned_data["reason"])

    def said(self, changed: int) -> str:
        words = ngettext(
            "The stock of %(count)s variant is corrected.",
            "The stock of %(count)s variants is corrected.",
            changed,
        )
        return words % {"count": changed}


class FactsAction(ProductBulkAction):
    display_name = _("Brand, VAT, tags")
    action_type = "facts"
    aria_label = _("Set brand, VAT class or tags of the chosen products")
    permission = "products.change_product"
    action_priority = 30
    preview_template = "products/staff/bulk/facts.html"

    def make_form(self, data: Any = None) -> FactsForm:
        return FactsForm(data)

    def plan(self, form: forms.Form) -> dict[str, Any]:
        change = form.change()
        lines = [(product, _in_words(change.applied(product))) for product in self.products]
        return {"lines": lines, "change_count": sum(bool(words) for _product, words in lines)}

    def apply(self, form: forms.Form, actor: Actor) -> bulk.Report:
        return bulk.change_facts(
            seen=self.seen, change=form.change(), actor=actor, reason=form.cleaned_data["reason"]
        )


class ArchiveAction(ProductBulkAction):
    display_name = _("Archive")
    action_type = "archive"
    aria_label = _("Archive the chosen products")
    permission = "products.change_product"
    action_priority = 40
    preview_template = "products/staff/bulk/facts.html"
    explanation = _(
        "Archived products cannot be bought any more. Pages, prices, stock and history stay; they can be restored."
    )
    archives = True

    def make_form(self, data: Any = None) -> ReasonForm:
        return ReasonForm(data)

    def plan(self, form: forms.Form) -> dict[str, Any]:
        before, after = (_("on sale"), _("archived")) if self.archives else (_("archived"), _("on sale"))
        lines = [
            (product, [(_("State"), before, after)] if product.is_archived != self.archives else [])
            for product in self.products
        ]
        return {"lines": lines, "change_count": sum(bool(words) for _product, words in lines)}

    def apply(self, form: forms.Form, actor: Actor) -> bulk.Report:
        act = bulk.archive if self.archives else bulk.restore
        return act(seen=self.seen, actor=actor, reason=form.cleaned_data["reason"])


class RestoreAction(ArchiveAction):
    display_name = _("Restore")
    action_type = "restore"
    aria_label = _("Put the chosen archived products back on sale")
    action_priority = 50
    explanation = _("What is archived is put back on sale; a page shows it as soon as it is published.")
    archives = False


ACTIONS: tuple[type[ProductBulkAction], ...] = (
    PriceAction,
    StockAction,
    FactsAction,
    ArchiveAction,
    RestoreAction,
)


def allowed_actions(user: AbstractUser) -> list[type[ProductBulkAction]]:
    """Return the changes that this person may make, in their order."""
    return [action for action in ACTIONS if user.has_perm(action.permission)]


def _in_words(changes: dict[str, tuple[object, object]]) -> list[tuple[str, str, str]]:
    return [
        (str(Product._meta.get_field(name).verbose_name), _value(name, before), _value(name, after))
        for name, (before, after) in changes.items()
    ]


def _value(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "–"
    return str(VatClass(value).label) if name == "vat_class" else str(value) or "–"
