"""What professionals told the service of practice near them. Nothing in an item leads to an enquiry or to a person who
told it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

_PERSON = settings.AUTH_USER_MODEL


class EvidenceItem(models.Model):
    """One thing that was told. `suggested` are the codes of whoever wrote it down; `codes` are those that two coders
    agreed on, empty until then. `region` is empty for everywhere and for not said.

    Only an accepted item is coded, counted, searched or cited: a second person read its words first.
    """

    class Kind(models.TextChoices):
        PRACTICE = "practice", "Good practice"
        IDENTIFYING = "identifying", "A challenge in identifying"
        RESPONDING = "responding", "A challenge in responding"
        BARRIER = "barrier", "A barrier between agencies"

    class Source(models.TextChoices):
        ENQUIRY = "enquiry", "An enquiry"
        SESSION = "session", "A session"
        PUBLIC = "public", "The public form"
        STAFF = "staff", "Read or heard by staff"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a second reader"
        ACCEPTED = "accepted", "Accepted"
        SET_ASIDE = "set_aside", "Set aside"
        MERGED = "merged", "Merged into another"

    submission = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind)
    suggested = models.JSONField(default=list)
    codes = models.JSONField(default=list)
    setting = models.CharField(max_length=40)
    region = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=20)
    narrative = models.TextField()
    source = models.CharField(max_length=8, choices=Source)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=1)
    collected_at = models.DateTimeField()
    collected_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reworded_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    set_aside_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    coded_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    resolution = models.TextField(blank=True)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL=(
                "id submission kind suggested codes setting region grade source state version collected_at reviewed_at "
                "set_aside_at merged_into coded_at is_fictional"
            ),
            GUARDED_TEXT="narrative reason resolution",
            STAFF="collected_by reworded_by reviewed_by resolved_by",
        ),
        retention=Retention(
            days=90,
            after="set_aside_at",
            why="An item that was set aside is erased; the others are de-identified evidence that a second person read.",
        ),
    )

    class Meta:
        ordering: ClassVar = ["-collected_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["state", "kind", "-collected_at", "-id"], name="evidence_item_listed"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "accepted", "set_aside", "merged"]),
                name="evidence_item_state_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["practice", "identifying", "responding", "barrier"]),
                name="evidence_item_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "merged"])
                | Q(reviewed_by__isnull=False, reviewed_at__isnull=False),
                name="evidence_item_read_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "merged"])
                | Q(collected_by__isnull=True)
                | ~Q(collected_by=F("reviewed_by")),
                name="evidence_item_second_reader",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "merged"])
                | Q(reworded_by__isnull=True)
                | ~Q(reworded_by=F("reviewed_by")),
                name="evidence_item_rewording_was_read",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="evidence_item_merged_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="evidence_item_not_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(state="set_aside", set_aside_at__isnull=False)
                | (~Q(state="set_aside") & Q(set_aside_at__isnull=True)),
                name="evidence_item_set_aside_when",
            ),
        ]

    def __str__(self) -> str:
        return f"EV-{self.pk}"

    @property
    def subject(self) -> str:
        """Of audit events."""
        return f"evidence:{self.pk}"


class ItemLink(models.Model):
    """That one item bears on another. `first` is the one with the smaller id."""

    class How(models.TextChoices):
        RELATED = "related", "About the same thing"
        SUPPORTS = "supports", "One supports the other"
        CONTRADICTS = "contradicts", "One says otherwise"

    first = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="links_on")
    second = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="links_back")
    how = models.CharField(max_length=12, choices=How)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id first second how at", STAFF="by"),
        retention=Retention(days=None, why="Goes with its items."),
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first", "second"], name="evidence_link_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="evidence_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.how} {self.second_id}"
