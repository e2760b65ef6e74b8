"""Columns that the shop's own lists in the Wagtail admin share."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from wagtail.admin.ui.tables import Column


class MoneyColumn(Column):
    """A sum in EUR."""

    cell_template_name = "staff/money_cell.html"

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, **{"classname": "desk-money", **options})


class MomentColumn(Column):
    """Day and time in the shop's zone, to be read aloud on the phone; Wagtail's own column says how long ago it was."""

    cell_template_name = "staff/moment_cell.html"


class TagColumn(Column):
    """A state in words, in the colour of what it asks for: todo, wait, done, quiet or alarm."""

    cell_template_name = "staff/tag_cell.html"

    def __init__(
        self, name: str, *, tone: Callable[[Any], str], also: Callable[[Any], str] | None = None, **options
    ):
        super().__init__(name, **options)
        self.tone = tone
        self.also = also

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["tone"] = self.tone(instance)
        context["also"] = self.also(instance) if self.also else ""
        return context


class TwoLineColumn(Column):
    """A value with a smaller line below it."""

    cell_template_name = "staff/two_line_cell.html"

    def __init__(self, name: str, *, below: Callable[[Any], str], **options: Any) -> None:
        super().__init__(name, **options)
        self.below = below

    def get_cell_context_data(self, instance: Model, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["below"] = self.below(instance)
        return context
