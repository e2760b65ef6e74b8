"""Codes that open a promotion, and who used it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from promotions.codes import MOST_SIGNS
from promotions.models.promotion import Promotion


class Coupon(models.Model):
    """A code of a promotion. It is archived, never deleted: orders remember it."""

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="coupons")
    code = models.CharField(_("code"), max_length=MOST_SIGNS)
    # promotions.codes.key_of: "Добре10", "ДОБРЕ10" and the same typed with Latin lookalikes are one code.
    key = models.CharField(max_length=MOST_SIGNS, unique=True, editable=False)
    # What it was made for, for staff: a campaign, a partner, a batch.
    batch = models.CharField(_("made for"), max_length=80, blank=True)
    limit = models.PositiveIntegerField(_("orders at the most"), null=True, blank=True)
    used = models.PositiveIntegerField(_("orders"), default=0, editable=False)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(limit__isnull=True) | Q(used__lte=F("limit")), name="promotions_code_within_limit"
            ),
            # Capitals only, so that no code differs from another by them.
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-ZА-Я0-9][A-ZА-Я0-9_-]*$"), name="promotions_code_in_capitals"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Redemption(models.Model):
    """An order that was given a promotion. Released when the order is cancelled or runs out; then it no longer counts."""

    class State(models.TextChoices):
        CLAIMED = "claimed", _("Used")
        RELEASED = "released", _("Given back")

    promotion = models.ForeignKey(Promotion, on_delete=models.PROTECT, related_name="redemptions")
    coupon = models.ForeignKey(
        Coupon, on_delete=models.PROTECT, null=True, blank=True, related_name="redemptions"
    )
    # The order's public id; no key, because what is below the order never depends on it.
    reference = models.UUIDField()
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # A keyed hash: enough to tell the same person, not to know whom.
    person = models.CharField(max_length=64)
    gross = models.DecimalField(_("taken off (EUR, with VAT)"), max_digits=12, decimal_places=2)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLAIMED)
    claimed_at = models.DateTimeField(_("used"), auto_now_add=True)
    released_at = models.DateTimeField(_("given back"), null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["promotion", "reference"], name="promotions_redeemed_once"),
            models.CheckConstraint(condition=Q(gross__gte=0), name="promotions_redeemed_not_negative"),
        ]
        indexes = [
            models.Index(fields=["reference"], name="promotions_by_order"),
            models.Index(
                fields=["promotion", "person"], condition=Q(state="claimed"), name="promotions_by_person"
            ),
            models.Index(
                fields=["promotion", "customer"], condition=Q(state="claimed"), name="promotions_by_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promotion_id} · {self.reference}"
