"""What the Wagtail admin gets from the foundations: pictures."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.staff.picture_report import report_item, report_urls
from core.staff.uploads import AddPicturesView


# Before Wagtail's own urls, which have the same address and keep its name (wagtailimages:add_multiple).
@hooks.register("register_admin_urls", order=-1)
def picture_urls() -> list[URLPattern]:
    return [path("images/multiple/add/", AddPicturesView.as_view()), *report_urls()]


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    return report_item()
