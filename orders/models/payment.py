"""Money in and money back, as rows: what was paid is their sum, never a flag (DESIGN 1.10, 1.12)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.money import CURRENCY
from orders.models.order import Order, money


class Payment(models.Model):
    class State(models.TextChoices):
        CREATED = "created", _("Not started")
        STARTED = "started", _("Waiting for the shopper")
        PROCESSING = "processing", _("Under way")
        SUCCEEDED = "succeeded", _("Received")
        FAILED = "failed", _("Failed")
        CANCELED = "canceled", _("Withdrawn")
        EXPIRED = "expired", _("Expired")
        REVIEW = "review", _("Needs review")

    OPEN_STATES = (State.CREATED, State.STARTED, State.PROCESSING)

    # Also the idempotency key of every outgoing call about this payment.
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(_("gateway"), max_length=20)
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.CREATED)
    amount = money(_("amount"))
    currency = models.CharField(max_length=3, default=CURRENCY)
    # What was really received, where it may differ from what was asked for.
    received = money(_("received"), default=0)
    # Every parameter of the call, frozen before it is made: a retry with the same key is the same call.
    request = models.JSONField(default=dict)
    session_reference = models.CharField(_("session"), max_length=120, blank=True)
    provider_reference = models.CharField(_("payment at the provider"), max_length=120, blank=True)
    page_url = models.CharField(max_length=2048, blank=True)
    page_expires_at = models.DateTimeField(null=True, blank=True)
    failure_code = models.CharField(_("refusal"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    succeeded_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["order", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["order", "attempt"], name="orders_payment_attempt_once"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["created", "started", "processing"]),
                name="orders_one_open_payment",
            ),
            models.UniqueConstraint(
                fields=["session_reference"],
                condition=~Q(session_reference=""),
                name="orders_payment_session_once",
            ),
            models.UniqueConstraint(
                fields=["provider_reference"],
                condition=~Q(provider_reference=""),
                name="orders_payment_provider_reference_once",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0, received__gte=0), name="orders_payment_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(state="succeeded", succeeded_at__isnull=False) | ~Q(state="succeeded"),
                name="orders_payment_succeeded_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["updated_at"],
                condition=Q(state__in=["created", "started", "processing"]),
                name="orders_payment_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.attempt} {self.amount} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES


class Refund(models.Model):
    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        PENDING = "pending", _("Under way")
        SUCCEEDED = "succeeded", _("Done")
        FAILED = "failed", _("Failed")

    class Origin(models.TextChoices):
        STAFF = "staff", _("Staff")
        SYSTEM = "system", _("Shop")
        GATEWAY = "gateway", _("Made at the provider")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="refunds")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.STAFF)
    amount = money(_("amount"))
    currency = models.CharField(max_length=3, default=CURRENCY)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    request = models.JSONField(default=dict)
    provider_reference = models.CharField(_("refund at the provider"), max_length=120, blank=True)
    failure_code = models.CharField(_("refusal"), max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor_label = models.CharField(_("who"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    succeeded_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ["order", "created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_refund_positive"),
            models.UniqueConstraint(
                fields=["provider_reference"],
                condition=~Q(provider_reference=""),
                name="orders_refund_provider_reference_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} −{self.amount} {self.state}"
