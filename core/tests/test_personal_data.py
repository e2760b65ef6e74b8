from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from core.personal_data import PersonalData, register, registered

# Columns that hold data about people wherever they turn up, besides e-mail addresses and network addresses.
TELLING_NAMES = {
    *("phone", "first_name", "last_name", "recipient", "address_line1", "postcode"),
    *("actor_id", "actor_label", "username", "user_agent", "draft", "payload"),
}
# The company's own data and what belongs to no person.
NOT_ABOUT_PEOPLE = {
    ("core.shopsettings", "email"),
    ("core.shopsettings", "phone"),
    ("core.shopsettings", "staff_email"),
}
OTHERS = {"axes"}


def columns_about_people() -> set[tuple[str, str]]:
    """Every such column of the shop's own models and of the packages that note who came from where."""
    found = set()
    for model in apps.get_models():
        own = Path(apps.get_app_config(model._meta.app_label).path).parent == Path(settings.BASE_DIR)
        if not own and model._meta.app_label not in OTHERS:
            continue
        for field in model._meta.concrete_fields:
            telling = (
                isinstance(field, models.EmailField | models.GenericIPAddressField)
                or field.name in TELLING_NAMES
            )
            if telling:
                found.add((model._meta.label_lower, field.name))
    return found - NOT_ABOUT_PEOPLE


def test_every_column_about_people_is_in_the_register():
    in_register = {(entry.model.lower(), field) for entry in registered() for field in entry.fields}

    # these tables stay empty: nothing but the log of wrong passwords at sign-in writes there, and it is off
    assert settings.AXES_ENABLE_ACCESS_FAILURE_LOG is False
    missing = {
        column for column in columns_about_people() - in_register if column[0] != "axes.accessfailurelog"
    }
    assert missing == set()
    assert ("orders.order", "email") in in_register


def test_the_command_prints_table_columns_reason_and_time():
    out = StringIO()
    call_command("personal_data", stdout=out, no_color=True)

    text = out.getvalue()
    assert (
        "core.AuditEntry\n  columns  actor_id, actor_label\n  why      To know which member of staff" in text
    )
    assert "  kept     For ever: the entries can be neither altered nor deleted." in text


def test_a_table_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register(PersonalData("orders.Order", ("email",), "again", "for ever"))


def test_an_entry_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="must be said"):
        PersonalData("orders.Order", ("email",), "", "for ever")
