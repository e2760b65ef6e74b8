"""The shop's icons; templates use them through components/icon.html."""

from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """Show the drawing components/icons/<name>.html; it is read once for each class that it is shown with."""
    return _drawn(name, css_class or "")


@cache
def _drawn(name: str, css_class: str) -> SafeString:
    return render_to_string(f"components/icons/{name}.html", {"class": css_class})
