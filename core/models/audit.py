"""Who changed what in the shop's own records; rows can be added, never altered (database trigger)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    # Numbers instead of a foreign key: the entry outlives the person, and no cascade may touch it.
    actor_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("kind of object"), max_length=60)
    object_id = models.CharField(_("object"), max_length=60)
    object_label = models.CharField(_("object"), max_length=255, blank=True)
    # {"field": ["before", "after"]}, money and dates as text.
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    correlation_id = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"], name="core_audit_object")]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.action} · {self.object_label or self.object_id}"
