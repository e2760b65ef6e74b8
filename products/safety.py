"""What must stand on an offer before its page may be published: pure rules.

Regulation (EU) 2023/988 (GPSR) art. 19: manufacturer, responsible person in the EU, a picture, warnings in the shopper's
language. A product that the regulation does not cover (art. 2: an antique, a thing to be repaired) is marked exempt.
"""

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from products.models.product import Product


class Missing(TextChoices):
    """What keeps a page from being published; the history of a page holds the values."""

    GOODS = "goods", _("something to sell (a variant with a price, of a product that is not archived)")
    MANUFACTURER = "manufacturer", _("the manufacturer")
    RESPONSIBLE_PERSON = (
        "responsible_person",
        _("the responsible person in the EU, because the manufacturer is outside it"),
    )
    WARNINGS_BG = "warnings_bg", _("the warnings in Bulgarian, or the tick that none are needed")
    WARNINGS_EN = "warnings_en", _("the warnings in English, or the tick that none are needed")
    PICTURE = "picture", _("a picture")


def missing_facts(product: "Product", language: str) -> list[Missing]:
    """Return which safety facts the product lacks for a page in this language; none for an exempt one."""
    if product.gpsr_exempt_reason:
        return []
    found = []
    if product.manufacturer is None:
        found.append(Missing.MANUFACTURER)
    elif product.manufacturer.needs_responsible_person and product.responsible_person is None:
        found.append(Missing.RESPONSIBLE_PERSON)
    english = language.startswith("en")
    warnings = product.warnings_en if english else product.warnings_bg
    if not (product.no_warnings or warnings.strip()):
        found.append(Missing.WARNINGS_EN if english else Missing.WARNINGS_BG)
    return found


def in_words(missing: list[Missing]) -> str:
    """Return what is missing as one line in the active language."""
    return "; ".join(str(one.label) for one in missing)
