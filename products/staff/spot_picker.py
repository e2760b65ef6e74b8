"""Spots of a picture are set by clicking on it; products/wagtail_hooks.py loads this module."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from products.blocks import ShoppablePictureBlock

# The chooser's own preview is too small to aim at.
PREVIEW = "max-1000x1000"
_ANY = 0


class ShoppablePictureAdapter(StructBlockAdapter):
    """Puts the picture with its spots into the block's form (static/js/admin/spot-picker.js)."""

    js_constructor = "products.ShoppablePictureBlock"

    def js_args(self, block: ShoppablePictureBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        picker = {
            "previewUrl": reverse("wagtailimages:preview", args=[_ANY, PREVIEW]),
            "label": _("Spots in the picture"),
            "add": _("Click on the picture to add a spot. Click on a number to move it."),
            "move": _("Click where spot %(number)s belongs, or move it with the arrow keys."),
            "full": _("The picture has as many spots as it can take."),
        }
        return [name, children, {**meta, "spotPicker": picker}]

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["js/admin/spot-picker.js"])


register(ShoppablePictureAdapter(), ShoppablePictureBlock)
