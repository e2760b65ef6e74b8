"""Forms of the shopper's order pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

LARGEST_NUMBER = 2**63 - 1


class LookupForm(forms.Form):
    number = forms.IntegerField(
        label=_("Order number"),
        min_value=1,
        max_value=LARGEST_NUMBER,
        help_text=_("It stands in the subject of our mails."),
        widget=forms.TextInput(
            attrs={"class": "input input--short", "inputmode": "numeric", "autocomplete": "off"}
        ),
        error_messages={
            "required": _("Enter the order number."),
            "invalid": _("The number has digits only."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={"required": _("Enter the e-mail address that you ordered with.")},
    )
