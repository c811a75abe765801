"""What is held of an adviser, so that only somebody suitably qualified is ever on the line."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

KEPT_AFTER_LEAVING_DAYS = 2192
WHY_RECORDS = "Six years after they left: until then it may be asked who advised, and how they were qualified."


class AdviserRecord(models.Model):
    """One for each adviser on the rota. Its row is locked while anything of the adviser's rota is changed.

    `skills` are codes of the content's staffing plan. `left_date` is the last day on which they advise.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.PROTECT, related_name="adviser_record"
    )
    skills = models.JSONField(default=list, blank=True)
    started_date = models.DateField()
    left_date = models.DateField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(STAFF="person skills started_date left_date"),
        retention=Retention(days=KEPT_AFTER_LEAVING_DAYS, after="left_date", why=WHY_RECORDS),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(left_date__isnull=True) | Q(left_date__gte=F("started_date")),
                name="adviser_record_leaves_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"record of {self.person_id}"


class Credential(models.Model):
    """A qualification, training, vetting or supervision. `expires_date` is the last day on which it holds; None where the
    kind's own length, or no end, applies. Never corrected: withdrawn, and added anew."""

    id = models.BigAutoField(primary_key=True)
    adviser = models.ForeignKey(AdviserRecord, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120, blank=True, default="")
    obtained_date = models.DateField()
    expires_date = models.DateField(null=True, default=None)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, default=None)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id",
            STAFF="adviser kind title obtained_date expires_date added_by added_at withdrawn_at",
        ),
        retention=Retention(days=KEPT_AFTER_LEAVING_DAYS, after="adviser__left_date", why=WHY_RECORDS),
    )

    class Meta:
        ordering: ClassVar = ["kind", "-obtained_date", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(expires_date__isnull=True) | Q(expires_date__gte=F("obtained_date")),
                name="credential_expires_after_obtained",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.adviser_id}"
