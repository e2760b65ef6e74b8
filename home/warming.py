"""Pages are rendered once when they are published, so that no shopper waits for their pictures to be made."""

from django.contrib.contenttypes.models import ContentType
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from products.models import ProductPage


def warm(page_id: int) -> bool:
    """Render a page as a visitor would get it; its missing renditions are made. False when it is not live any more."""
    page = Page.objects.filter(pk=page_id, live=True).first()
    if page is None:
        return False
    page.get_specific().make_preview_request().render()
    return True


def shows_pictures(page: Page) -> bool:
    """Return whether the page (a specific one) has pictures of its own: an import publishes thousands without.

    Two queries, or none for the page of a product that has neither a gallery nor a body.
    """
    if getattr(page, "lead_image", None) is not None:
        return True
    if isinstance(page, ProductPage) and not page.body:
        return False
    picture = ContentType.objects.get_for_model(get_image_model())
    return ReferenceIndex.get_references_for_object(page).filter(to_content_type=picture).exists()
