"""What the screens and the report of an import read."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from core.spreadsheets import without_formula
from products.models import CatalogueImport, ImportRow, ProductPicture

State = CatalogueImport.State
TONES = {
    ImportRow.Outcome.CREATED: "done",
    ImportRow.Outcome.UPDATED: "done",
    ImportRow.Outcome.UNCHANGED: "quiet",
    ImportRow.Outcome.SKIPPED: "wait",
    ImportRow.Outcome.WRONG: "alarm",
}
STATE_TONES = {
    State.UPLOADED: "wait",
    State.QUEUED: "wait",
    State.RUNNING: "wait",
    State.DONE: "done",
    State.FAILED: "alarm",
    State.CANCELED: "quiet",
}


@dataclass(frozen=True)
class OutcomeCount:
    value: str
    label: str
    count: int
    tone: str


def is_under_way(job: CatalogueImport) -> bool:
    return job.state in (State.UPLOADED, State.QUEUED, State.RUNNING)


def outcome_counts(job: CatalogueImport) -> list[OutcomeCount]:
    """Return how many products had which outcome; one query."""
    found = dict(job.rows.order_by().values_list("outcome").annotate(Count("pk")))
    return [
        OutcomeCount(outcome.value, str(outcome.label), found.get(outcome.value, 0), TONES[outcome])
        for outcome in ImportRow.Outcome
    ]


def picture_counts(job: CatalogueImport) -> dict[str, int]:
    """Return how many pictures of an import are waiting, had and failed."""
    found = dict(job.pictures.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: found.get(state.value, 0) for state in ProductPicture.State}


def missing_pictures(job: CatalogueImport) -> QuerySet[ProductPicture]:
    """Return the pictures that are not to be had, with why."""
    failed = job.pictures.filter(state=ProductPicture.State.FAILED)
    return failed.select_related("product").order_by("product__name", "position", "pk")


class _Line:
    """What csv.writer writes to: it gives the line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def report_lines(job: CatalogueImport) -> Iterator[str]:
    """Return the report as lines of CSV: one per product, then one per picture that is not to be had.

    What is said is translated here and not when the lines are sent: by then the language of who asks is forgotten.
    """
    heads = [str(head) for head in (_("Line"), _("Key"), _("Product"), _("Outcome"), _("Why"))]
    outcomes = {outcome.value: str(outcome.label) for outcome in ImportRow.Outcome}
    return _lines(job, heads, outcomes, str(ProductPicture.State.FAILED.label))


def _lines(job: CatalogueImport, heads: list[str], outcomes: dict[str, str], failed: str) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\r\n")
    # The mark tells a Bulgarian Excel the encoding.
    yield "\ufeff" + writer.writerow(heads)
    for row in job.rows.iterator(chunk_size=500):
        cells = [str(row.line), row.key, row.title, outcomes[row.outcome], " ".join(row.messages)]
        yield writer.writerow([without_formula(cell) for cell in cells])
    for picture in missing_pictures(job).iterator(chunk_size=500):
        cells = ["", picture.source, picture.product.name, failed, picture.problem]
        yield writer.writerow([without_formula(cell) for cell in cells])
