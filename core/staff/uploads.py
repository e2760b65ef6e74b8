"""Many pictures at once, in Wagtail's own view."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from wagtail.images.views.multiple import AddView

from core.uploads import checked_picture


class AddPicturesView(AddView):
    """Takes the metadata off before Wagtail puts the file aside to wait for its texts.

    A picture that lacks its texts is stored as it was sent, past the form that would have cleaned it (tried).
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.FILES.get("files[]")
        if sent is not None and sent.size <= settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
            try:
                request.FILES["files[]"] = checked_picture(
                    sent, max_pixels=settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
                )
            except ValidationError:
                # The form refuses it again and says why.
                sent.seek(0)
        return super().post(request)
