"""What Wagtail's own menus say that is of no use to the staff of a shop is left out."""

from django.http import HttpRequest
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.menu import MenuItem


def without_release_notes(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what is new in Wagtail: it speaks to developers."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]


def without_page_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out reports about pages, among them the one on translations, for who edits none."""
    if not user_has_any_page_permission(request.user):
        items.clear()
