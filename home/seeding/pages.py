"""Pages: made once in Bulgarian, published, then translated with wagtail-localize.

The English pages are real translations of wagtail-localize and not plain copies: its editor shows every sentence as
translated, and a marketer who changes the Bulgarian page and synchronises sees only what is new. To get there, the English
fields of a page are put into an unsaved twin with the same block ids; its segments pair up with those of the page.
"""

from collections.abc import Callable
from typing import Any

from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from home.seeding.data import SOURCE, TARGET, DemoDataError, stable_id
from home.seeding.shop import DemoShop

Fields = Callable[[str], dict[str, Any]]


def seo(texts: dict[str, Any], language: str) -> dict[str, str]:
    """The title, slug and SEO fields that every page has."""
    return {
        "title": texts["title"][language],
        "slug": texts["slug"][language],
        "seo_title": texts["seo_title"][language] if "seo_title" in texts else "",
        "search_description": texts["seo_description"][language] if "seo_description" in texts else "",
    }


def find(shop: DemoShop, name: str, model: type[Page]) -> Page | None:
    """Return the Bulgarian page with this name, wherever it was moved and whatever it is called now."""
    page = model.objects.filter(translation_key=stable_id(name), locale=shop.source).first()
    if page:
        shop.pages[name] = page
    return page


def make(shop: DemoShop, name: str, model: type[Page], parent: str, fields: dict[str, Any]) -> Page:
    """Add a draft below `parent`; `fields` may hold child objects too."""
    page = model(locale=shop.source, translation_key=stable_id(name), live=False, **fields)
    shop.page(parent).add_child(instance=page)
    shop.pages[name] = page
    return page


def publish(shop: DemoShop, page: Page) -> None:
    page.save_revision(log_action=False).publish()
    page.refresh_from_db()
    shop.made["pages"] += 1


def ensure(shop: DemoShop, name: str, model: type[Page], parent: str, fields: Fields) -> None:
    """Make and publish the Bulgarian page unless it is there."""
    if not find(shop, name, model):
        publish(shop, make(shop, name, model, parent, fields(SOURCE)))


def translate(shop: DemoShop, name: str, fields: Fields) -> None:
    """Publish the English translation of the page unless there is one; its parent must have one."""
    page = shop.page(name).specific_class.objects.get(pk=shop.page(name).pk)
    if page.has_translation(shop.target):
        return
    source, _created = TranslationSource.update_or_create_from_instance(page)
    Translation.objects.get_or_create(source=source, target_locale=shop.target)
    twin = type(page)(locale=shop.source, translation_key=page.translation_key, **fields(TARGET))
    for segment, words in _pairs(name, source, twin):
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            locale=shop.target,
            context=segment.context,
            defaults={
                "data": words.string.data,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                "tool_name": "seed_demo",
            },
        )
    _copy_with_slug(shop, page, twin.slug)
    translated, _created = source.create_or_update_translation(shop.target, publish=False)
    translated.get_latest_revision().publish()
    shop.made["translations"] += 1


def _copy_with_slug(shop: DemoShop, page: Page, slug: str) -> None:
    """Make the English draft under its own slug at once.

    wagtail-localize would rename it later, and Wagtail would keep a redirect from an address that was never public.
    """
    copy = page.copy_for_translation(shop.target)
    copy.slug = slug
    copy.set_url_path(copy.get_parent())
    Page.objects.filter(pk=copy.pk).update(slug=copy.slug, url_path=copy.url_path)


def _pairs(
    name: str, source: TranslationSource, twin: Page
) -> list[tuple[StringSegment, StringSegmentValue]]:
    """Pair each Bulgarian sentence with its English one; raises DemoDataError where the two do not line up."""
    segments = (
        StringSegment.objects.filter(source=source).select_related("string", "context").order_by("order")
    )
    bulgarian = list(segments)
    english = [segment for segment in extract_segments(twin) if isinstance(segment, StringSegmentValue)]
    paths = [segment.context.path for segment in bulgarian]
    if paths != [segment.path for segment in english]:
        raise DemoDataError(f"{name}: the Bulgarian and the English text are not built alike.")
    return list(zip(bulgarian, english, strict=True))
