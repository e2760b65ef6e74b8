"""Pictures that come from outside, hung where they belong: the galleries of a product's pages, and its variants.

What is not a picture is refused as it is at an upload (core.uploads); the same bytes twice are one image.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit import record_audit
from core.models import ShopImage
from core.uploads import IMAGE_FORMATS, checked_picture, extension
from products.errors import CannotPublish
from products.models import Product, ProductPage, ProductPageImage, ProductPicture, Variant
from products.safety import in_words
from products.services.listing import refresh_products

State = ProductPicture.State
# Named by a file, not by an address of the web.
_IS_FILE = ~Q(source__contains="://")
# What a picture is called when its address says nothing about its kind.
_STARTS = ((b"\xff\xd8\xff", "jpg"), (b"\x89PNG", "png"), (b"GIF8", "gif"))


class NotAPicture(Exception):
    """The content is none that the shop takes; the message is for the report."""


def take_picture(*, picture_id: int, content: bytes, actor: Actor, language: str, publish: bool) -> list[str]:
    """Store what was had for a picture and hang it; return what is to be said in the report.

    Live pages show it at once. A draft that somebody works on gets it as well, and is not published for it; with `publish`
    a page that was never published is, as soon as nothing is missing. Raises NotAPicture, and then nothing is changed.
    """
    row = ProductPicture.objects.select_related("product").get(pk=picture_id)
    file = _checked(content, row.source)
    with transaction.atomic():
        row = ProductPicture.objects.select_for_update().get(pk=picture_id)
        if row.state == State.HAD:
            return []
        image = _stored(file, row, language)
        row.image, row.state, row.problem = image, State.HAD, ""
        row.save(update_fields=["image", "state", "problem"])
        _give_to_variants(row, image, actor)
        said = [words for page in _pages(row.product_id) for words in _hang(page, row.product_id, publish)]
        refresh_products([row.product_id])
    return said


def use_folder(
    *, product: Product, images_dir: str, actor: Actor, language: str, publish: bool = False
) -> list[str]:
    """Take the waiting pictures of a product from a folder; return a sentence about each that is not to be had.

    So are those files that an earlier folder did not have. Only files inside the folder are read: neither a path that leads
    out of it nor a link that does.
    """
    folder = Path(images_dir).resolve()
    said = []
    wanted = product.imported_pictures.filter(Q(state=State.WAITING) | Q(_IS_FILE, state=State.FAILED))
    for row in wanted.order_by("position", "pk"):
        name = PurePosixPath(unquote(urlsplit(row.source).path)).name if "://" in row.source else row.source
        path = (folder / name).resolve()
        try:
            if not (path.is_relative_to(folder) and path.is_file()):
                raise NotAPicture(_("It is not in the folder."))
            if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
                raise NotAPicture(_("It is too large."))
            content = path.read_bytes()
            said += take_picture(
                picture_id=row.pk, content=content, actor=actor, language=language, publish=publish
            )
        except (NotAPicture, OSError) as problem:
            why = str(problem) if isinstance(problem, NotAPicture) else _("it cannot be read.")
            said.append(_not_to_be_had(name, why))
            if "://" not in row.source:
                refuse_picture(picture_id=row.pk, problem=why)
    return said


def refuse_files(*, product: Product, sources: Sequence[str]) -> list[str]:
    """Give up those of the sources that are files when no folder came along; return a sentence about each not yet had.

    A later import that brings the folder takes them from it.
    """
    why, said = _("no pictures were sent along."), []
    rows = product.imported_pictures.filter(_IS_FILE, source__in=sources).exclude(state=State.HAD)
    for row in rows.order_by("position", "pk"):
        refuse_picture(picture_id=row.pk, problem=why)
        said.append(_not_to_be_had(row.source, why))
    return said


def _not_to_be_had(name: str, why: str) -> str:
    words = _("The picture “%(name)s” is not to be had: %(why)s")
    return words % {"name": name[:80], "why": why}


def own_image(source: str) -> ShopImage | None:
    """Return the picture of this shop that an address names, as the shop's own export does."""
    if not source.startswith(settings.MEDIA_URL):
        return None
    return ShopImage.objects.filter(file=unquote(source.removeprefix(settings.MEDIA_URL))).first()


def hang_again(*, product_id: int, pictures: Sequence[tuple[ShopImage, int]]) -> bool:
    """Put pictures of this shop, each with its place, into the product's galleries; return whether any was missing."""
    pages = _pages(product_id)
    shown = {row.image_id for page in pages for row in page.get_latest_revision_as_object().gallery.all()}
    new = [(image, place) for image, place in pictures if image.pk not in shown]
    for image, place in new:
        ProductPicture.objects.get_or_create(
            product_id=product_id,
            source=image.file.url,
            defaults={"image": image, "state": State.HAD, "position": place},
        )
    if new:
        for page in pages:
            _hang(page, product_id, publish=False)
    return bool(new)


