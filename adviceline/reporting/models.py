"""Returns and their releases. What was released is never changed: the database refuses (migration 0002)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from adviceline.privacy.classification import Privacy, Retention, fields

_KEPT = Retention(
    days=None, why="What was reported to the Authority, by whom, and what it was made from: kept as history."
)
_PERSON = settings.AUTH_USER_MODEL


class Return(models.Model):
    """A monitoring return of a period (`2022-02`, `2022-Q1`), or a revision of one (`2022-02-r2`).

    `document`: canonical JSON of its figures and tables as protected, without commentary and signatures. `inside`: what
    protection cost and why each cell is hidden, never released. `certificate`: the last attack, of the document of
    `attacked_hash`. `linked`: the returns that protection took into account. `version` counts the changes.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "Prepared"
        PROTECTED = "protected", "Protected"
        SIGNED = "signed", "Signed"
        RELEASED = "released", "Released"

    name = models.CharField(max_length=16, unique=True)
    period = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="corrected_by")
    reason = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    version = models.PositiveIntegerField(default=1)
    snapshot = models.CharField(max_length=71)
    document = models.TextField(blank=True)
    inside = models.JSONField(default=dict, blank=True)
    linked = models.JSONField(default=list, blank=True)
    certificate = models.JSONField(default=dict, blank=True)
    attacked_hash = models.CharField(max_length=71, blank=True)
    prepared_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    prepared_role = models.CharField(max_length=40)
    prepared_at = models.DateTimeField()
    signed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    signed_role = models.CharField(max_length=40, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_hash = models.CharField(max_length=71, blank=True)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id name period revision corrects state version snapshot document inside linked certificate "
            "attacked_hash prepared_role prepared_at signed_role signed_at signed_hash is_fictional",
            GUARDED_TEXT="reason",
            STAFF="prepared_by signed_by",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["-period", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "revision"], name="return_revision_once"),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "protected", "signed", "released"]), name="return_state_known"
            ),
            models.CheckConstraint(
                condition=Q(revision=1, corrects__isnull=True)
                | (Q(revision__gt=1, corrects__isnull=False) & ~Q(reason="")),
                name="return_revision_says_why",
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["prepared", "protected"], signed_by__isnull=True, signed_at__isnull=True))
                | (
                    Q(state__in=["signed", "released"], signed_by__isnull=False, signed_at__isnull=False)
                    & ~Q(signed_hash="")
                    & ~Q(document="")
                ),
                name="return_signed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("prepared_by")), name="return_two_people"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def released(self) -> bool:
        return self.state == self.State.RELEASED


class Commentary(models.Model):
    """One section of what people wrote for a return, read by somebody else before the return is signed."""

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="commentary")
    section = models.CharField(max_length=20)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(_PERSON, null=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id report section version written_at reviewed_at",
            GUARDED_TEXT="text",
            STAFF="written_by reviewed_by",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "section"], name="commentary_section_once"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | (Q(reviewed_by__isnull=False, reviewed_at__isnull=False) & ~Q(reviewed_by=F("written_by"))),
                name="commentary_read_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.section}"


class ReturnStep(models.Model):
    """One step in the life of a return. Whoever took one of those that make it may not sign it."""

    report = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    detail = models.CharField(max_length=120, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id report step detail at", GUARDED_TEXT="reason", STAFF="by"), retention=_KEPT
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.step}"


class Release(models.Model):
    """A return as it left the service. `number` counts releases: two at once cannot both be the next."""

    report = models.OneToOneField(Return, on_delete=models.PROTECT, related_name="release")
    number = models.PositiveIntegerField(unique=True)
    document = models.TextField()
    document_hash = models.CharField(max_length=71)
    certificate = models.JSONField()
    released_by = models.ForeignKey(_PERSON, on_delete=models.PROTECT, related_name="+")
    released_role = models.CharField(max_length=40)
    released_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id report number document document_hash certificate released_role released_at",
            STAFF="released_by",
        ),
        retention=_KEPT,
    )

    class Meta:
        ordering: ClassVar = ["number"]

    def __str__(self) -> str:
        return f"release {self.number}"


class ReleasedFile(models.Model):
    """One file of a release: its very bytes, and their hash."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=71)
    content = models.BinaryField()

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="id release name sha256 content"), retention=_KEPT)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["release", "name"], name="released_file_once")]

    def __str__(self) -> str:
        return self.name


class EvaluationCheck(models.Model):
    """What came of holding one evaluation against the releases of its months. `key` is the SHA-256 of all that was held together;
    `refused` names the parts that may not be shown, with words that may leave the service."""

    key = models.CharField(max_length=64, unique=True)
    refused = models.JSONField()
    checked_at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id key refused checked_at"),
        retention=Retention(
            days=400, after="checked_at", why="Thirteen months: it can be worked out again from the facts."
        ),
    )

    def __str__(self) -> str:
        return f"evaluation check {self.pk}"
