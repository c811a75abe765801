"""What each of two coders made of an item, without seeing what the other did."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from adviceline.evidence.models.items import EvidenceItem
from adviceline.privacy.classification import Privacy, Retention, fields


class Coding(models.Model):
    """`main` is the one code that fits best, which agreement is measured on; `also` are others that apply.

    `codebook` is the digest of the definitions that the coder had before them: codings under different definitions
    are never compared.
    """

    item = models.ForeignKey(EvidenceItem, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    main = models.CharField(max_length=12)
    also = models.JSONField(default=list)
    codebook = models.CharField(max_length=16)
    at = models.DateTimeField()

    privacy: ClassVar = Privacy(
        fields=fields(NOTHING_PERSONAL="id item main also codebook at", STAFF="coder"),
        retention=Retention(days=None, why="Shows how reliable the codes are; goes with its item."),
    )

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "coder"], name="evidence_coding_once_each"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.main}"

    @property
    def codes(self) -> set[str]:
        return {self.main, *self.also}
