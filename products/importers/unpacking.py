"""A ZIP of pictures that somebody uploads: only pictures come out of it, into a folder of their own, and never too much."""

import os
import shutil
import uuid
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from core.uploads import IMAGE_FORMATS, extension

MOST_ARCHIVE = 200 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_FILES = 10_000
CHUNK = 256 * 1024


class UnusableArchive(Exception):
    """The archive cannot be taken; the message is for the person who sent it."""


def pictures_root() -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / "imports" / "pictures"


def unpack_pictures(file: BinaryIO) -> str:
    """Unpack the pictures of an archive and return their folder; raises UnusableArchive and then leaves nothing behind.

    Sizes are counted while unpacking: what an archive says of itself may be a lie. A name that leads out of the folder, a
    link or a password makes the whole archive unusable; what is no picture is passed over.
    """
    folder = pictures_root() / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(file) as archive:
            if _unpack(archive, folder) == 0:
                raise UnusableArchive(_("There is no picture in the archive."))
    except UnusableArchive:
        shutil.rmtree(folder)
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        shutil.rmtree(folder)
        raise UnusableArchive(_("The file cannot be read as a ZIP archive.")) from error
    return str(folder)


def remove_pictures(folder: str) -> None:
    """Delete a folder that unpack_pictures made; any other is left alone (the command is given folders of its own)."""
    path = Path(folder)
    if folder and path.parent == pictures_root():
        shutil.rmtree(path, ignore_errors=True)


def _unpack(archive: zipfile.ZipFile, folder: Path) -> int:
    parts = [part for part in archive.infolist() if not part.is_dir()]
    if len(parts) > MOST_FILES:
        words = _("There are more than %(most)d files in the archive.")
        raise UnusableArchive(words % {"most": MOST_FILES})
    left = MOST_UNPACKED
    pictures = 0
    for part in parts:
        target = _place(part, folder)
        if extension(part.filename) not in IMAGE_FORMATS:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        left = _copy(archive, part, target, left)
        pictures += 1
        # A folder that was packed as a whole: the file may name the picture without its folder.
        if target.parent != folder and not (bare := folder / target.name).exists():
            os.link(target, bare)
    return pictures


def _place(part: zipfile.ZipInfo, folder: Path) -> Path:
    """Return where a part of the archive goes."""
    name = PurePosixPath(part.filename.replace("\\", "/"))
    is_link = (part.external_attr >> 16) & 0o170000 == 0o120000
    if name.is_absolute() or ".." in name.parts or ":" in part.filename or is_link:
        raise UnusableArchive(_("A name in the archive leads out of it, so nothing of it is taken."))
    if part.flag_bits & 0x1:
        raise UnusableArchive(_("The archive has a password. Pack it again without one."))
    return folder.joinpath(*name.parts)


def _copy(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, left: int) -> int:
    """Write one picture and return how many bytes may still come."""
    with archive.open(part) as source, target.open("wb") as out:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                words = _("Unpacked, the archive is larger than %(size)d MB.")
                raise UnusableArchive(words % {"size": MOST_UNPACKED // (1024 * 1024)})
            out.write(chunk)
    return left
