"""Versions of the maps, who signed and who published each, and every step that it took."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

WHY_KEPT = "Content of the service: what advisers followed, and who signed it, must stay provable."
SIGNED = Q(state="signed_off")
UNSIGNED = Q(
    signed_by__isnull=True, signed_at__isnull=True, signed_hash="", signed_name="", signed_role="",
    published_by__isnull=True, published_at__isnull=True,
)  # fmt: skip


class MapVersion(models.Model):
    """One version of one map, whole, so that a conversation of years ago can be replayed exactly as it was.

    `is_current`: new runs follow it. `runs_unsigned`: it does so though nobody signed and published it, which only a
    demonstration may.
    `signed_…` and `published_…` tell of the sign-off that stands now and of its latest publication; what went before is
    in `moves`. `signed_name` and `signed_role` are as they were on that day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In clinical review"
        SIGNED_OFF = "signed_off", "Signed off"

    hash = models.CharField(primary_key=True, max_length=64)
    map_id = models.CharField(max_length=80)
    text = models.TextField()  # JSON, in the order that its hash was taken from: see loading.map_to_text
    loaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, default=None)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True, default=None)
    signed_hash = models.CharField(max_length=64, blank=True, default="")
    signed_name = models.CharField(max_length=120, blank=True, default="")
    signed_role = models.CharField(max_length=120, blank=True, default="")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, default=None)
    is_current = models.BooleanField(default=False)
    runs_unsigned = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="hash map_id text loaded_at state submitted_at signed_at signed_hash signed_role "
            "published_at is_current runs_unsigned",
            STAFF="submitted_by signed_by signed_name published_by",
        ),
        retention=Retention(days=None, why=WHY_KEPT),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["map_id"], condition=Q(is_current=True), name="one_current_version_a_map"),
            models.CheckConstraint(
                condition=Q(state="draft", submitted_by__isnull=True, submitted_at__isnull=True)
                | (~Q(state="draft") & Q(submitted_by__isnull=False, submitted_at__isnull=False)),
                name="map_in_review_was_submitted",
            ),
            models.CheckConstraint(
                condition=(~SIGNED & UNSIGNED)
                | (
                    SIGNED
                    & Q(signed_by__isnull=False, signed_at__isnull=False, signed_hash=F("hash"))
                    & ~Q(signed_name="")
                    & ~Q(signed_role="")
                ),
                name="map_signature_is_whole_and_of_this_text",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | (
                    Q(published_by__isnull=False, published_at__isnull=False)
                    & ~Q(published_by=F("signed_by"))
                    & ~Q(published_by=F("submitted_by"))
                ),
                name="map_published_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(is_current=False)
                | Q(runs_unsigned=True)
                | (SIGNED & Q(published_by__isnull=False)),
                name="map_in_use_is_signed_and_published",
            ),
            models.CheckConstraint(
                condition=Q(runs_unsigned=False) | Q(is_current=True), name="map_runs_unsigned_in_use_only"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.map_id} {self.short}"

    @property
    def short(self) -> str:
        """The first eight characters of the hash: how people name a version."""
        return self.hash[:8]

    @property
    def is_signed(self) -> bool:
        return self.state == self.State.SIGNED_OFF


class MapMove(models.Model):
    """A step in the life of a version: who took it, when, in what role and why. Rows are only ever added."""

    class What(models.TextChoices):
        LOADED = "loaded", "Loaded from the content"
        SUBMITTED = "submitted", "Sent to clinical review"
        SENT_BACK = "sent_back", "Sent back"
        SIGNED = "signed", "Signed off"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced by another version"
        WITHDRAWN = "withdrawn", "Sign-off withdrawn"

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="moves")
    what = models.CharField(max_length=10, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True, default="")
    role = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id version what role at", STAFF="by name", GUARDED_TEXT="reason"),
        retention=Retention(days=None, why=WHY_KEPT),
    )

    class Meta:
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.version_id[:8]} {self.what}"
