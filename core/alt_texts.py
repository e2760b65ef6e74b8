"""What a text alternative must not be: https://www.w3.org/WAI/tutorials/images/ (WCAG 2.2, 1.1.1)."""

import re
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.uploads import IMAGE_FORMATS

# What cameras and programs call a file: IMG_2041, DSC00012, Screenshot 2026-11-24, 20261124_101500.
_FILE_NAME = re.compile(
    r"(?:img|dsc|dscn|pxl|screenshot|image|photo|снимка|untitled)?[\s_\-.]*\d[\d\s_\-.:]*$"
)
_SAYS_NOTHING = frozenset(
    "image images picture photo photograph img pic graphic "
    "снимка снимки картина картинка изображение фото фотография".split()
)
_SHORTEST = 3


def validate_alt_text(text: str) -> None:
    """Refuse a text that tells nobody what the picture shows: a file name, a number, the word "picture"."""
    words = text.strip().casefold()
    is_file = PurePath(words).suffix.removeprefix(".") in IMAGE_FORMATS or _FILE_NAME.fullmatch(words)
    if is_file or words in _SAYS_NOTHING or len(words) < _SHORTEST:
        raise ValidationError(
            _("Say in a few words what the picture shows: a file name, a number or “picture” tells nobody."),
            code="says_nothing",
        )
