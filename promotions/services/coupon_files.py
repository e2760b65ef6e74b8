"""Codes as a file: read and checked before anything is made; written for those who send them out."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.spreadsheets import without_formula
from products.importers.readers.encoding import Line, table
from products.importers.records import UnreadableFile
from promotions.codes import MOST_SIGNS, is_code
from promotions.models import Coupon
from promotions.services.coupons import MOST_AT_ONCE, CouponSpec, taken_places

COLUMNS = ("code", "limit", "made_for")
_BATCH_SIGNS = 80


@dataclass(frozen=True)
class CheckedRow:
    """A line of the file: what would be made of it, or why nothing."""

    number: int
    code: str
    spec: CouponSpec | None
    problem: str = ""


@dataclass(frozen=True)
class CheckedFile:
    rows: tuple[CheckedRow, ...]

    @property
    def specs(self) -> list[CouponSpec]:
        return [row.spec for row in self.rows if row.spec]

    @property
    def wrong(self) -> list[CheckedRow]:
        return [row for row in self.rows if not row.spec]


def check_codes(content: bytes) -> CheckedFile:
    """Say what would become of each line of a CSV with the columns code, limit and made_for; nothing is made.

    Raises UnreadableFile for a file that is none, or that holds too many lines.
    """
    lines = table(content, expected=COLUMNS).lines
    if len(lines) > MOST_AT_ONCE:
        words = _("The file has more than %(most)d lines. Split it.")
        raise UnreadableFile(words % {"most": MOST_AT_ONCE})
    cells = [{name.casefold(): cell for name, cell in line.cells.items()} for line in lines]
    typed = [row.get("code", "") for row in cells]
    taken = taken_places(typed)
    return CheckedFile(
        tuple(
            _checked(line, row, is_taken=place in taken)
            for place, (line, row) in enumerate(zip(lines, cells, strict=True))
        )
    )


def _checked(line: Line, row: dict[str, str], *, is_taken: bool) -> CheckedRow:
    code, limit, batch = row.get("code", ""), row.get("limit", ""), row.get("made_for", "")
    problem = ""
    if not code:
        problem = _("There is no code.")
    elif not is_code(code):
        problem = _("A code has up to %(most)d letters, digits, hyphens and underscores.") % {
            "most": MOST_SIGNS
        }
    elif is_taken:
        problem = _("This code exists already, or stands twice in the file.")
    elif limit and not (limit.isascii() and limit.isdigit() and 0 < int(limit) < 1_000_000_000):
        problem = _("The limit must be a whole number from 1 on, or empty.")
    elif len(batch) > _BATCH_SIGNS:
        problem = _("“Made for” has up to %(most)d signs.") % {"most": _BATCH_SIGNS}
    spec = None if problem else CouponSpec(code=code, limit=int(limit) if limit else None, batch=batch)
    return CheckedRow(number=line.number, code=code[:60], spec=spec, problem=problem)


def error_file(rows: Iterable[CheckedRow]) -> str:
    """Return a CSV of the lines that cannot be taken, each with its reason."""
    return _csv([("line", "code", "problem"), *((row.number, row.code, row.problem) for row in rows)])


def code_lines(coupons: Iterable[Coupon]) -> Iterator[str]:
    """Yield the lines of a CSV of codes, with how often each was used and whether it is in use."""
    yield _csv([("code", "limit", "made_for", "used", "archived")])
    for coupon in coupons:
        archived = "yes" if coupon.archived_at else ""
        yield _csv([(coupon.code, coupon.limit or "", coupon.batch, coupon.used, archived)], mark=False)


def _csv(rows: Iterable[Sequence[object]], *, mark: bool = True) -> str:
    out = io.StringIO()
    # So that a Bulgarian Excel knows the encoding.
    out.write("\ufeff" if mark else "")
    csv.writer(out, lineterminator="\r\n").writerows([without_formula(cell) for cell in row] for row in rows)
    return out.getvalue()
