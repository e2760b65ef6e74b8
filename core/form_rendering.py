"""Django's own controls, written without its templates.

A form of forty fields is rendered through more than a hundred small templates; that took longer than the rest of the checkout. What
comes out here is the same to the letter (core/tests/test_form_rendering.py compares); every other template is left to Django.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def _attributes(attrs: Mapping[str, Any]) -> str:
    """Return them as they stand in a tag: True as a name alone, False not at all."""
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(widget: Mapping[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attributes(widget["attrs"])}>\n'


def _textarea(widget: Mapping[str, Any]) -> str:
    name, attrs = conditional_escape(widget["name"]), _attributes(widget["attrs"])
    return f'<textarea name="{name}"{attrs}>\n{conditional_escape(widget["value"] or "")}</textarea>\n'


def _select(widget: Mapping[str, Any]) -> str:
    options = "".join(
        f'\n  <option value="{conditional_escape(str(option["value"]))}"{_attributes(option["attrs"])}>'
        f"{conditional_escape(option['label'])}</option>\n"
        for _group, choices, _index in widget["optgroups"]
        for option in choices
    )
    return f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>{options}\n</select>\n'


_CONTROLS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    f"django/forms/widgets/{name}.html": _input
    for name in ("checkbox", "email", "hidden", "input", "number", "text")
}
_CONTROLS["django/forms/widgets/textarea.html"] = _textarea
_CONTROLS["django/forms/widgets/select.html"] = _select


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Tell whether a list of choices is without groups, and its options are Django's."""
    return all(
        not group and all(option["template_name"].endswith("/select_option.html") for option in choices)
        for group, choices, _index in widget.get("optgroups", ())
    )


class ShopRenderer(DjangoTemplates):
    """Setting FORM_RENDERER."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        control = _CONTROLS.get(template_name)
        widget = context.get("widget")
        if control is None or widget is None or not _is_plain(widget):
            return super().render(template_name, context, request=request)
        return SafeString(control(widget).strip())  # every value above is escaped
