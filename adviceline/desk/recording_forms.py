"""Why somebody needs to hear a recorded call."""

from __future__ import annotations

from django import forms

from adviceline.channels.telephony.models import Recording
from adviceline.ui.forms import ReadableForm


class HearForm(ReadableForm):
    """A reason of a list: words of one's own could name a child, and would stand in the audit trail for years."""

    reason = forms.ChoiceField(
        label="Why do you need to hear it?", widget=forms.RadioSelect, choices=Recording.Reason.choices,
        error_messages={"required": "Say why you need to hear it", "invalid_choice": "Choose one of these"},
    )  # fmt: skip
