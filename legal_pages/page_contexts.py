"""What the template of a legal page gets."""

from typing import Any

from django.http import HttpRequest

from core.pages import provides_context
from legal_pages.models import LegalPage
from products.selectors import showcase


@provides_context(LegalPage)
def legal_page(page: LegalPage, request: HttpRequest) -> dict[str, Any]:
    """Give the showcase of the blocks below the text."""
    return {"showcase": showcase(page.more, page.language)}
