"""Forms in which two people may meet: each remembers what it was opened on (DESIGN 1.2)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format, localize_input
from django.utils.translation import gettext as _


class MeetingForm(forms.Form):
    """A form that sends what it was opened on beside what was typed, so that both can be told from what is stored now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def settle(self) -> None:
        """Keep what this person typed, show what somebody else wrote, and say beside each field which is which.

        A field that this person left alone takes the stored value; where both wrote, the typed one stays and the stored
        one is named. A field about which nothing is known (no initial value was sent) counts as typed in.
        """
        # A copy: what was posted is not ours to change.
        self.data = self.data.copy()
        for name, field in self.fields.items():
            bound = self[name]
            stored = bound.initial
            opened = self.data.get(bound.html_initial_name)
            typed = bound.data
            known = bound.html_initial_name in self.data
            if known and not field.has_changed(stored, opened):
                continue
            if known and not field.has_changed(self._as_value(field, opened), typed):
                self.data[bound.html_name] = self._as_typed(field, stored)
                bound.note = _("Changed by somebody else meanwhile.")
            elif field.has_changed(stored, typed):
                bound.note = _("Stored now: %(value)s") % {"value": shown(field, stored)}
            self.data[bound.html_initial_name] = self._as_typed(field, stored)

    @staticmethod
    def _as_value(field: forms.Field, text: Any) -> Any:
        try:
            return field.to_python(text)
        except forms.ValidationError:
            return text

    @staticmethod
    def _as_typed(field: forms.Field, value: Any) -> str:
        """Return the value as the field's own input would send it."""
        prepared = field.prepare_value(value)
        if prepared is None:
            return ""
        return str(localize_input(prepared)) if field.localize else str(prepared)


def shown(field: forms.Field, value: Any) -> str:
    """Return a stored value as a person reads it."""
    if value is None or value == "":
        return _("nothing")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    return str(localize_input(value)) if field.localize else str(value)
