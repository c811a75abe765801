"""What was answered, without who, without when, and in no order.

An answer waits sealed (`HeldAnswer`) until enough of its kind have come, and then leaves with them in one shuffled batch
(`Comment`, and the facts), placed in a month. That a link was used is a mark of its own (`SpentLink`) that only the
service's secret can match to the link.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from adviceline.facts.models.parts import month_is_valid
from adviceline.measures import feedback_codes as codes
from adviceline.privacy.classification import Privacy, Retention, fields


class SpentLink(models.Model):
    """A used link: a keyed fingerprint of its invitation. `forget_after` is the first day of a month, not an event's."""

    mark = models.CharField(primary_key=True, max_length=64)
    forget_after = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="forget_after", SECRET="mark"),  # noqa: S106  # the name of a class of fields
        retention=Retention(days=0, after="forget_after", why="The link has ended, so nobody can use it again."),
    )

    def __str__(self) -> str:
        return "spent"


class HeldAnswer(models.Model):
    """A sealed answer, of one length whatever it says. Its key goes when it is let out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    key_id = models.UUIDField()
    sealed = models.BinaryField()
    looked_at = models.BooleanField(default=False)
    case = models.OneToOneField("feedback.Case", null=True, on_delete=models.SET_NULL, related_name="held")

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="wave channel looked_at", PSEUDONYM="id key_id case", SEALED_TEXT="sealed"),
        retention=Retention(days=None, why="Until enough others came to be let out with; sealed for as long."),
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["wave", "channel"], name="feedback_held_pool")]

    def __str__(self) -> str:
        return f"{self.wave} {self.channel}"


class Comment(models.Model):
    """One text of an answer, apart from the codes that came with it: those are only in the facts.

    `themes` are codes of the taxonomy's `feedback_theme`, given by whoever reads it.
    """

    class About(models.TextChoices):
        SERVICE = "words", "The service"
        IDENTIFYING = "identifying_words", "Confidence in identifying"
        RESPONDING = "responding_words", "Confidence in responding"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.CharField(max_length=10)
    month = models.IntegerField()
    about = models.CharField(max_length=20, choices=About)
    words = models.TextField()
    themes = models.JSONField(default=list, blank=True)
    is_fictional = models.BooleanField(default=False)

    privacy: ClassVar = Privacy(
        fields=fields(PSEUDONYM="id", NOTHING_PERSONAL="wave month about themes is_fictional", GUARDED_TEXT="words"),
        retention=Retention(days=None, why="It leads to nobody: what was learnt from it can be shown again."),
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=month_is_valid("month"), name="feedback_comment_month_is_yyyymm"),
            models.CheckConstraint(condition=Q(wave__in=codes.WAVES), name="feedback_comment_wave"),
        ]
        indexes: ClassVar = [models.Index(fields=["month", "id"], name="feedback_comment_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.about}"
