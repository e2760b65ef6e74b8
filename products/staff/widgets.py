"""Inputs of the commerce screen."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.images.widgets import AdminImageChooser

from core.models import ShopImage
from products.services.specs import LONGEST_SIDE

# Latin x, Cyrillic х, the sign itself, a star, or spaces alone.
_SIDES = re.compile(r"\s*([0-9]{1,6})\s*[xXхХ×* ]\s*([0-9]{1,6})\s*[xXхХ×* ]\s*([0-9]{1,6})\s*")


class FigureField(forms.DecimalField):
    """A decimal number as people type it: with a comma or a point, perhaps with spaces between the thousands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(localize=True, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(_with_point(value) if isinstance(value, str) else value)


class ContentField(FigureField):
    """A quantity without the zeros that the database keeps behind it."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        whole = value.to_integral_value()
        return whole if whole == value else value.normalize()


class SidesField(forms.CharField):
    """Three whole numbers of millimetres with anything between them, "300×200×100"; empty where nothing was measured."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    @staticmethod
    def shown(length: int, width: int, height: int) -> str:
        return f"{length}×{width}×{height}" if length else ""

    @staticmethod
    def measured(text: str) -> tuple[int, int, int]:
        """Return length, width and height of a text that the field has cleaned."""
        length, width, height = map(int, re.findall(r"\d+", text)) if text else (0, 0, 0)
        return length, width, height

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        found = _SIDES.fullmatch(typed)
        return self.shown(*map(int, found.groups())) if found else typed

    def validate(self, value: Any) -> None:
        super().validate(value)
        found = _SIDES.fullmatch(value)
        if value and not (found and all(0 < int(side) <= LONGEST_SIDE for side in found.groups())):
            raise forms.ValidationError(
                _("Enter three whole numbers of millimetres, such as 300×200×100, each up to 10 000.")
            )


class PictureChooser(AdminImageChooser):
    """Wagtail's chooser, small enough for a row of a table.

    `known` holds the pictures that may be shown, so that no row asks for its own.
    """

    template_name = "products/staff/picture_chooser.html"
    choose_one_text = _("Choose a picture")
    choose_another_text = _("Another picture")
    clear_choice_text = _("No picture")

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.known: Mapping[int, ShopImage] = {}

    def get_instance(self, value: Any) -> ShopImage | None:
        key = str(value)
        return self.known.get(int(key)) if key.isascii() and key.isdigit() else None


class PictureField(forms.IntegerField):
    """The key of a picture; whether there is such a one is the service's to say, for all rows in one query."""

    widget = PictureChooser

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def _with_point(text: str) -> str:
    """Return the number with a point, or the text as it is when it cannot be told which sign ends the whole units."""
    bare = "".join(text.split())
    if "," in bare and "." in bare:
        thousands = "," if bare.rindex(",") < bare.rindex(".") else "."
        bare = bare.replace(thousands, "")
    return bare.replace(",", ".") if bare.count(",") == 1 else bare
