"""Where Stripe reports. Verify, store, answer; the work is a task (INTEGRATIONS §3)."""

import logging

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.queueing import queue_on_commit
from orders.services.incoming import process_event_task
from orders.times import EVENT_GRACE
from payments.events import store_event
from payments.gateways.names import STRIPE
from payments.gateways.stripe import EventRefused, read_event

logger = logging.getLogger(__name__)


# The signature proves the sender; there is no browser and no cookie.
@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Store a signed event once and answer 200; anything else gets 400 and a line in the log, without effects."""
    try:
        event = read_event(request.body, request.headers.get("Stripe-Signature"))
    except EventRefused as refusal:
        logger.warning("webhook refused: %s", refusal)
        return HttpResponse("refused", status=400, content_type="text/plain")
    with transaction.atomic():
        row, created = store_event(event, provider=STRIPE, grace=EVENT_GRACE)
        if created:
            queue_on_commit(process_event_task, row.pk)
    return HttpResponse("stored" if created else "known", content_type="text/plain")
