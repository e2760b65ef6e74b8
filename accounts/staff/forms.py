"""Forms of the staff's screens about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import CustomerGroup, User


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        help_text=_("How you made sure that it is really them. It is written into the audit."),
        error_messages={"required": _("Say why, and how you made sure that it is really them.")},
    )


class CustomerGroupForm(WagtailAdminModelForm):
    """Members are written by e-mail: a list to tick would be as long as the shop has customers."""

    emails = forms.CharField(
        label=_("Members"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("The e-mail addresses of their accounts, one on each line."),
    )

    class Meta:
        model = CustomerGroup
        fields = ["name", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            members = self.instance.members.order_by("email").values_list("email", flat=True)
            self.initial["emails"] = "\n".join(members)

    def clean_emails(self) -> list[User]:
        wanted = {line.strip().lower() for line in self.cleaned_data["emails"].splitlines() if line.strip()}
        found = {user.email: user for user in User.objects.filter(email__in=wanted, is_active=True)}
        missing = sorted(wanted - found.keys())
        if missing:
            shown = ", ".join(missing[:10])
            raise forms.ValidationError(
                ngettext(
                    "%(count)s address has no account: %(addresses)s",
                    "%(count)s addresses have no account: %(addresses)s",
                    len(missing),
                )
                % {"count": len(missing), "addresses": shown + (" …" if len(missing) > 10 else "")}
            )
        return list(found.values())

    def save(self, commit: bool = True) -> CustomerGroup:
        group = super().save(commit=commit)
        if commit:
            group.members.set(self.cleaned_data["emails"])
        return group
