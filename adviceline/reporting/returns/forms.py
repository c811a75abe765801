"""The forms of a return. Every text passes the guard before it is kept."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from adviceline.privacy.forms import GuardedForm
from adviceline.reporting.returns.actions.commenting import LONGEST


class CommentaryForm(GuardedForm):
    """One section of the commentary. `version` is the one that the page showed."""

    guarded: ClassVar = ("text",)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    text = forms.CharField(max_length=LONGEST, widget=forms.Textarea, label="What it says")


class ReasonForm(GuardedForm):
    """Why a return goes back, or is revised."""

    guarded: ClassVar = ("reason",)

    reason = forms.CharField(max_length=600, widget=forms.Textarea, label="Why")
