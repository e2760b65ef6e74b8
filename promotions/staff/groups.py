"""Groups of customers in the Wagtail admin: who is in them, by e-mail."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from core.actors import Actor
from promotions.models import CustomerGroup
from promotions.services.editing import save_group
from promotions.staff.views import page, require

VIEW, ADD, CHANGE = (f"promotions.{verb}_customergroup" for verb in ("view", "add", "change"))


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    emails = forms.CharField(
        label=_("Customers (e-mail)"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One per line; only customers with an account can be in a group."),
    )

    def __init__(self, *args: Any, group: CustomerGroup | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group

    def clean_name(self) -> str:
        name = self.cleaned_data["name"].strip()
        if CustomerGroup.objects.filter(name=name).exclude(pk=self.group.pk if self.group else None).exists():
            raise forms.ValidationError(_("There is a group of this name already."))
        return name

    def clean_emails(self) -> list[Any]:
        typed = {line.strip().lower() for line in self.cleaned_data["emails"].splitlines() if line.strip()}
        # Addresses of accounts are stored in small letters (accounts.UserManager).
        found = {user.email: user for user in get_user_model().objects.filter(email__in=typed)}
        if missing := sorted(typed - set(found)):
            raise forms.ValidationError(
                _("There is no account with %(emails)s."), params={"emails": ", ".join(missing[:5])}
            )
        return list(found.values())


class GroupIndexView(IndexView):
    model = CustomerGroup
    any_permission_required = ["view"]
    default_ordering = "name"
    search_fields = ["name"]
    show_other_searches = False
    add_item_label = _("Add a group")
    columns = [
        TitleColumn("name", label=_("Name"), sort_key="name", url_name="customer_groups:edit"),
        Column("members", label=_("Customers"), classname="desk-money"),
        Column("used_by", label=_("Promotions"), classname="desk-money"),
    ]

    def get_base_queryset(self) -> QuerySet[CustomerGroup]:
        return CustomerGroup.objects.annotate(
            members=Count("customers", distinct=True), used_by=Count("promotions", distinct=True)
        )


@require_admin_access
@require_http_methods(["GET", "POST"])
def edit_group(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Make a group or change it."""
    require(request, VIEW if pk and request.method == "GET" else (CHANGE if pk else ADD))
    group = get_object_or_404(CustomerGroup, pk=pk) if pk else None
    emails = "\n".join(group.customers.order_by("email").values_list("email", flat=True)) if group else ""
    initial = {"name": group.name if group else "", "emails": emails}
    form = GroupForm(request.POST if request.method == "POST" else None, initial=initial, group=group)
    if request.method == "POST" and form.is_valid():
        save_group(
            group=group,
            name=form.cleaned_data["name"],
            customers=form.cleaned_data["emails"],
            actor=Actor.staff(request.user),
        )
        messages.success(request, gettext("The group is saved."))
        return redirect("customer_groups:index")
    above = [{"url": reverse("customer_groups:index"), "label": _("Customer groups")}]
    context = {"form": form, "may_change": request.user.has_perm(CHANGE if pk else ADD)}
    title = group.name if group else _("Add a group")
    status = 422 if form.is_bound else 200
    return page(request, "promotions/staff/group.html", context, title=title, status=status, above=above)


class CustomerGroupViewSet(ModelViewSet):
    """A group is never deleted: its promotions would lose whom they are for."""

    model = CustomerGroup
    name = "customer_groups"
    url_prefix = "customer-groups"
    menu_label = _("Customer groups")
    menu_name = "customer-groups"
    menu_order = 124
    icon = "group"
    add_to_admin_menu = True
    index_view_class = GroupIndexView
    copy_view_enabled = False
    inspect_view_enabled = False
    form_fields = ["name"]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = ("delete", "history", "usage")
        return super().get_common_view_kwargs(**{**kwargs, **{f"{name}_url_name": None for name in names}})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", edit_group, name="add"),
            path("edit/<int:pk>/", edit_group, name="edit"),
        ]
