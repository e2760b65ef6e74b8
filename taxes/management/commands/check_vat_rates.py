"""`manage.py check_vat_rates`: does our table agree with the Commission's? It only looks."""

from datetime import date
from decimal import Decimal
from typing import Any

import eu_vat_rates_data
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from taxes.comparison import Listed, differences


class Command(BaseCommand):
    help = (
        "Compares the VAT rates that are in force with eu-vat-rates-data (the Commission's TEDB). Prints every difference "
        "with both sources and ends with 1 when there is one. Changes nothing: a new rate is a new row, added by staff."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day to look at (YYYY-MM-DD), else today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what differs."""
        on = options["on"] or timezone.localdate()
        listed = {
            code: Listed(
                standard=_exact(rate["standard"]),
                reduced=tuple(
                    _exact(each)
                    for each in (*rate["reduced"], rate["super_reduced"], rate["parking"])
                    if each is not None
                ),
            )
            for code, rate in eu_vat_rates_data.get_all_rates().items()
        }
        found = differences(listed, on)
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(
                f"{len(found)} differences from eu-vat-rates-data {eu_vat_rates_data.data_version} on {on}.",
                returncode=1,
            )
        self.stdout.write(f"No difference from eu-vat-rates-data {eu_vat_rates_data.data_version} on {on}.")


def _exact(rate: float) -> Decimal:
    """The package holds floats; their shortest form is what the Commission wrote."""
    return Decimal(str(rate))
