"""What payment providers told us, exactly as they said it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IncomingEvent(models.Model):
    """A provider's event: stored once (by constraint) before anything is done about it."""

    class State(models.TextChoices):
        RECEIVED = "received", _("Waiting")
        DONE = "done", _("Done")
        IGNORED = "ignored", _("Not for us")
        UNMATCHED = "unmatched", _("No order found")
        FAILED = "failed", _("Given up")

    provider = models.CharField(_("provider"), max_length=20)
    event_id = models.CharField(_("event"), max_length=120)
    type = models.CharField(_("type"), max_length=120)
    object_id = models.CharField(_("object"), max_length=120, blank=True)
    livemode = models.BooleanField(_("live"))
    api_version = models.CharField(_("API version"), max_length=40, blank=True)
    payload = models.JSONField(_("payload"))
    occurred_at = models.DateTimeField(_("occurred"))
    received_at = models.DateTimeField(_("received"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    processed_at = models.DateTimeField(_("processed"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=255, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("incoming event")
        verbose_name_plural = _("incoming events")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="payments_event_stored_once")
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"], condition=models.Q(state="received"), name="payments_event_due"
            ),
            models.Index(fields=["object_id"], name="payments_event_object"),
        ]

    def __str__(self) -> str:
        return f"{self.type} · {self.event_id}"
