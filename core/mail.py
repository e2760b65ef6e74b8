"""The mail outbox, writing side: a mail is a row first, in the transaction of what it tells about (DESIGN 1.13)."""

import uuid
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.utils import timezone

from core.correlation import current_id
from core.mail_writing import parts
from core.models import OutgoingMail
from core.queueing import queue_on_commit
from core.tasks import send_mail
from core.transactions import require_transaction


def _message_id(public_id: uuid.UUID) -> str:
    """The same for every attempt, so that a mailbox that gets a repeat can tell."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{public_id}@{domain}>"


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
    words = parts(template, context, language)
    envelope = _envelope(kind=kind, reference=reference, recipient=recipient, language=language)
    mail, created = OutgoingMail.objects.get_or_create(event_key=event_key, defaults={**envelope, **words})
    if created:
        queue_on_commit(send_mail, mail.pk)
    return mail


def note_mail(*, kind: str, event_key: str, reference: str, recipient: str, language: str) -> OutgoingMail:
    """Write down that a mail is due; what it says is written before it is sent, by the writer of its kind.

    For mails of a transaction that shoppers wait for. Whoever calls it holds the lock of what the mail is about, and has
    looked whether there is one of this key. Raises TransactionManagementError outside a transaction.
    """
    require_transaction("note_mail")
    envelope = _envelope(kind=kind, reference=reference, recipient=recipient, language=language)
    mail = OutgoingMail.objects.create(event_key=event_key, **envelope)
    queue_on_commit(send_mail, mail.pk)
    return mail


def _envelope(*, kind: str, reference: str, recipient: str, language: str) -> dict[str, Any]:
    public_id = uuid.uuid4()
    return {
        "public_id": public_id,
        "kind": kind,
        "reference": reference,
        "recipient": recipient,
        "language": language,
        "message_id": _message_id(public_id),
        "correlation_id": current_id(),
        "next_attempt_at": timezone.now(),
    }
