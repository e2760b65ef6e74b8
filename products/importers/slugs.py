"""Addresses made of titles: Bulgarian in Latin letters as the law writes it."""

from anyascii import anyascii
from django.utils.text import slugify
from wagtail.coreutils import find_available_slug
from wagtail.models import Page

LONGEST = 120
# Закон за транслитерацията (ДВ 19/2009), чл. 4: the letters that do not read like their neighbours in other tables.
_LETTERS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъьюя",
        "a b v g d e zh z i y k l m n o p r s t u f h ts ch sh sht a y yu ya".split(),
        strict=True,
    )
)


def transliterate(text: str) -> str:
    """Return a text in small Latin letters; a word that ends in -ия ends in -ia (чл. 6)."""
    words = []
    for word in text.casefold().split():
        stem, ending = (word[:-2], "ia") if word.endswith("ия") else (word, "")
        words.append("".join(_LETTERS.get(letter, letter) for letter in stem) + ending)
    return anyascii(" ".join(words))


def free_slug(parent: Page, wanted: str, *, fallback: str) -> str:
    """Return a slug that no page below `parent` has, made of the wanted words."""
    slug = slugify(transliterate(wanted))[:LONGEST].strip("-")
    return find_available_slug(parent, slug or slugify(transliterate(fallback)) or "product")
