"""What people add to the evaluation."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms

from adviceline.content.current import current_content
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField


class RecommendationForm(GuardedForm):
    guarded: ClassVar = ("title", "body")

    title = forms.CharField(max_length=150, label="What should be done", help_text="In a sentence.")
    body = forms.CharField(
        max_length=4_000, widget=forms.Textarea, label="Why, and how",
        help_text="Which figure or evidence it stands on, who could do it, and how it would be seen.",
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)


class SharingForm(GuardedForm):
    guarded: ClassVar = ("audience", "what")

    on_date = DatePartsField(label="When was it shared?")
    way = forms.ChoiceField(label="How?")
    audience = forms.CharField(max_length=200, label="With whom?", help_text="A group or a body, not a person's name.")
    what = forms.CharField(max_length=400, label="What?")
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = current_content().data["evaluation"]["plan"]["ways_of_sharing"]
        self.fields["way"].choices = list(ways.items())  # type: ignore[attr-defined]  # a field of choices
