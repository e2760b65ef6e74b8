"""Keeping every legal text that was ever published."""

from hashlib import sha256

from django.db import transaction

from legal_pages.models import LegalKind, LegalPage, LegalVersion
from legal_pages.writing import whole_text


@transaction.atomic
def record_version(page: LegalPage) -> LegalVersion:
    """Return the version of the page's published text; a text that differs from the last one gets the next number.

    The page's row is locked, so that two people who publish at once cannot ask for the same number.
    """
    LegalPage.objects.select_for_update(of=("self",)).get(pk=page.pk)
    language = page.locale.language_code
    text = whole_text(page)
    digest = sha256(f"{page.title}\n{text}".encode()).hexdigest()
    versions = LegalVersion.objects.filter(kind=page.kind, language=language).order_by("-number")
    last = versions.first()
    # Of the kind "other" there may be several pages; each is compared with its own last text.
    own_last = versions.filter(title=page.title).first() if page.kind == LegalKind.OTHER else last
    if own_last is not None and own_last.digest == digest:
        return own_last
    return LegalVersion.objects.create(
        kind=page.kind,
        language=language,
        number=last.number + 1 if last else 1,
        title=page.title,
        body=text,
        digest=digest,
        effective_from=page.effective_from,
    )
