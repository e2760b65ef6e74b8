"""Print the register of personal data."""

from typing import Any

from django.core.management.base import BaseCommand

from core.personal_data import registered


class Command(BaseCommand):
    help = "Print what is held about people: table, columns, why, and for how long (GDPR art. 30)."

    def handle(self, *args: Any, **options: Any) -> None:
        for entry in registered():
            self.stdout.write(self.style.MIGRATE_HEADING(entry.model))
            self.stdout.write(f"  columns  {', '.join(entry.fields)}")
            self.stdout.write(f"  why      {entry.purpose}")
            self.stdout.write(f"  kept     {entry.kept}")
