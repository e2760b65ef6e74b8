"""The mail outbox, sending side: claim a row, talk to the mail server without any lock, write down what it said.

A claim is a lease: the row's next attempt is moved into the future and committed before the mail server is called, so
no second worker takes it meanwhile, and a worker that dies leaves a row that is due again when the lease ends.
"""

import logging
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core.logs import scrub
from core.mail_forgetting import forget_if_done
from core.mail_writing import complete
from core.models import OutgoingMail, default_shop

logger = logging.getLogger(__name__)

# How long after each failed attempt the next one comes; together about two days.
WAITS = tuple(timedelta(minutes=m) for m in (1, 2, 5, 15, 60, 120, 240, 480, 720, 1200))
MOST_ATTEMPTS = len(WAITS) + 1
# A refusal for good (5xx) is believed the third time: servers say it by mistake while they are set up.
MOST_REFUSALS = 3
# The task may not run as long as this (core/tasks.py), so a lease never ends while its holder is still sending.
LEASE = timedelta(seconds=120)
TASK_SECONDS = 75


def due_mails(limit: int) -> QuerySet[OutgoingMail]:
    """The mails whose time has come, longest waiting first."""
    waiting = OutgoingMail.objects.filter(
        state=OutgoingMail.State.QUEUED, next_attempt_at__lte=timezone.now()
    )
    return waiting.order_by("next_attempt_at", "pk")[:limit]


def _claim(mail_id: int) -> OutgoingMail | None:
    """Take the mail for one attempt; None when it is not due, is someone else's, or has used up its attempts."""
    now = timezone.now()
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(skip_locked=True)
            .filter(pk=mail_id, state=OutgoingMail.State.QUEUED, next_attempt_at__lte=now)
            .first()
        )
        if mail is None:
            return None
        if mail.attempts >= MOST_ATTEMPTS:
            # The last holder died without a word; were this not here, such a mail would be tried for ever.
            mail.state = OutgoingMail.State.FAILED
            mail.save(update_fields=["state"])
            logger.error("mail %s (%s) given up", mail.public_id, mail.kind)
            return None
        mail.attempts += 1
        mail.next_attempt_at = now + LEASE
        mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    answers_to = default_shop().email
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.body_text,
        to=[mail.recipient],
        reply_to=[answers_to] if answers_to else None,
        headers={
            "Message-ID": mail.message_id,
            "Content-Language": mail.language,
            # RFC 3834: no holiday notices in return.
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(mail.body_html, "text/html")
    return message


def _is_refusal(error: Exception) -> bool:
    """Tell whether the server refused this mail for good; everything else may pass with time."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _ in error.recipients.values())
    return isinstance(error, SMTPDataError) and 500 <= error.smtp_code < 600


def _words(error: Exception) -> str:
    if isinstance(error, SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        text = f"{code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
    else:
        text = f"{type(error).__name__}: {error}"
    return scrub(text)[:255]


def _held(mail: OutgoingMail) -> QuerySet[OutgoingMail]:
    """The row, as long as it is still in our attempt."""
    return OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED, attempts=mail.attempts)


def _record_failure(mail: OutgoingMail, error: Exception) -> None:
    over = mail.attempts >= MOST_ATTEMPTS or (_is_refusal(error) and mail.attempts >= MOST_REFUSALS)
    if over:
        _held(mail).update(state=OutgoingMail.State.FAILED, last_error=_words(error))
        logger.error("mail %s (%s) given up after %s attempts", mail.public_id, mail.kind, mail.attempts)
        return
    again_at = timezone.now() + WAITS[mail.attempts - 1]
    _held(mail).update(next_attempt_at=again_at, last_error=_words(error))
    logger.warning("mail %s (%s) not sent, attempt %s", mail.public_id, mail.kind, mail.attempts)


def deliver(mail_id: int) -> bool:
    """Send the mail if it is due and nobody else is at it; return whether it was sent now.

    No row is locked while the mail server is spoken to. Two calls never send the same mail, unless the process dies
    between the server's 250 and the commit after it: then it goes out once more with the same Message-ID. A failure is
    written on the row with the time of the next attempt; anything but a mail server's failure is raised as well. A mail
    that was only noted is written first.
    """
    mail = _claim(mail_id)
    if mail is None:
        return False
    try:
        complete(mail)
        _message(mail).send()
    except (SMTPException, OSError, SoftTimeLimitExceeded) as error:
        _record_failure(mail, error)
        return False
    except Exception as error:
        _record_failure(mail, error)
        raise
    _held(mail).update(state=OutgoingMail.State.SENT, sent_at=timezone.now(), last_error="")
    forget_if_done(mail)
    logger.info("mail %s (%s) sent", mail.public_id, mail.kind)
    return True
