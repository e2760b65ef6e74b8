"""The address of every page: Wagtail's pattern and name, with our way of finding the page."""

from django.urls import re_path
from wagtail.urls import serve_pattern

from home.serving import serve

urlpatterns = [re_path(serve_pattern, serve, name="wagtail_serve")]
