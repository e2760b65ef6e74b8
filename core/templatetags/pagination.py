"""Page numbers of a long list, the ones far away left out."""

from collections.abc import Iterable

from django import template
from django.core.paginator import Page

register = template.Library()


@register.simple_tag
def page_numbers(page_obj: Page) -> Iterable[int | str]:
    """Return the numbers to show around the current page; gaps are the paginator's ellipsis."""
    return page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
