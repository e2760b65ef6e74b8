"""Deleting records whose time is over."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.utils import timezone

from core.models import RateLimitWindow

# Successful and failed logins name a person and an address; after this long nobody needs them.
LOGINS_KEPT = timedelta(days=90)


def remove_ended_windows() -> int:
    """Delete the counters of rate limits whose window is over and return how many there were."""
    return RateLimitWindow.objects.filter(resets_at__lte=timezone.now()).delete()[0]


def remove_old_logins() -> int:
    """Delete the records of logins older than LOGINS_KEPT and return how many there were."""
    before = timezone.now() - LOGINS_KEPT
    return sum(
        model.objects.filter(attempt_time__lt=before).delete()[0] for model in (AccessAttempt, AccessLog)
    )
