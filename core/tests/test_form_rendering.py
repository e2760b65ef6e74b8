"""Controls come out as Django's own templates write them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from core.form_rendering import ShopRenderer

CHOICES = [("", "—"), ("BG", "България"), ("<", "a & b"), (5, mark_safe("<b>five</b>"))]
GROUPS = [("Europe", [("BG", "България")]), ("US", "USA")]
ATTRS = {"class": "input", "required": True, "hidden": False, "data-x": '"<&>"', "rows": 3}


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(ATTRS), 'Ана & "Со" <script>'),
        (forms.TextInput(ATTRS), None),
        (forms.TextInput(ATTRS), ""),
        (forms.TextInput({"type": "tel"}), 12345),
        (forms.EmailInput(ATTRS), "a@example.com"),
        (forms.NumberInput({"min": 1}), 0),
        (forms.HiddenInput(), "12.50"),
        (forms.CheckboxInput(ATTRS), True),
        (forms.CheckboxInput(), False),
        (forms.Textarea(ATTRS), "one\ntwo </textarea>"),
        (forms.Textarea(ATTRS), None),
        (forms.Select(ATTRS, choices=CHOICES), "BG"),
        (forms.Select(choices=CHOICES), "<"),
        (forms.Select(choices=[]), None),
        (forms.Select(choices=GROUPS), "US"),
        (forms.RadioSelect(choices=CHOICES), 5),
        (forms.DateInput(), "2026-11-24"),
    ],
)
def test_a_control_is_written_to_the_letter(widget, value):
    ours = widget.render("field<1>", value, attrs={"id": "id_field"}, renderer=ShopRenderer())
    assert ours == widget.render("field<1>", value, attrs={"id": "id_field"}, renderer=DjangoTemplates())


def test_a_whole_form_is_the_same():
    class Form(forms.Form):
        name = forms.CharField(help_text="<b>help</b>")
        note = forms.CharField(widget=forms.Textarea, required=False)
        country = forms.ChoiceField(choices=CHOICES)

    typed = {"name": "", "note": "<>", "country": "BG"}
    assert Form(typed, renderer=ShopRenderer()).as_p() == Form(typed, renderer=DjangoTemplates()).as_p()
