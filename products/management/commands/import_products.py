"""Move a catalogue in from a file of another shop, or of this one."""

import csv
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _
from tqdm import tqdm

from core.actors import Actor
from core.spreadsheets import without_formula
from products.importers.options import ImportOptions
from products.importers.runner import create_import, run_import
from products.models import CatalogueImport, CategoryPage, ImportRow

ACTOR = Actor("system", label="import_products")


class Command(BaseCommand):
    help = "Import products from a CSV of Shopify or WooCommerce, or from Vitrina's own CSV or XLSX."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=CatalogueImport.Format.values)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and keep nothing")
        parser.add_argument("--images", type=Path, help="folder with the pictures that the file names")
        parser.add_argument(
            "--gpsr-exempt", default="", metavar="REASON", help="mark products without safety facts as exempt"
        )
        parser.add_argument(
            "--prices-since",
            type=date.fromisoformat,
            metavar="DATE",
            help="since when the file's regular prices have been asked (your word, for the lowest price of 30 days)",
        )
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=languages)
        parser.add_argument("--category", metavar="ID-OR-SLUG", help="the category that the file's go below")
        parser.add_argument("--draft", action="store_true", help="publish nothing")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write the report as CSV as well")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        # Staff's language: what the admin's report is written in as well.
        with translation.override(settings.LANGUAGE_CODE), path.open("rb") as file:
            job = create_import(
                file=file,
                file_name=path.name,
                format=options["format"],
                options=_options(options),
                actor=ACTOR,
            )
            self._say_notices(job)
            if job.state == CatalogueImport.State.FAILED:
                raise CommandError(_("The file cannot be read."))
            job = self._run(job)
            if options["report"]:
                _write_report(job, options["report"])
            self._sum_up(job)
        if job.state != CatalogueImport.State.DONE or job.rows.filter(outcome=Outcome.WRONG).exists():
            sys.exit(1)

    def _run(self, job: CatalogueImport) -> CatalogueImport:
        told = 0
        with tqdm(total=job.total, unit=" products", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

            def progress(now: CatalogueImport) -> None:
                nonlocal told
                for row in now.rows.filter(position__gte=told):
                    tqdm.write(_line(row), file=self.stdout)  # type: ignore[arg-type]
                told = now.done
                bar.update(now.done - bar.n)

            return run_import(job.pk, on_progress=progress)

    def _say_notices(self, job: CatalogueImport) -> None:
        for notice in job.notices:
            self.stderr.write(notice)

    def _sum_up(self, job: CatalogueImport) -> None:
        job.refresh_from_db()
        counts = {label: job.rows.filter(outcome=value).count() for value, label in Outcome.choices}
        self.stdout.write(" · ".join(f"{label}: {count}" for label, count in counts.items()))
        if waiting := job.pictures.filter(state="waiting").count():
            words = _(
                "%(count)d pictures are fetched by the worker; the report in the admin says what became of them."
            )
            self.stdout.write(words % {"count": waiting})


Outcome = ImportRow.Outcome


def _options(typed: dict[str, Any]) -> ImportOptions:
    images: Path | None = typed["images"]
    if images is not None and not images.is_dir():
        raise CommandError(f"There is no folder {images}.")
    return ImportOptions(
        dry_run=typed["dry_run"],
        language=typed["language"],
        category_id=_category(typed["category"], typed["language"]) if typed["category"] else None,
        gpsr_exempt_reason=typed["gpsr_exempt"],
        images_dir=str(images.resolve()) if images else "",
        prices_since=typed["prices_since"],
        publish=not typed["draft"],
    )


def _category(wanted: str, language: str) -> int:
    """Return the id of the category with this id or slug in the language of the file."""
    found = CategoryPage.objects.filter(locale__language_code=language)
    found = found.filter(pk=int(wanted)) if wanted.isdigit() else found.filter(slug=wanted)
    ids = list(found.values_list("pk", flat=True)[:2])
    if len(ids) != 1:
        raise CommandError(
            f"{'No' if not ids else 'More than one'} category is called {wanted!r} in {language!r}."
        )
    return ids[0]


def _line(row: ImportRow) -> str:
    said = f" – {' '.join(row.messages)}" if row.messages else ""
    return f"{row.line:>6}  {row.get_outcome_display():<10}  {row.title}{said}"


def _write_report(job: CatalogueImport, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([_("line"), _("key"), _("title"), _("outcome"), _("messages")])
        for row in job.rows.iterator(chunk_size=500):
            cells = [row.line, row.key, row.title, row.get_outcome_display(), " ".join(row.messages)]
            writer.writerow([without_formula(cell) for cell in cells])
