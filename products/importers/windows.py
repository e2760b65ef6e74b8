"""The words of a record: a page in each of its languages, made, changed and published as a marketer would."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Locale

from products.errors import CannotPublish
from products.importers.options import ImportOptions
from products.importers.places import Places, twin_place
from products.importers.records import ProductRecord, TextRecord
from products.importers.results import Report
from products.importers.slugs import free_slug
from products.models import CategoryPage, OtherCategory, Product, ProductPage
from products.safety import Missing, in_words
from products.services.windows import add_page

_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def write_windows(
    product: Product, record: ProductRecord, *, places: Places, at_once: bool, report: Report
) -> list[ProductPage]:
    """Make or change the product's pages and return those that the file wants to be published.

    New pages that lack nothing are published as they are made where `at_once` says so; the others are left to `publish`.
    A page whose draft somebody is working on is left alone, and the report says so.
    """
    first, *others = record.texts
    pages = {page.locale.language_code: page for page in product.pages.select_related("locale")}
    wanted: list[ProductPage] = []
    shelves = [places.category(path) for path in record.category_paths or ((),)]
    page = _write(pages.get(first.language), product, first, shelves, None, at_once, report)
    wanted += [page] if first.published else []
    for text in others:
        locale = Locale.objects.filter(language_code=text.language).first()
        twins = [twin for twin in (twin_place(shelf, locale) for shelf in shelves) if twin] if locale else []
        if not twins and text.language not in pages:
            words = _("There is no page in “%(language)s”: its category is not translated.")
            report.say(words % {"language": text.language})
            continue
        other = _write(pages.get(text.language), product, text, twins, page, at_once, report)
        wanted += [other] if text.published else []
    return wanted


def publish(pages: Sequence[ProductPage], *, options: ImportOptions, waits: bool, report: Report) -> None:
    """Publish what may be published; what stays a draft is said with the reason.

    `waits` says that pictures are still to be fetched: a page that lacks nothing else is published by whoever brings them.
    """
    for page in pages:
        page.refresh_from_db(fields=["live", "has_unpublished_changes", "latest_revision"])
        if page.live and not page.has_unpublished_changes:
            continue
        if not options.publish:
            report.say(_("It is a draft, as was wished."))
            continue
        try:
            page.get_latest_revision().publish()
            report.changed = True
        except CannotPublish as refusal:
            if waits and refusal.missing == [Missing.PICTURE]:
                report.say(_("It is published as soon as its pictures are here."))
            else:
                words = _("It is a draft, because it lacks: %(missing)s.")
                report.say(words % {"missing": in_words(refusal.missing)})


def _write(
    page: ProductPage | None,
    product: Product,
    text: TextRecord,
    shelves: Sequence[CategoryPage],
    source: ProductPage | None,
    at_once: bool,
    report: Report,
) -> ProductPage:
    if page is None:
        report.changed = True
        return _make(product, text, shelves, source, live=at_once and text.published)
    busy = page.live and page.has_unpublished_changes
    draft = page if busy else page.get_latest_revision_as_object()
    fields = _fields(text, draft)
    changed = {name: value for name, value in fields.items() if _differs(draft, name, value)}
    if busy:
        if changed:
            report.say(_("Its page has a draft that somebody works on; the words were left alone."))
        return page
    moved = _list_in(draft, shelves[1:])
    if changed or moved:
        for name, value in changed.items():
            setattr(draft, name, value)
        draft.save_revision(log_action=True)
        report.changed = True
    return page


def _make(
    product: Product,
    text: TextRecord,
    shelves: Sequence[CategoryPage],
    source: ProductPage | None,
    *,
    live: bool,
) -> ProductPage:
    # Read anew: treebeard counts the children of a page on the instance.
    parent = CategoryPage.objects.select_related("locale").get(pk=shelves[0].pk)
    fields = _fields(text, None)
    page = ProductPage(
        **fields,
        slug=free_slug(parent, text.slug or text.title, fallback=product.name),
        product=product,
        locale=parent.locale,
        live=False,
    )
    if source is not None:
        page.translation_key = source.translation_key
    _list_in(page, shelves[1:])
    try:
        add_page(parent=parent, page=page, live=live)
    except CannotPublish:
        # What it lacks is said by `publish`, once its pictures are there.
        add_page(parent=parent, page=page, live=False)
    return page


def _fields(text: TextRecord, stored: ProductPage | None) -> dict[str, Any]:
    """Return the page's fields; a cell that is empty leaves what is stored."""
    typed: dict[str, Any] = {
        "title": text.title,
        "summary": text.summary[:300],
        "description": text.description,
        "seo_title": text.seo_title[:255],
        "search_description": text.seo_description,
    }
    if text.facts:
        typed["facts"] = [("fact", {"name": name[:60], "value": value[:200]}) for name, value in text.facts]
    return {name: value for name, value in typed.items() if value or stored is None}


def _differs(draft: ProductPage, name: str, value: Any) -> bool:
    if name == "facts":
        return [(fact.value["name"], fact.value["value"]) for fact in draft.facts] != [
            (fact["name"], fact["value"]) for _kind, fact in value
        ]
    stored = getattr(draft, name)
    if name == "description":
        # The editor gives every block a key of its own, which says nothing to a reader.
        return _BLOCK_KEY.sub("", stored) != _BLOCK_KEY.sub("", value)
    return stored != value


def _list_in(page: ProductPage, shelves: Sequence[CategoryPage]) -> bool:
    """List the page in further categories beside those that it has; returns whether there were new ones."""
    known = {other.category_id for other in page.other_categories.all()}
    new = [shelf for shelf in dict.fromkeys(shelves) if shelf.pk not in known]
    for number, shelf in enumerate(new, start=len(known)):
        page.other_categories.add(OtherCategory(category=shelf, sort_order=number))
    return bool(new)
