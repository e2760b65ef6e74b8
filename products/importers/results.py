"""What became of one product of a file."""

from dataclasses import dataclass, field

from products.models import ImportRow

Outcome = ImportRow.Outcome


class Refused(Exception):
    """This product cannot be taken; the message is for the report."""


@dataclass(frozen=True)
class RowResult:
    """`messages` are sentences for people; `product_id` is None where nothing was kept."""

    outcome: Outcome
    messages: tuple[str, ...] = ()
    product_id: int | None = None


@dataclass
class Report:
    """What is said and found while one product is written."""

    messages: list[str] = field(default_factory=list)
    changed: bool = False

    def say(self, words: str) -> None:
        if words not in self.messages:
            self.messages.append(words)