def refuse_picture(*, picture_id: int, problem: str) -> None:
    """Write down that a picture is not to be had, and why."""
    ProductPicture.objects.filter(pk=picture_id, state=State.WAITING).update(
        state=State.FAILED, problem=problem[:255], next_attempt_at=None
    )


def _checked(content: bytes, source: str) -> SimpleUploadedFile:
    name = PurePosixPath(unquote(urlsplit(source).path)).name or "picture"
    kind = _kind(content)
    if extension(name) not in IMAGE_FORMATS or (kind and extension(name).replace("jpeg", "jpg") != kind):
        name = f"{name.rpartition('.')[0] or name}.{kind or extension(name) or 'bin'}"
    try:
        checked = checked_picture(
            SimpleUploadedFile(name[-80:], content), max_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
        )
    except ValidationError as refusal:
        raise NotAPicture(" ".join(refusal.messages)) from refusal
    checked.seek(0)
    return SimpleUploadedFile(name[-80:], checked.read())


def _kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "avif"
    return next((kind for start, kind in _STARTS if content.startswith(start)), "")


def _stored(file: SimpleUploadedFile, row: ProductPicture, language: str) -> ShopImage:
    content = file.read()
    known = ShopImage.objects.filter(
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest()
    ).first()
    if known is not None:
        return known
    title = row.alt or row.product.name
    texts = {f"alt_{language}": row.alt[:255]} if row.alt else {}
    file.seek(0)
    image = ShopImage(title=title[:255], file=ImageFile(file, name=file.name), **texts)
    image.save()
    image._set_image_file_metadata()
    image.save(update_fields=["file_size", "file_hash"])
    return image


def _give_to_variants(row: ProductPicture, image: ShopImage, actor: Actor) -> None:
    variants = list(row.variants.filter(image=None))
    if not variants:
        return
    Variant.objects.filter(pk__in=[variant.pk for variant in variants]).update(image=image)
    changes = {f"{variant.pk}.image": ["", str(image.pk)] for variant in variants}
    record_audit(actor=actor, action="pictures-imported", obj=row.product, changes=changes)


def _pages(product_id: int) -> list[ProductPage]:
    return list(ProductPage.objects.filter(product=product_id).select_related("locale").order_by("pk"))


def _had(product_id: int) -> list[ShopImage]:
    """Return the imported pictures of the gallery in their order; a picture of variants only stands behind the others."""
    rows = ProductPicture.objects.filter(product=product_id, state=State.HAD, image__isnull=False)
    return [row.image for row in rows.select_related("image").order_by("position", "pk") if row.image]


def _hang(page: ProductPage, product_id: int, publish: bool) -> list[str]:
    wanted = _had(product_id)
    busy = page.live and page.has_unpublished_changes
    if busy:
        # Somebody works on it: both get the picture, and the draft stays theirs to publish.
        shown = set(ProductPageImage.objects.filter(page=page).values_list("image_id", flat=True))
        last = len(shown)
        for number, image in enumerate((i for i in wanted if i.pk not in shown), start=last):
            ProductPageImage.objects.create(page=page, image=image, sort_order=number)
    draft = page.get_latest_revision_as_object()
    if not _add_to(draft, wanted):
        return []
    revision = draft.save_revision(log_action=True)
    if busy or not (page.live or (publish and page.first_published_at is None)):
        return []
    try:
        revision.publish()
    except CannotPublish as refusal:
        return [_("It is a draft, because it lacks: %(missing)s.") % {"missing": in_words(refusal.missing)}]
    return []


def _add_to(draft: ProductPage, wanted: Sequence[ShopImage]) -> bool:
    """Put the pictures that are missing into a draft's gallery, imported ones in their order; return whether any was."""
    rows = list(draft.gallery.all())
    shown = {row.image_id for row in rows}
    new = [image for image in wanted if image.pk not in shown]
    if not new:
        return False
    draft.gallery.add(*(ProductPageImage(image=image) for image in new))
    order = {image.pk: place for place, image in enumerate(wanted)}
    own = [row for row in rows if row.image_id not in order]
    imported = sorted(
        (row for row in draft.gallery.all() if row.image_id in order), key=lambda row: order[row.image_id]
    )
    for place, row in enumerate([*own, *imported]):
        row.sort_order = place
    return True
