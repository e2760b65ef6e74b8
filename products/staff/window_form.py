"""A new page for a product that no page shows, from its commerce screen."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from products.models import CategoryPage, Product
from products.services import windows

STEP = Page.steplen


class CategoryChoice(forms.ModelChoiceField):
    """Categories by the way to them: “Plants › Indoor (English)”."""

    def label_from_instance(self, category: CategoryPage) -> str:
        ends = range(3 * STEP, len(category.path) + 1, STEP)
        titles = [self.titles.get(category.path[:end], "") for end in ends]
        return f"{' › '.join(filter(None, titles))} ({category.locale.get_display_name()})"

    @property
    def titles(self) -> Mapping[str, str]:
        if not hasattr(self, "_titles"):
            self._titles = dict(CategoryPage.objects.values_list("path", "title"))
        return self._titles


def open_categories(user: AbstractUser) -> QuerySet[CategoryPage]:
    """Return the categories in which this person may make pages."""
    pages = PagePermissionPolicy().instances_user_has_permission_for(user, "add")
    return CategoryPage.objects.filter(pk__in=pages.values("pk")).select_related("locale").order_by("path")


class WindowForm(forms.Form):
    category = CategoryChoice(
        label=gettext_lazy("Category of the new page"), queryset=CategoryPage.objects.none()
    )

    def __init__(self, user: AbstractUser, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix="window")
        self.user = user
        self.fields["category"].queryset = open_categories(user)


def save_window(form: WindowForm | None, product: Product) -> str | None:
    """Make the page and say what follows; None when something is refused, which then stands beside its field."""
    if form is None or not form.is_valid():
        return None
    try:
        windows.make_page(product_id=product.pk, category_id=form.cleaned_data["category"].pk, user=form.user)
    except windows.HasPage:
        form.add_error("category", _("Somebody made a page for it meanwhile."))
        return None
    return _(
        "Its page is made, as a draft. Open it above, complete it and publish it: then the product is on sale."
    )
