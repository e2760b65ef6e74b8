"""What the Wagtail admin gets from the checkout."""

from django.urls import URLPattern
from wagtail import hooks

from checkout.staff import preview


@hooks.register("register_admin_urls")
def preview_urls() -> list[URLPattern]:
    return preview.urlpatterns
