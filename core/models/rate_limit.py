"""Counters of the rate limits (core/rate_limit.py); a row holds no address, only its keyed hash."""

from django.db import models


class RateLimitWindow(models.Model):
    key = models.CharField(max_length=64, primary_key=True)
    hits = models.PositiveIntegerField(default=0)
    resets_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key[:12]
