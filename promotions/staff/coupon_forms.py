"""What is asked for when codes are made."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core.uploads import extension
from promotions.codes import MOST_SIGNS, is_code
from promotions.services.coupons import MOST_AT_ONCE, taken_codes

MOST_BYTES = 1024 * 1024


def limit_field(**options) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Orders per code at the most"),
        min_value=1,
        max_value=1_000_000_000,
        required=False,
        help_text=_("Empty: as many as the promotion allows."),
        **options,
    )


def batch_field() -> forms.CharField:
    return forms.CharField(
        label=_("Made for"),
        max_length=80,
        required=False,
        help_text=_("A campaign, a partner; only staff see it."),
    )


class OneCodeForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=MOST_SIGNS)
    limit = limit_field()
    batch = batch_field()

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if not is_code(code):
            raise forms.ValidationError(_("Use letters, digits, hyphens and underscores."))
        if taken_codes([code]):
            raise forms.ValidationError(_("This code exists already, in this promotion or another."))
        return code


class ManyCodesForm(forms.Form):
    pattern = forms.CharField(
        label=_("Pattern"),
        max_length=MOST_SIGNS,
        initial="########",
        help_text=_(
            "Every # becomes a letter or digit that nobody mistakes for another, for example SPRING-######."
        ),
    )
    count = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_AT_ONCE)
    limit = limit_field(initial=1)
    batch = batch_field()

    def clean_pattern(self) -> str:
        pattern = self.cleaned_data["pattern"]
        if not is_code(pattern.replace("#", "X")):
            raise forms.ValidationError(_("Use letters, digits, hyphens, underscores and #."))
        return pattern


class CodeFileForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV with the columns code, limit and made_for; the last two may be missing. At most 1 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
        error_messages={"required": _("Choose the file to import.")},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is too big. The largest that can be uploaded is %(size)s MB."),
                params={"size": MOST_BYTES // (1024 * 1024)},
            )
        if extension(file.name) not in ("csv", "txt"):
            raise forms.ValidationError(_("Upload a CSV file."))
        return file
