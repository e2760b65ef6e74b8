"""What whoever imports may choose; kept on the import as JSON, so that a restarted worker goes on with the same."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class ImportOptions:
    """`prices_since` is the merchant's word that the regular prices of the file have been asked for since that day."""

    # Nothing is kept of a dry run but its report.
    dry_run: bool = False
    # The language of the file's texts; pages are made in it.
    language: str = "bg"
    # The category page under which the file's category paths are made; the home page where it is None.
    category_id: int | None = None
    # Marks products without safety facts as exempt from them, for this reason.
    gpsr_exempt_reason: str = ""
    # A folder with the pictures that the file names (absolute path; for the command and unpacked uploads).
    images_dir: str = ""
    prices_since: date | None = None
    # Publish what the file calls published and what has all that publishing needs; False leaves drafts.
    publish: bool = True

    def to_json(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "prices_since": self.prices_since.isoformat() if self.prices_since else None}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ImportOptions":
        """Read what to_json wrote; names that are not known any more are passed over."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        since = known.get("prices_since")
        return cls(**{**known, "prices_since": date.fromisoformat(since) if since else None})
