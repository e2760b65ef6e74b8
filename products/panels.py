"""The page editor's window on the commerce screen: figures to read and a link, never a field (DESIGN 1.2)."""

from typing import Any

from django.db.models import Prefetch
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
    """Shows prices and stock as they are now. Autosave, drafts and revisions cannot touch what it shows."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "products/staff/panel.html"

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
                if product
                else ()
            )
            context["may_open"] = self.request.user.has_perm("products.view_product")
            context["screen_url"] = reverse("products:detail", args=[product.pk]) if product else ""
            return context
