"""The ledger: entries that are never changed or removed (migration 0002); a correction is a reversal and a new entry."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.finance.models.claims import Claim
from adviceline.finance.models.money import MoneyField
from adviceline.finance.models.parts import KEPT, month_is_valid, person
from adviceline.privacy.classification import Privacy, fields


class LedgerImport(models.Model):
    """A file of accounting software as it was read, before and after it was taken over. `rows`: what each row says once the
    guard passed it, and what is wrong with it; the file itself is not kept."""

    class State(models.TextChoices):
        READ = "read", "Looked through, nothing taken over"
        TAKEN = "taken", "Taken over"

    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=71)
    rows = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    state = models.CharField(max_length=6, choices=State, default=State.READ)
    read_by = person()
    read_at = models.DateTimeField()
    taken_by = person(null=True)
    taken_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id sha256 notes state read_at taken_at",
            GUARDED_TEXT="name rows",
            STAFF="read_by taken_by",
        ),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One entry. `cost`: what it costs the service: net, with the VAT that cannot be reclaimed. Claims and what was received
    for them stand in the same ledger; only costs are spending."""

    class Kind(models.TextChoices):
        COST = "cost", "Spending"
        CLAIM = "claim", "Claim"
        RECEIVED = "received", "Received from the Authority"

    entry_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    on_date = models.DateField()
    month = models.IntegerField()
    cost_line = models.CharField(max_length=30, blank=True)
    partner = models.CharField(max_length=40, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    description = models.CharField(max_length=300, blank=True)
    net = MoneyField()
    vat = MoneyField(default=0)
    gross = MoneyField()
    vat_reclaimed = models.BooleanField(default=False)
    cost = MoneyField(default=0)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="entries")
    reverses = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="reversed_by")
    reason = models.CharField(max_length=300, blank=True)
    imported = models.ForeignKey(LedgerImport, null=True, on_delete=models.PROTECT, related_name="entries")
    import_key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  # null: many were not imported
    recorded_by = person()
    recorded_at = models.DateTimeField()
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="entry_id number kind on_date month cost_line partner net vat gross vat_reclaimed cost claim "
            "reverses imported import_key recorded_at is_fictional",
            GUARDED_TEXT="supplier reference description reason",
            STAFF="recorded_by",
        ),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="entry_adds_up"),
            models.CheckConstraint(condition=month_is_valid("month"), name="entry_month_is_yyyymm"),
            models.CheckConstraint(
                condition=Q(kind="cost", vat_reclaimed=True, cost=F("net"), claim__isnull=True)
                | Q(kind="cost", vat_reclaimed=False, cost=F("gross"), claim__isnull=True)
                | Q(kind__in=["claim", "received"], cost=0, claim__isnull=False),
                name="entry_cost_follows",
            ),
            models.CheckConstraint(
                condition=~Q(kind="cost") | (~Q(cost_line="") & ~Q(partner="")), name="entry_of_a_cost_line_and_partner"
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True) | ~Q(reason=""), name="entry_reversal_says_why"
            ),
            models.UniqueConstraint(fields=["claim"], condition=Q(kind="claim"), name="entry_of_a_claim_once"),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["kind", "month", "cost_line", "partner"], name="entry_spending"),
        ]

    def __str__(self) -> str:
        return f"entry {self.number}"

    @property
    def subject(self) -> str:
        """Of audit events."""
        return f"ledger:{self.number}"


class Receipt(models.Model):
    """A receipt of an entry: sealed with a key of its own, opened only after the scanner passed it."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for the virus scanner"
        QUARANTINED = "quarantined", "Waits: the virus scanner is away"
        PASSED = "passed", "No virus found"
        INFECTED = "infected", "A virus was found"
        REFUSED = "refused", "Could not be looked through"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="receipts")
    submission = models.UUIDField(unique=True)
    key_id = models.UUIDField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    added_by = person()
    added_at = models.DateTimeField()
    scanned_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id entry submission kind size state added_at scanned_at", GUARDED_TEXT="name",
            SEALED_TEXT="content", PSEUDONYM="key_id", STAFF="added_by",
        ),
        retention=KEPT,
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "quarantined", "passed", "infected", "refused"]),
                name="receipt_state_known",
            )
        ]

    def __str__(self) -> str:
        return self.name
