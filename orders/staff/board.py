"""The first screen of the admin: what the desk has to do."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.ui.components import Component

from orders.staff.work import counted


class OrderBoard(Component):
    """How many orders wait for what, each a link to them, and a search for what a caller remembers."""

    name = "orders"
    template_name = "orders/staff/board.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        index = reverse("orders:index")
        return {
            "index_url": index,
            "views": [
                {
                    "label": view.label,
                    "count": count,
                    "url": f"{index}?view={view.name}",
                    "alarm": view.alarm and count,
                }
                for view, count in counted()
            ],
        }


def add_board(request: HttpRequest, panels: list[Component]) -> None:
    """Put the board on the first screen of those who may see orders."""
    if request.user.has_perm("orders.view_order"):
        panels.insert(0, OrderBoard())
