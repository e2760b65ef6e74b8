"""Static files for production: hashed names, compressed copies, and the stylesheet in one file."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

BUNDLE = "css/main.css"
IMPORT = re.compile(r'^@import url\("(?P<name>[\w/-]+\.css)"\);$', re.MULTILINE)
RELATIVE_URL = re.compile(r"url\(")

Sources = dict[str, tuple[Storage, str]]


class BundlingError(ValueError):
    """The stylesheet cannot be written as one file; the text says which part and why."""


def _read(sources: Sources, name: str) -> str:
    storage, path = sources[name]
    with storage.open(path) as file:
        content = file.read()
    return content.decode() if isinstance(content, bytes) else content


def bundle_stylesheet(sources: Sources, name: str = BUNDLE) -> str:
    """Return the stylesheet `name` with every import replaced by the file it names.

    Raises BundlingError for a file that is missing, or that stands in another folder and refers to a file: its address
    would be wrong after the move.
    """
    folder = posixpath.dirname(name)

    def inline(match: re.Match[str]) -> str:
        part = posixpath.join(folder, match["name"])
        if part not in sources:
            raise BundlingError(f"{name} imports {part}, which does not exist")
        text = _read(sources, part)
        if posixpath.dirname(part) != folder and RELATIVE_URL.search(text):
            raise BundlingError(f"{part} refers to a file; only stylesheets in {folder}/ may")
        return text.rstrip()

    return IMPORT.sub(inline, _read(sources, name))


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Serves css/main.css as one file under its hashed name: no chain of imports before the first paint."""

    def post_process(
        self, paths: Sources, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        if BUNDLE in paths and not dry_run:
            # The bundle is made from the sources on every run: the collected copy may be older than a part of it.
            bundle = InMemoryStorage()
            bundle.save(BUNDLE, ContentFile(bundle_stylesheet(paths).encode()))
            paths = {**paths, BUNDLE: (bundle, BUNDLE)}
        yield from super().post_process(paths, dry_run=dry_run, **options)
