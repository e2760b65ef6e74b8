from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.management import call_command
from django.db import models

from accounts.models import User
from core.personal_data import PersonalData, register, registered
from core.tests.about_nobody import ABOUT_NOBODY

OTHERS = {"axes"}
TEXTS = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField, models.FileField)


def may_be_about_people(field: models.Field) -> bool:
    """Whether anything could be written there: text that is not from a list, a table, a file, or a link to a user."""
    if field.is_relation:
        return field.related_model is User
    if field.name in ("actor_id", "correlation_id"):
        return field.name == "actor_id"
    return isinstance(field, (*TEXTS, ArrayField)) and not field.choices


def columns_to_account_for() -> set[str]:
    """Every such column of the shop's own models and of the packages that note who came from where."""
    found = set()
    for model in apps.get_models():
        own = Path(apps.get_app_config(model._meta.app_label).path).parent == Path(settings.BASE_DIR)
        if own or model._meta.app_label in OTHERS:
            fields = [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
            found |= {f"{model._meta.label}.{field.name}" for field in fields if may_be_about_people(field)}
    return found


def test_every_column_is_in_the_register_or_said_to_be_about_nobody():
    in_register = {f"{entry.model}.{name}" for entry in registered() for name in entry.fields}
    there = columns_to_account_for()

    # these tables stay empty: nothing but the log of wrong passwords at sign-in writes there, and it is off
    assert settings.AXES_ENABLE_ACCESS_FAILURE_LOG is False
    unaccounted = {
        column for column in there - in_register - ABOUT_NOBODY if "AccessFailureLog" not in column
    }
    assert unaccounted == set()
    # Neither list may say of a column what the other denies, nor speak of one that is gone.
    assert in_register & ABOUT_NOBODY == set()
    assert there >= ABOUT_NOBODY


@pytest.mark.parametrize(
    "column",
    [
        *("orders.Order.buyer_name", "orders.Order.gift_message", "orders.Order.vat_check"),
        *("orders.Order.company_number", "orders.OrderLine.note", "orders.Payment.request"),
        *("checkout.Cart.draft", "checkout.Cart.vat_number", "checkout.CartLine.gift_message"),
        *("accounts.Address.company_person", "promotions.Redemption.person", "taxes.NumberCheck.answer"),
    ],
)
def test_what_a_checkout_asks_for_is_in_the_register(column):
    assert column in {f"{entry.model}.{name}" for entry in registered() for name in entry.fields}


def test_the_command_prints_table_columns_reason_and_time():
    out = StringIO()
    call_command("personal_data", stdout=out, no_color=True)

    text = out.getvalue()
    assert (
        "core.AuditEntry\n  columns  actor_id, actor_label, object_label, changes, reason\n  why      To know which member of staff"
        in text
    )
    assert "  kept     For ever: the entries can be neither altered nor deleted." in text


def test_a_table_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register(PersonalData("orders.Order", ("email",), "again", "for ever"))


def test_an_entry_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="must be said"):
        PersonalData("orders.Order", ("email",), "", "for ever")
