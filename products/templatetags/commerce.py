"""The way from an editor to the commerce screen of what the page shows."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import HeaderButton

from products.models import ProductPage

register = template.Library()


@register.simple_tag(takes_context=True)
def commerce_buttons(context: dict[str, Any], page: Any) -> list[HeaderButton]:
    """Return a header button to the product's prices and stock, for those who may see them."""
    user = context["request"].user
    if not isinstance(page, ProductPage) or not page.product_id or not user.has_perm("products.view_product"):
        return []
    url = reverse("products:detail", args=[page.product_id])
    return [HeaderButton(_("Prices and stock"), url, icon_name="tag")]
