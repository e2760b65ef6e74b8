"""Pages of a long list."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property


class ShopPaginator(Paginator):
    """Reads a list that fits on one page in one query, and counts only what does not."""

    @cached_property
    def _first(self) -> list[Any]:
        return list(self.object_list[: self.per_page + 1])

    @cached_property
    def count(self) -> int:
        return len(self._first) if len(self._first) <= self.per_page else super().count

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        if number == 1:
            return Page(self._first[: self.per_page], 1, self)
        return super().page(number)
