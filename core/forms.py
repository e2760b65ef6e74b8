"""Upload forms of the Wagtail admin (pictures and documents); the rules are in core/uploads.py."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core.alt_texts import validate_alt_text
from core.uploads import checked_document, checked_picture

ALT_FIELDS = ("alt_bg", "alt_en")


class ShopImageField(WagtailImageField):
    """Decodes the picture before anything else looks at it: Wagtail's own field fails on a truncated one (tried)."""

    def to_python(self, data):
        if not isinstance(data, UploadedFile):
            return super().to_python(data)
        self.check_image_file_size(data)
        return super().to_python(checked_picture(data, max_pixels=self.max_image_pixels))


class ShopImageForm(BaseImageForm):
    """A picture is decoded before it is accepted, stored without its metadata, and says what it shows in each language."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ALT_FIELDS:
            if name in self.fields:
                self.fields[name].required = True
                self.fields[name].validators.append(validate_alt_text)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = ShopImageField(
                required=given.required, label=given.label, widget=given.widget
            )


class ShopDocumentForm(BaseDocumentForm):
    """A document is what its extension says."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            # Editing without a new file: the old one comes back as it is stored.
            return file
        return checked_document(file, max_bytes=settings.DOCUMENT_MAX_UPLOAD_SIZE)
