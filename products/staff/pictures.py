"""Wagtail's own view for editing a picture, followed by the cards that show it."""

from wagtail.images.views.images import EditView

from products.services import listing


class PictureEditView(EditView):
    """Wagtail has no hook for an edited picture; this method is where its views let others follow a change."""

    def run_after_hook(self) -> None:
        """Refresh the cards: a replaced file took its renditions with it, another focal point or text made them stale."""
        listing.refresh_picture(self.object.pk)
