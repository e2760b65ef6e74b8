"""What may be uploaded, judged by what is in the file and not by what it is called."""

import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

# Extension to the names that Pillow gives the format; phones write JPEG with a second frame and call it MPO.
IMAGE_FORMATS = {
    "avif": {"AVIF"},
    "gif": {"GIF"},
    "jpeg": {"JPEG", "MPO"},
    "jpg": {"JPEG", "MPO"},
    "png": {"PNG"},
    "webp": {"WEBP"},
}
# How to write a picture again without its metadata and without a visible loss.
_SAVING: dict[str, dict[str, Any]] = {
    "AVIF": {"quality": 90},
    "GIF": {},
    "JPEG": {"quality": 92, "subsampling": "4:4:4"},
    "PNG": {"optimize": False},
    "WEBP": {"quality": 92, "method": 4},
}
_METADATA = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment")

# A file of an office program is a ZIP archive with its parts under known names.
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
MOST_UNPACKED = 200 * 1024 * 1024
TEXT_ENCODINGS = ("utf-8-sig", "cp1251")


def extension(name: str | None) -> str:
    return PurePath(name or "").suffix.lower().removeprefix(".")


def _not_a_picture() -> ValidationError:
    return ValidationError(
        _("This file cannot be read as a picture. Save it again as JPEG, PNG, WebP or AVIF and upload that."),
        code="invalid_image",
    )


def _too_large(max_pixels: int) -> ValidationError:
    return ValidationError(
        _(
            "The picture is too large: at most %(millions)s million pixels. Make it smaller and upload it again."
        )
        % {"millions": max_pixels // 1_000_000},
        code="too_many_pixels",
    )


def _decoded(content: bytes, name: str | None, max_pixels: int) -> Image.Image:
    """Return the picture, really decoded; raises ValidationError with words for the person who uploads it."""
    if extension(name) not in IMAGE_FORMATS:
        raise ValidationError(
            _("Pictures may be JPEG, PNG, WebP, AVIF or GIF, and their names must say so."),
            code="wrong_extension",
        )
    try:
        image = Image.open(BytesIO(content))
        width, height = image.size
    except Image.DecompressionBombError as error:
        # Pillow's own limit, reached before ours can be asked.
        raise _too_large(max_pixels) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise _not_a_picture() from error
    if image.format not in IMAGE_FORMATS[extension(name)]:
        raise ValidationError(
            _("The file is called .%(extension)s, but inside it is %(format)s. Rename it or save it again.")
            % {"extension": extension(name), "format": image.format},
            code="wrong_extension",
        )
    if width * height > max_pixels:
        raise _too_large(max_pixels)
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        raise ValidationError(
            _("Moving pictures are not supported. Upload a still picture."), code="animated"
        )
    try:
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Truncated or damaged: the beginning is a picture, the rest is not.
        raise _not_a_picture() from error
    return image


def _without_metadata(image: Image.Image, content: bytes) -> bytes:
    """Return the picture upright and without EXIF (place, camera, owner); what carries none is returned as it came."""
    if not any(image.info.get(key) for key in _METADATA) and image.format != "MPO":
        return content
    target = "JPEG" if image.format == "MPO" else str(image.format)
    icc = image.info.get("icc_profile")
    upright = ImageOps.exif_transpose(image)
    for key in _METADATA:
        upright.info.pop(key, None)
    out = BytesIO()
    upright.save(out, format=target, icc_profile=icc, exif=b"", **_SAVING[target])
    return out.getvalue()


def checked_picture(file: UploadedFile, *, max_pixels: int) -> UploadedFile:
    """Return the uploaded picture without metadata; raises ValidationError when it is not what its name says.

    Guarantees that the whole picture decodes, has at most `max_pixels`, is still, and is of the format of its extension.
    """
    file.seek(0)
    content = file.read()
    clean = _without_metadata(_decoded(content, file.name, max_pixels), content)
    if clean is content:
        file.seek(0)
        return file
    return SimpleUploadedFile(file.name or "", clean, content_type=file.content_type or "")


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _is_office(content: bytes, kind: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            unpacked = sum(part.file_size for part in archive.infolist())
            is_odt = kind != "odt" or archive.read("mimetype").startswith(ODT_TYPE)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, ValueError):
        return False
    has_macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return OFFICE_PARTS[kind] in names and is_odt and unpacked <= MOST_UNPACKED and not has_macros


def _is_text(content: bytes) -> bool:
    if b"\0" in content:
        return False
    for encoding in TEXT_ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not text.lstrip().lower().startswith(("<!doctype", "<html", "<script", "<svg", "<?xml"))
    return False


def checked_document(file: UploadedFile, *, max_bytes: int) -> UploadedFile:
    """Return the uploaded document; raises ValidationError when it is too big or not what its extension says."""
    if (file.size or 0) > max_bytes:
        raise ValidationError(
            _("The file is too big. The largest that can be uploaded is %(size)s MB.")
            % {"size": max_bytes // (1024 * 1024)},
            code="too_big",
        )
    file.seek(0)
    content = file.read()
    file.seek(0)
    kind = extension(file.name)
    if kind == "pdf":
        fits = _is_pdf(content)
    elif kind in OFFICE_PARTS:
        fits = _is_office(content, kind)
    else:
        fits = kind in ("csv", "txt") and _is_text(content)
    if not fits:
        raise ValidationError(
            _("The file is called .%(extension)s, but its content is something else or cannot be read.")
            % {"extension": kind},
            code="wrong_content",
        )
    return file
