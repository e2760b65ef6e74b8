"""What is asked of whoever imports a file; every refusal stands beside its field."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.uploads import extension
from products.importers.options import ImportOptions
from products.importers.readers import guess_format
from products.importers.unpacking import MOST_ARCHIVE, UnusableArchive, unpack_pictures
from products.models import CatalogueImport, CategoryPage
from products.staff.forms import DayInput

MOST_BYTES = 20 * 1024 * 1024
# Home stands at depth 2, so the first categories below it at 3.
_FIRST_DEPTH = 3


class CategoryField(forms.ModelChoiceField):
    """A category by its place in the tree, with the language it is written in."""

    def label_from_instance(self, category: CategoryPage) -> str:
        indent = "– " * (category.depth - _FIRST_DEPTH)
        return f"{indent}{category.title} ({category.locale.language_code})"


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV of Shopify or WooCommerce, or Vitrina's own CSV or XLSX; at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": _("Choose the file to import.")},
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("", _("Find out from the file")), *CatalogueImport.Format.choices],
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language of the texts"),
        choices=settings.LANGUAGES,
        help_text=_("Vitrina's own file names the language of each text itself."),
    )
    category = CategoryField(
        label=_("Below this category"),
        queryset=CategoryPage.objects.none(),
        required=False,
        empty_label=_("Home page"),
        help_text=_("Categories of the file are made below it where they are missing."),
    )
    pictures = forms.FileField(
        label=_("Pictures (ZIP)"),
        required=False,
        help_text=_(
            "For a file that names its pictures by file name; at most 200 MB. Web addresses are fetched without it."
        ),
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )
    gpsr_exempt_reason = forms.CharField(
        label=_("Exempt from safety facts because"),
        max_length=200,
        required=False,
        help_text=_(
            "Only where the law asks for none (GPSR art. 2). Left empty, products without facts stay drafts."
        ),
    )
    prices_since = forms.DateField(
        label=_("Regular prices asked since"),
        required=False,
        widget=DayInput,
        help_text=_(
            "Your word, which you must be able to prove: it counts for the lowest price of the 30 days before a reduction."
        ),
    )
    publish = forms.TypedChoiceField(
        label=_("Pages"),
        choices=[
            ("yes", _("Publish what is published in the file and lacks nothing")),
            ("no", _("Leave all new pages as drafts")),
        ],
        coerce=lambda typed: typed == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = CategoryPage.objects.select_related("locale").order_by("path")
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is too big. The largest that can be uploaded is %(size)s MB."),
                params={"size": MOST_BYTES // (1024 * 1024)},
            )
        if extension(file.name) not in ("csv", "txt", "xlsx"):
            raise forms.ValidationError(_("Upload a CSV or an XLSX file."))
        return file

    def clean_prices_since(self):
        day = self.cleaned_data["prices_since"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_pictures(self) -> UploadedFile | None:
        archive = self.cleaned_data["pictures"]
        if archive and archive.size > MOST_ARCHIVE:
            raise forms.ValidationError(
                _("The file is too big. The largest that can be uploaded is %(size)s MB."),
                params={"size": MOST_ARCHIVE // (1024 * 1024)},
            )
        return archive

    def clean(self) -> None:
        typed = self.cleaned_data
        category = typed.get("category")
        if category and category.locale.language_code != typed.get("language"):
            self.add_error("category", _("This category is in another language than the file."))
        file = typed.get("file")
        if file and not typed.get("format") and "format" not in self.errors:
            typed["format"] = guess_format(file)
            if typed["format"] is None:
                self.add_error(
                    "format", _("The first line speaks of no format that is known. Choose it here.")
                )
        if typed.get("pictures") and not self.errors:
            # Last, so that nothing is unpacked for a form that is refused anyway.
            try:
                typed["images_dir"] = unpack_pictures(typed["pictures"])
            except UnusableArchive as refusal:
                self.add_error("pictures", str(refusal))

    def options(self) -> ImportOptions:
        typed = self.cleaned_data
        return ImportOptions(
            dry_run=True,
            language=typed["language"],
            category_id=typed["category"].pk if typed["category"] else None,
            gpsr_exempt_reason=typed["gpsr_exempt_reason"],
            images_dir=typed.get("images_dir", ""),
            prices_since=typed["prices_since"],
            publish=typed["publish"],
        )
