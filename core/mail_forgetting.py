"""Mails that nobody may know of once they are sent: their address and text are taken out of the outbox.

The mails of an order prove what was agreed and stay with it. A mail that a person asked for once, such as the notice
that something is back, is over when it is sent: who got it is nobody's business any more (GDPR art. 5(1)(e)). An app
names such kinds in its `personal_data.py`.
"""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from core.models import OutgoingMail

# Reserved for what never is an address (RFC 2606).
FORGOTTEN = "forgotten@mail.invalid"
# A mail that could not be sent is kept so long, for staff to see why; then it is forgotten as well.
UNSENT_KEPT = timedelta(days=14)

_kinds: set[str] = set()
State = OutgoingMail.State


def forget_after_sending(kind: str) -> None:
    """Have the mails of this kind forgotten as soon as they are sent."""
    _kinds.add(kind)


def forget_if_done(mail: OutgoingMail) -> None:
    """Forget a mail that has just been sent, if it is of such a kind."""
    if mail.kind in _kinds:
        _forget(Q(pk=mail.pk, state=State.SENT))


def forget_done_mails() -> int:
    """Forget what a crash left behind, and what was given up two weeks ago; return how many there were."""
    given_up = Q(state=State.FAILED, next_attempt_at__lt=timezone.now() - UNSENT_KEPT)
    return _forget(Q(kind__in=_kinds) & (Q(state=State.SENT) | given_up))


def _forget(which: Q) -> int:
    remembered = OutgoingMail.objects.filter(which).exclude(recipient=FORGOTTEN)
    return remembered.update(recipient=FORGOTTEN, body_text="", body_html="", last_error="")
