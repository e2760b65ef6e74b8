"""Compiles the .po files with polib, so that nobody needs gettext's programs to run the shop."""

from __future__ import annotations

import sys
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parents[2]
# The shop's own texts, and words of Django that the shop says otherwise.
FOLDERS = ("locale", "site/config/locale")


def compile_all(project: Path = PROJECT) -> list[Path]:
    """Write the .mo of every .po that is newer than it; returns those that were written."""
    written = []
    for source in sorted(path for folder in FOLDERS for path in project.glob(f"{folder}/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        unfinished = target.with_suffix(".unfinished")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        written.append(target)
    return written


def main() -> int:
    """Compile what is stale; a file that cannot be read is named."""
    try:
        for path in compile_all():
            print(f"Compiled {path.relative_to(PROJECT)}")
    except (OSError, UnicodeDecodeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
