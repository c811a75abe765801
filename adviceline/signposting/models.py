"""Resource packs: what an adviser gave, as a page behind a private link, and whether it helped."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.contacts.models import ENQUIRY_KEPT_DAYS, WHY_ENQUIRIES, Enquiry, Signpost
from adviceline.privacy.classification import Privacy, Retention, fields


class Helped(models.TextChoices):
    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


class Pack(models.Model):
    """One giving of resources in an enquiry. The link's token is kept as a hash only: see `queries.token_of`."""

    class How(models.TextChoices):
        EMAIL = "email", "By e-mail"
        LINK = "link", "As a link, given by the adviser"

    id = models.BigAutoField(primary_key=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.PROTECT, related_name="packs")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    submission = models.UUIDField(unique=True)
    how = models.CharField(max_length=5, choices=How)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, default=None)
    helped = models.CharField(max_length=6, choices=Helped, blank=True, default="")
    words = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, default=None)
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="how given_at expires_at stopped_at helped answered_at",
            PSEUDONYM="id enquiry key submission fact_id",
            STAFF="given_by",
            SECRET="token_hash",  # noqa: S106  # the name of a class of fields
            GUARDED_TEXT="words",
        ),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        ordering: ClassVar = ["-given_at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(how__in=["email", "link"]), name="pack_how_known"),
            models.CheckConstraint(condition=Q(helped__in=["", "yes", "partly", "no"]), name="pack_helped_known"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("given_at")), name="pack_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return f"Pack {self.pk}"


class PackEntry(models.Model):
    """One entry of a pack, in the version that the directory held when it was given; 0 for the content's own."""

    id = models.BigAutoField(primary_key=True)
    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="entries")
    place = models.PositiveSmallIntegerField()
    resource = models.CharField(max_length=120)
    version = models.PositiveIntegerField()
    signpost = models.ForeignKey(Signpost, null=True, on_delete=models.SET_NULL, related_name="+")
    helped = models.CharField(max_length=6, choices=Helped, blank=True, default="")
    fact_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="place resource version helped", PSEUDONYM="id pack signpost fact_id"),
        retention=Retention(days=ENQUIRY_KEPT_DAYS, after="pack__enquiry__closed_at", why=WHY_ENQUIRIES),
    )

    class Meta:
        ordering: ClassVar = ["place"]
        indexes: ClassVar = [models.Index(fields=["resource"], name="pack_entry_resource")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pack", "resource"], name="pack_entry_once"),
            models.CheckConstraint(condition=Q(helped__in=["", "yes", "partly", "no"]), name="pack_entry_helped_known"),
        ]

    def __str__(self) -> str:
        return self.resource
