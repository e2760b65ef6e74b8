"""Pages are rendered once when they are published, so that no shopper waits for their pictures to be made."""

from wagtail.models import Page


def warm(page_id: int) -> bool:
    """Render a page as a visitor would get it; its missing renditions are made. False when it is not live any more."""
    page = Page.objects.filter(pk=page_id, live=True).first()
    if page is None:
        return False
    page.get_specific().make_preview_request().render()
    return True
