"""The mail that says: it is back."""

from urllib.parse import urlencode, urljoin

from django.conf import settings

from core.mail import enqueue_mail
from core.models import OutgoingMail
from products.models import RestockRequest
from products.selectors.catalogue import Sellable

RESTOCK = "restock"


def restock_reference(variant_public_id: object) -> str:
    """Return what all notices about a variant are filed under."""
    return str(variant_public_id)


def write_restock_mail(request: RestockRequest, sellable: Sellable) -> OutgoingMail:
    """Put the notice into the outbox, once per request however often it is called; needs an open transaction."""
    page_url = urljoin(settings.SITE_URL, sellable.url)
    return enqueue_mail(
        kind=RESTOCK,
        event_key=f"{RESTOCK}-{request.public_id}",
        reference=restock_reference(sellable.public_id),
        recipient=request.email,
        language=request.language,
        template="restock",
        context={
            "item": sellable,
            "product_url": f"{page_url}?{urlencode({'variant': sellable.public_id})}",
        },
    )
