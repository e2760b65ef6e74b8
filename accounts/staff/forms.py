"""Forms of the staff's screens about people."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ResetForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=255,
        help_text=_("How you made sure that it is really them. It is written into the audit."),
        error_messages={"required": _("Say why, and how you made sure that it is really them.")},
    )
