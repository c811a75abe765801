"""Writing notes of insight, and putting an example forward."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from adviceline.evidence.models import EvidenceItem, InsightNote
from adviceline.evidence.queries.items import item_by
from adviceline.privacy.forms import GuardedForm

MOST_CITED = 200


class NoteForm(GuardedForm):
    """`cites` becomes the items that were named."""

    guarded: ClassVar = ("title", "body")

    title = forms.CharField(max_length=150, label="What was learnt, in a sentence")
    body = forms.CharField(
        max_length=6_000, widget=forms.Textarea, label="What the evidence says",
        help_text="What was seen, how often and where, what it may mean, and what is not known.",
    )  # fmt: skip
    cites = forms.CharField(
        max_length=2_000, label="The items it stands on", help_text="Their numbers, divided by commas: EV-12, EV-31"
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, note: InsightNote | None = None, **kwargs: Any) -> None:
        if note is not None:
            cited = ", ".join(str(item) for item in note.cites.order_by("pk"))
            kwargs.setdefault("initial", {"title": note.title, "body": note.body, "cites": cited})
        super().__init__(*args, **kwargs)

    def clean_cites(self) -> list[EvidenceItem]:
        typed = [part for part in re.split(r"[,;\s]+", self.cleaned_data["cites"].strip()) if part]
        if len(typed) > MOST_CITED:
            raise ValidationError(f"Name at most {MOST_CITED} items.")
        found = {part: item_by(part) for part in typed}
        if wrong := [part for part, item in found.items() if item is None or item.state != "accepted"]:
            raise ValidationError(f"These are not numbers of accepted items: {', '.join(wrong)[:200]}.")
        return list({item.pk: item for item in found.values() if item}.values())


class CandidateForm(GuardedForm):
    guarded: ClassVar = ("why",)

    why = forms.CharField(
        max_length=1_000, widget=forms.Textarea, label="Why it should be tried more widely",
        help_text="What the evidence says, and where it might fit.",
    )  # fmt: skip
