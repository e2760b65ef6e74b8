"""Fields that ask for a person, an address or a number, wherever a shopper is asked."""

from typing import Any

from django import forms

from core.addresses import one_line


class OneLineField(forms.CharField):
    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")


def text_input(autocomplete: str, **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "input", "autocomplete": autocomplete, **attrs})


def phone_input(autocomplete: str) -> forms.TextInput:
    return forms.TextInput(
        attrs={"class": "input", "type": "tel", "autocomplete": autocomplete, "inputmode": "tel"}
    )
