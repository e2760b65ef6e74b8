"""Background work of the foundations: the mail outbox and the nightly tidying."""

from celery import shared_task
from django.conf import settings
from django.core.management import call_command

from core.mail_delivery import TASK_SECONDS, deliver, due_mails
from core.mail_forgetting import forget_done_mails
from core.queue_cleaning import remove_delivered_messages
from core.retention import remove_ended_windows, remove_old_logins

MAILS_PER_SWEEP = 200


@shared_task(soft_time_limit=TASK_SECONDS - 15, time_limit=TASK_SECONDS)
def send_mail(mail_id: int) -> bool:
    """Try to send one mail of the outbox; safe to run twice."""
    return deliver(mail_id)


@shared_task
def sweep_mail() -> int:
    """Queue every mail that is due: the ones that wait for another attempt and the ones that a crash left behind."""
    ids = list(due_mails(MAILS_PER_SWEEP).values_list("pk", flat=True))
    for mail_id in ids:
        # Should the worker not come round to it in time, the next sweep queues it again.
        send_mail.apply_async((mail_id,), expires=settings.SWEEP_SECONDS)
    return len(ids)


@shared_task
def forget_mails() -> int:
    """Take address and text out of sent mails that are to be forgotten; nearly all of them were when they were sent."""
    return forget_done_mails()


@shared_task
def clean_queue() -> int:
    """Delete delivered messages where the broker lives in PostgreSQL."""
    return remove_delivered_messages()


@shared_task
def clean_sessions() -> None:
    """Delete what has run out: sessions, windows of the rate limits, old records of logins."""
    call_command("clearsessions")
    remove_ended_windows()
    remove_old_logins()
