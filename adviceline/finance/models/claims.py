"""Monthly claims. What was released is never changed: the database refuses (migration 0002)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from adviceline.accounts.roles import Permission
from adviceline.finance.models.money import MoneyField
from adviceline.finance.models.parts import KEPT, month_is_valid, person
from adviceline.privacy.classification import Privacy, fields


class Account(models.Model):
    """One row, locked by whoever releases a claim or adds to the ledger: claims cannot pass the grant together, and
    numbers have no gaps."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    grant = MoneyField(default=0)
    claimed = MoneyField(default=0)
    claims = models.PositiveIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)

    privacy: ClassVar = Privacy(fields=fields(NOTHING_PERSONAL="id grant claimed claims entries"), retention=KEPT)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="finance_one_account"),
            models.CheckConstraint(condition=Q(claimed__lte=F("grant")), name="finance_claims_within_the_grant"),
            models.CheckConstraint(condition=Q(claimed__gte=0), name="finance_claims_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return "account"


class Claim(models.Model):
    """The claim of a month in arrears, with what earlier months come to now. `document`: canonical JSON, which is what
    the signatures are of. `turns`: each charge and credit behind it, by the pseudonym of its fact."""

    class State(models.TextChoices):
        PREPARED = "prepared", "Drawn up"
        SIGNED = "signed", "Signed by one"
        RELEASED = "released", "Released"

    name = models.CharField(max_length=12, unique=True)
    number = models.PositiveIntegerField(unique=True)
    month = models.IntegerField()
    final = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.PREPARED)
    #: True or null: a database knows by it that one claim at a time is open.
    is_open = models.BooleanField(null=True, default=True, unique=True)
    document = models.TextField()
    document_hash = models.CharField(max_length=71)
    turns = models.JSONField(default=list)
    net = MoneyField()
    vat = MoneyField()
    gross = MoneyField()
    drawn_up_by = person()
    drawn_up_at = models.DateTimeField()
    signed_by = person(null=True)
    signed_at = models.DateTimeField(null=True)
    signed_hash = models.CharField(max_length=71, blank=True)
    released_by = person(null=True)
    released_at = models.DateTimeField(null=True)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id name number month final state is_open document document_hash net vat gross drawn_up_at "
            "signed_at signed_hash released_at is_fictional",
            PSEUDONYM="turns",
            STAFF="drawn_up_by signed_by released_by",
        ),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="claim_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(state__in=["prepared", "signed", "released"]), name="claim_state_known"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("vat")), name="claim_adds_up"),
            models.CheckConstraint(
                condition=Q(state="prepared", signed_by__isnull=True, signed_at__isnull=True, signed_hash="")
                | (Q(state__in=["signed", "released"], signed_by__isnull=False, signed_at__isnull=False)
                   & Q(signed_hash=F("document_hash"))),
                name="claim_signed_as_it_stands",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_by__isnull=False, released_at__isnull=False, is_open__isnull=True)
                | (Q(state__in=["prepared", "signed"], released_by__isnull=True, released_at__isnull=True, is_open=True)),
                name="claim_released_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True)
                | (~Q(released_by=F("signed_by")) & ~Q(released_by=F("drawn_up_by"))),
                name="claim_two_people",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Of audit events."""
        return f"claim:{self.name}"

    @property
    def released(self) -> bool:
        return self.state == self.State.RELEASED


class ClaimLine(models.Model):
    """One line of a released claim, as its document has it. `month` 0: for all months together."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveSmallIntegerField()
    month = models.IntegerField()
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=160)
    quantity = models.IntegerField()
    price = MoneyField(null=True)
    amount = MoneyField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id claim place month kind code label quantity price amount"), retention=KEPT
    )

    class Meta:
        ordering: ClassVar = ["claim", "place"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "place"], name="claim_line_place_once"),
            models.UniqueConstraint(fields=["claim", "month", "kind", "code"], name="claim_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.label}"


class Charge(models.Model):
    """One contact charged for, or credited, in a released claim. `turn` counts those of the contact: odd ones are charges
    and even ones credits, each once, so that nothing can be charged for twice."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="charges")
    fact_id = models.UUIDField()
    turn = models.PositiveIntegerField()
    sign = models.SmallIntegerField()
    month = models.IntegerField()
    channel = models.CharField(max_length=12)
    band = models.CharField(max_length=20)
    price = MoneyField()
    partner = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=8)
    evidence = models.CharField(max_length=16)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id claim turn sign month channel band price partner why", PSEUDONYM="fact_id evidence"
        ),
        retention=KEPT,
    )

    class Meta:
        ordering: ClassVar = ["fact_id", "turn"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact_id", "turn"], name="charge_turn_once"),
            models.CheckConstraint(
                condition=Q(turn__gte=1) & Q(sign=F("turn") % 2 * 2 - 1), name="charge_then_credit_in_turn"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="charge_price_not_negative"),
        ]
        indexes: ClassVar = [models.Index(fields=["claim", "month", "channel", "band"], name="charge_of_a_line")]

    def __str__(self) -> str:
        return f"{self.fact_id} {self.turn}"


class ClaimStep(models.Model):
    """One step in the life of a claim."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    by = person()
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id claim step at", GUARDED_TEXT="reason", STAFF="by"), retention=KEPT
    )

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.step}"


class Dispute(models.Model):
    """What the Authority does not agree with in a released claim. `upheld`: how much of it the next claim takes off."""

    class State(models.TextChoices):
        RAISED = "raised", "Raised"
        UPHELD = "upheld", "Upheld"
        REJECTED = "rejected", "Rejected"
        WITHDRAWN = "withdrawn", "Withdrawn"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="disputes")
    line = models.ForeignKey(ClaimLine, null=True, on_delete=models.PROTECT, related_name="disputes")
    amount = MoneyField()
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    upheld = MoneyField(default=0)
    answer = models.TextField(blank=True)
    raised_by = person()
    raised_at = models.DateTimeField()
    settled_by = person(null=True)
    settled_at = models.DateTimeField(null=True)

    privacy: ClassVar = Privacy(
        fields=fields(
            NOTHING_PERSONAL="id claim line amount state upheld raised_at settled_at", GUARDED_TEXT="reason answer",
            STAFF="raised_by settled_by",
        ),
        retention=KEPT,
    )  # fmt: skip

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="dispute_is_of_something"),
            models.CheckConstraint(
                condition=Q(state="upheld", upheld__gt=0, upheld__lte=F("amount"))
                | (~Q(state="upheld") & Q(upheld=0)),
                name="dispute_upheld_in_part_or_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("raised_by")), name="dispute_two_people"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.claim_id} {self.amount}"

    @property
    def by_authority(self) -> bool:
        """Written by the Authority itself, and not by finance for it."""
        return bool(self.raised_by.may(Permission.DISPUTE_CLAIMS))
