"""Changing many products from the list: what is asked, what would happen, then the change and a report.

The places in the admin are those of Wagtail's bulk actions. Its own way of carrying one out, all in one transaction, is
not used: each product is changed in a transaction of its own, and one that is refused is named.
"""

from dataclasses import asdict
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from core.actors import Actor
from products.models import Product
from products.services.bulk import Report
from products.staff.previews import NotShown, Shown, carry_out_once, outcome_of, unsealed
from products.staff.product_filters import in_listing

# What a person can still look over in a preview, and what one request can change in time.
MOST = 500


class ProductBulkAction(BulkAction):
    """A change of many products; subclasses say what is asked, what it would do and who carries it out."""

    models: ClassVar[list[type[Model]]] = [Product]
    permission: ClassVar[str]
    explanation: ClassVar[Any] = ""
    asking_template = "products/staff/bulk/asking.html"
    preview_template: ClassVar[str]
    # Whether what was left out can be previewed again as it was asked for.
    may_repeat: ClassVar[bool] = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perms(["products.view_product", self.permission]):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._not_possible() or self._page(self.asking_template, self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (answer := self._not_possible()) is not None:
            return answer
        form, step = self.make_form(request.POST), request.POST.get("step")
        if not form.is_valid():
            return self._page(self.asking_template, form, status=422)
        if step == "again":
            return self._page(self.asking_template, form)
        if step != "apply":
            return self._preview(form)
        if self.shown is None:
            words = _("This preview is out of date. Look at the new one, then carry it out.")
            messages.warning(request, words)
            return self._preview(form, status=422)
        return self._apply(form, self.shown)

    def make_form(self, data: Any = None) -> forms.Form:
        raise NotImplementedError

    def plan(self, form: forms.Form) -> dict[str, Any]:
        """Return what the preview shows; writes nothing."""
        raise NotImplementedError

    def apply(self, form: forms.Form, actor: Actor) -> Report:
        raise NotImplementedError

    @cached_property
    def shown(self) -> Shown | None:
        """What the preview showed that is to be carried out; None at any other step, or where the shop showed none."""
        if self.request.POST.get("step") != "apply":
            return None
        sealed, user = self.request.POST.get("shown", ""), self.request.user
        try:
            return unsealed(sealed, action=self.action_type, user_id=user.pk)
        except NotShown:
            return None

    @cached_property
    def seen(self) -> dict[int, int]:
        """The chosen products by id: while carrying out with the version that was shown, else always with that of now."""
        if self.shown is not None:
            return self.shown.seen
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            chosen = self.get_all_objects_in_listing_query(None)
        else:
            chosen = [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 19]
        return dict(Product.objects.filter(pk__in=chosen).values_list("pk", "version"))

    def get_all_objects_in_listing_query(self, parent_id: Any) -> list[int]:
        return in_listing(self.request)

    @property
    def products(self) -> list[Product]:
        return list(Product.objects.filter(pk__in=self.seen).order_by("name", "pk"))

    def _not_possible(self) -> HttpResponse | None:
        if not self.seen:
            messages.warning(self.request, _("Choose the products first."))
        elif len(self.seen) > MOST:
            words = _("At most %(count)s products can be changed at once. Narrow the list by a filter.")
            messages.warning(self.request, words % {"count": MOST})
        else:
            return None
        return redirect(self._back_url)

    @property
    def _back_url(self) -> str:
        return self.next_url if self.next_url != self.request.path else reverse("products:index")

    def _preview(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        plan = self.plan(form)
        shown = Shown(self.seen, tuple(plan.pop("variant_ids", ())))
        sealed = shown.sealed(action=self.action_type, user_id=self.request.user.pk)
        return self._page(self.preview_template, form, status=status, shown=sealed, **plan)

    def _apply(self, form: forms.Form, shown: Shown) -> HttpResponse:
        """Carry the change out, once per preview: a second press is told what became of the first."""
        outcome, is_news = carry_out_once(self.request.user.pk, shown.token, lambda: self._outcome(form))
        if outcome is None:
            words = _("This change was begun already. Look at what became of it before you enter it again.")
            messages.warning(self.request, words)
            return redirect(self._back_url)
        if not is_news:
            messages.warning(self.request, _("This change was carried out already."))
        elif outcome["changed"] or not outcome["refusals"]:
            messages.success(self.request, outcome["said"])
        if not outcome["refusals"]:
            return redirect(self._back_url)
        return redirect(f"{reverse('products:bulk_report')}?of={shown.token}")

    def _outcome(self, form: forms.Form) -> dict[str, Any]:
        """Carry the change out and return what there is to tell."""
        report = self.apply(form, Actor.staff(self.request.user))
        return {
            "title": str(self.display_name),
            "changed": report.changed,
            "said": self.said(report.changed),
            "back_url": self._back_url,
            "refusals": [asdict(refusal) for refusal in report.refusals],
            "repeat": self._repeat(form, report) if report.refusals and self.may_repeat else None,
        }

    def _repeat(self, form: forms.Form, report: Report) -> dict[str, Any]:
        """Return the address and the fields that preview the same change for what was left out."""
        ids = QueryDict(mutable=True)
        ids.setlist("id", [refusal.product_id for refusal in report.refusals])
        typed = [
            (name, value)
            for name in (form.add_prefix(name) for name in form.fields)
            for value in self.request.POST.getlist(name)
        ]
        return {"url": f"{self.request.path}?{ids.urlencode()}", "typed": typed}

    def said(self, changed: int) -> str:
        words = ngettext("%(count)s product changed.", "%(count)s products changed.", changed)
        return words % {"count": changed}

    def _page(self, template: str, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponse:
        products = self.products
        context |= {
            "action": self,
            "form": form,
            "products": products,
            "submit_url": self.request.get_full_path(),
            "back_url": self._back_url,
        }
        return TemplateResponse(self.request, template, context | head(str(self.display_name)), status=status)


def head(title: str) -> dict[str, Any]:
    """Return what Wagtail's page head needs below the list of products."""
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "tag",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("products:index"), "label": _("Products")},
            {"url": "", "label": title},
        ],
    }


def bulk_report(request: HttpRequest) -> HttpResponse:
    """Name what a change of many products left as it was, and why, to whoever made it."""
    if not request.user.has_perm("products.view_product"):
        raise PermissionDenied
    token = request.GET.get("of", "")[:32]
    report = outcome_of(request.user.pk, token) if token.isalnum() else None
    if report is None:
        return redirect("products:index")
    context = {"report": report, **head(report["title"])}
    return TemplateResponse(request, "products/staff/bulk/report.html", context)
