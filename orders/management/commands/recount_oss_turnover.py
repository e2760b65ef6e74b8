"""`manage.py recount_oss_turnover [YEAR …]`: counts sales to consumers in other states anew."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from orders.services.turnover import recount


class Command(BaseCommand):
    help = "Counts the sales to consumers in other EU states anew from the orders; without a year, this one and the last."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("years", nargs="*", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Recount and print each year."""
        this_year = timezone.localdate().year
        for year in options["years"] or (this_year - 1, this_year):
            self.stdout.write(f"{year}: EUR {recount(year)} without VAT")
