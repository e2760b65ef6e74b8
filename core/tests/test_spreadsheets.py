"""Cells that a spreadsheet does not run."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.conf import settings
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from core.spreadsheets import escaped, unescaped, without_formula

FORMULAS = ["=1+1", "+1+1", "-5 °C", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "="]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_somebody_typed_as_a_formula_becomes_text(text):
    assert without_formula(text) == escaped(text) == f"'{text}"


@pytest.mark.parametrize("written", ["+359888123456", "Чаша", "", "1=1", "'90", -5, Decimal("-2.50"), None])
def test_phone_numbers_numbers_and_words_stay_as_they_are(written):
    assert without_formula(written) == written


@pytest.mark.parametrize("text", [*FORMULAS, "+359", "'90", "'=x", "'", "''", "plain", ""])
def test_an_escaped_cell_comes_back(text):
    assert unescaped(escaped(text)) == text


def test_an_apostrophe_that_escapes_nothing_stays():
    assert unescaped("'90s") == "'90s"


def test_every_list_of_the_shop_that_can_be_taken_along_is_guarded():
    import_module(settings.ROOT_URLCONF)
    views = [view for view in _subclasses(SpreadsheetExportMixin) if _is_ours(view) and view.list_export]

    assert {view.__name__ for view in views} >= {
        "OrderIndexView",
        "PictureReportView",
        "PriceLedgerView",
        "StockLedgerView",
    }
    assert {view.__name__: view().preprocess_field_value("x", "=1", "csv") for view in views} == {
        view.__name__: "'=1" for view in views
    }


def _subclasses(kind: type) -> set[type]:
    found = set(kind.__subclasses__())
    return found.union(*(_subclasses(each) for each in found))


def _is_ours(view: type) -> bool:
    return not view.__module__.startswith("wagtail")
