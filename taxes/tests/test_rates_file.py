"""The data file, the migration that reads it, and the command that compares the table with the Commission's."""

import json
from datetime import date
from decimal import Decimal
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from taxes.models import VatRate
from taxes.territories import MEMBER_STATES

pytestmark = pytest.mark.django_db
FILE = Path(__file__).parent.parent / "data" / "vat_rates.json"
migration = import_module("taxes.migrations.0004_rates_with_dates")


def rate_of(country, vat_class="standard", region=""):
    return VatRate.objects.get(country=country, vat_class=vat_class, region=region)


def check(**options):
    out = StringIO()
    call_command("check_vat_rates", stdout=out, **options)
    return out.getvalue()


def test_the_file_has_a_standard_and_a_zero_rate_for_every_member_state():
    rows = json.loads(FILE.read_text(encoding="utf-8"))["rates"]
    whole = {(row["country"], row["class"]) for row in rows if "region" not in row}

    assert whole == {
        *((code, "standard") for code in MEMBER_STATES),
        *((code, "zero") for code in MEMBER_STATES),
        ("BG", "reduced"),
    }


@pytest.mark.parametrize(
    "country, rate, since",
    [
        ("EE", "24", "2025-07-01"),
        ("RO", "21", "2025-08-01"),
        ("SK", "23", "2025-01-01"),
        ("BG", "20", "2026-01-01"),
    ],
)
def test_rates_that_changed_lately_have_their_true_first_day(country, rate, since):
    row = rate_of(country)

    assert (row.rate, row.valid_from, row.source) == (
        Decimal(rate),
        date.fromisoformat(since),
        "TEDB, 2026-09-29",
    )


def test_regions_are_there():
    assert rate_of("PT", region="azores").rate == 16
    assert rate_of("PT", region="madeira").rate == 22
    assert rate_of("AT", region="jungholz").rate == 19
    assert rate_of("GB", region="northern-ireland").rate == 20


def test_the_migration_leaves_alone_what_somebody_edited():
    VatRate.objects.filter(country="EE", vat_class="standard").update(
        rate=Decimal("26"), valid_from=date(2026, 1, 1), source="checked by hand"
    )
    VatRate.objects.filter(country="RO", vat_class="standard").update(valid_from=date(2026, 1, 1))
    VatRate.objects.create(country="SK", vat_class="standard", rate=Decimal(22), valid_from=date(2027, 1, 1))
    VatRate.objects.filter(country="SK", rate=23).update(valid_from=date(2026, 1, 1))
    VatRate.objects.filter(region="azores").delete()

    migration.add_rates(apps, None)

    assert (rate_of("EE").rate, rate_of("EE").valid_from) == (Decimal("26.00"), date(2026, 1, 1))
    assert rate_of("RO").valid_from == date(2025, 8, 1)
    slovak = VatRate.objects.filter(country="SK", vat_class="standard").order_by("valid_from")
    assert [row.valid_from for row in slovak] == [date(2026, 1, 1), date(2027, 1, 1)]
    assert rate_of("PT", region="azores").rate == 16


def test_the_rates_that_ship_agree_with_the_commission():
    assert "No difference" in check()


def test_every_difference_is_named_with_both_sources_and_nothing_is_written():
    VatRate.objects.filter(country="HU", vat_class="standard").update(rate=Decimal(26))
    VatRate.objects.filter(country="MT", vat_class="standard").delete()
    VatRate.objects.filter(region="madeira").update(rate=Decimal(21))
    VatRate.objects.create(
        country="FR", vat_class="reduced", rate=Decimal("5.50"), valid_from=date(2026, 1, 1)
    )
    VatRate.objects.create(
        country="DE", vat_class="reduced", rate=Decimal(8), valid_from=date(2026, 1, 1), source="a guess"
    )
    before = list(VatRate.objects.values_list())
    out = StringIO()

    with pytest.raises(CommandError, match=r"4 differences from eu-vat-rates-data \d{4}-") as raised:
        call_command("check_vat_rates", stdout=out)

    assert raised.value.returncode == 1
    assert out.getvalue().splitlines() == [
        "MT: no standard rate is in force; the other table has 18.0 %",
        "DE reduced: ours 8 % since 2026-01-01 (a guess); the other table has 7.0 %",
        "HU standard: ours 26 % since 2026-01-01 (TEDB, 2026-09-29); the other table has 27.0 %",
        "PT madeira standard: ours 21 % since 2026-01-01 (TEDB, 2026-09-29); the other table has 6.0 %, 13.0 %, 16.0 %, "
        "22.0 %, 6.0 %, 13.0 %",
    ]
    assert list(VatRate.objects.values_list()) == before


def test_a_change_that_is_yet_to_come_is_compared_on_its_day():
    VatRate.objects.create(country="BG", vat_class="standard", rate=Decimal(21), valid_from=date(2099, 1, 1))

    assert "No difference" in check()
    with pytest.raises(CommandError):
        check(on=date(2099, 1, 1))
