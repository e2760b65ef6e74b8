"""The page editor's window on the commerce screen: a frame with forms of its own, never a field (DESIGN 1.2)."""

from typing import Any

from django.db.models import Prefetch
from django.forms import Media, Script
from django.urls import reverse
from wagtail.admin.panels import InlinePanel, Panel

from products.forms import PageChoiceForm
from products.models.product import OptionValue


class PageChoicePanel(InlinePanel):
    """Rows that choose other pages, with a form of their own; Wagtail takes none from the model of the rows."""

    def __init__(self, *args: Any, row_form: type[PageChoiceForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row_form = row_form

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "row_form": self.row_form}

    def get_form_options(self) -> dict[str, Any]:
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": self.row_form,
            "inherit_kwargs": ["parent_page"],
        }
        return options


class CommercePanel(Panel):
    """Embeds the commerce screen, which autosave, drafts and revisions cannot touch; figures for who may not open it.

    A frame, because the editor's form would swallow the fields of a form inside it, and autosave with it.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "products/staff/panel.html"

        @property
        def media(self) -> Media:
            # The stubs know only paths.
            return Media(js=[Script("js/admin/commerce-frame.js", type="module")])  # type: ignore[list-item]

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            product = self.instance.product if self.instance.product_id else None
            context["product"] = product
            context["variants"] = (
                product.variants.filter(archived_at__isnull=True)
                .select_related("stock")
                .prefetch_related(
                    Prefetch("values", queryset=OptionValue.objects.order_by("option__position", "position"))
                )
                if product and not self.request.user.has_perm("products.view_product")
                else ()
            )
            context["may_open"] = self.request.user.has_perm("products.view_product")
            context["screen_url"] = reverse("products:detail", args=[product.pk]) if product else ""
            # A new page has no key yet; the script puts in the one that its first save gives it.
            context["for_page_url"] = reverse("products:for_page", args=[self.instance.pk or 0])
            return context
