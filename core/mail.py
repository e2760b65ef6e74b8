"""The mail outbox, writing side: a mail is a row first, in the transaction of what it tells about (DESIGN 1.13)."""

import uuid
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from core.correlation import current_id
from core.models import OutgoingMail, default_shop
from core.queueing import queue_on_commit
from core.tasks import send_mail
from core.transactions import require_transaction


def _message_id(public_id: uuid.UUID) -> str:
    """The same for every attempt, so that a mailbox that gets a repeat can tell."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{public_id}@{domain}>"


def _render(name: str, context: dict[str, Any], *, is_html: bool) -> str:
    """Render a mail template; text parts are not escaped, "Mug & Co" stays as it is."""
    # The backend's own render() always escapes; the engine's template below it can be told not to.
    return get_template(name).template.render(Context(context, autoescape=is_html))  # type: ignore[attr-defined]


def enqueue_mail(
    *,
    kind: str,
    event_key: str,
    reference: str,
    recipient: str,
    language: str,
    template: str,
    context: dict[str, Any],
) -> OutgoingMail:
    """Write the mail down, complete, and queue its sending for the moment after commit.

    One mail per `event_key`, by constraint: for a key that exists its row is returned and nothing is queued. The parts
    come from templates/emails/<template>.{subject.txt,txt,html} in `language`, with `shop` and `site_url` added to
    `context`. Raises TransactionManagementError outside a transaction.
    """
    require_transaction("enqueue_mail")
    existing = OutgoingMail.objects.filter(event_key=event_key).first()
    if existing is not None:
        return existing
    public_id = uuid.uuid4()
    with translation.override(language):
        full = {**context, "shop": default_shop(), "site_url": settings.SITE_URL, "language": language}
        subject = " ".join(_render(f"emails/{template}.subject.txt", full, is_html=False).split())[:255]
        full["subject"] = subject
        body_text = _render(f"emails/{template}.txt", full, is_html=False).strip() + "\n"
        body_html = _render(f"emails/{template}.html", full, is_html=True).strip() + "\n"
    mail, created = OutgoingMail.objects.get_or_create(
        event_key=event_key,
        defaults={
            "public_id": public_id,
            "kind": kind,
            "reference": reference,
            "recipient": recipient,
            "language": language,
            "subject": subject,
            "body_text": body_text,
            "body_html": body_html,
            "message_id": _message_id(public_id),
            "correlation_id": current_id(),
            "next_attempt_at": timezone.now(),
        },
    )
    if created:
        queue_on_commit(send_mail, mail.pk)
    return mail
