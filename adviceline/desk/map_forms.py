"""The forms of the review of maps. What is written freely passes the guard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import Departure, MapComment
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField, ReadableForm

LONGEST = 4000
WHOLE = ("", "The whole map")


class SignForm(ReadableForm):
    read = forms.BooleanField(
        label="I have read this version whole, and I sign exactly this text",
        error_messages={"required": "Say that you have read this version before you sign it"},
    )


class ReasonForm(GuardedForm):
    guarded = ("reason",)
    reason = forms.CharField(
        label="Why?", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say in a few words why"},
    )  # fmt: skip


class CommentForm(GuardedForm):
    guarded = ("body",)
    place = forms.ChoiceField(label="About", required=False)
    body = forms.CharField(
        label="Comment", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What should change, and why. Nothing about a child or a case.",
        error_messages={"required": "Write a comment"},
    )  # fmt: skip

    def __init__(self, *args: Any, advice_map: AdviceMap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [*advice_map.nodes.values(), *advice_map.outcomes.values()]
        self.fields["place"].choices = [WHOLE, *((each.id, f"{each.id} {each.title}") for each in places)]  # type: ignore[attr-defined]  # a ChoiceField


class SettleForm(GuardedForm):
    guarded = ("words",)
    settled = forms.ChoiceField(
        label="What came of it?", choices=MapComment.Settled.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say whether the map was changed"},
    )  # fmt: skip
    words = forms.CharField(
        label="In a few words", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed when nothing is changed.",
    )  # fmt: skip


class DriveForm(ReadableForm):
    for_date = DatePartsField(label="As if it were", error_messages={"required": "Enter a date"})
    setting = forms.ChoiceField(label="In the words of", required=False)

    def __init__(self, *args: Any, advice_map: AdviceMap, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"for_date": timezone.localdate()})
        super().__init__(*args, **kwargs)
        settings = [(each.id, each.label) for each in advice_map.settings.values()]
        self.fields["setting"].choices = [("", "General words"), *settings]  # type: ignore[attr-defined]  # a ChoiceField


class AttachForm(GuardedForm):
    guarded = ("note",)
    note = forms.CharField(
        label="What did you see?", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


class TaskForm(GuardedForm):
    guarded = ("reason",)
    reason = forms.CharField(
        label="What was done, or why need nothing be done?", max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done, or why nothing need be"},
    )  # fmt: skip


class OwnerForm(ReadableForm):
    owner = forms.TypedChoiceField(label="Who sees to it", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Nobody yet"), *((each.pk, each.name) for each in people)]  # type: ignore[attr-defined]  # a ChoiceField


class DepartureForm(GuardedForm):
    guarded = ("note",)
    conclusion = forms.ChoiceField(
        label="What do you conclude?", choices=Departure.Conclusion.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what you conclude"},
    )  # fmt: skip
    note = forms.CharField(
        label="In a few words", required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed unless leaving was right. A change of the map becomes a comment for the next version: "
        "write nothing about a child or a case.",
    )  # fmt: skip
