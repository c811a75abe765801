"""Offering a session, recording what became of it, and saying when one is there for sessions."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from adviceline.accounts.models import Person
from adviceline.contacts.models import Enquiry
from adviceline.followups.models import Diary, Session
from adviceline.followups.rules.proposing import Proposal
from adviceline.followups.rules.times import LENGTH, SERIES, SINGLE
from adviceline.followups.sealed import participant_details
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.forms import DatePartsField, ReadableForm
from adviceline.workforce.hours import LONDON

ME, ANYONE = "me", "anyone"
LAST_YEAR = 2200
CLOCK = ["%H:%M", "%H.%M", "%I:%M%p", "%I%p"]


class OfferForm(ReadableForm):
    """`after` is the session of a series that this one follows: its kind and step are then settled."""

    kind = forms.ChoiceField(
        label="What kind of session?", widget=forms.RadioSelect, choices=Session.Kind.choices,
        error_messages={"required": "Choose the kind of session", "invalid_choice": "Choose the kind of session"},
    )  # fmt: skip
    step = forms.ChoiceField(
        label="One session, or a series?", widget=forms.RadioSelect, required=False, initial=SINGLE,
        choices=[(SINGLE, "One session"), (SERIES[0], "A series of three: audit, plan, review. This is the audit")],
    )  # fmt: skip
    who = forms.ChoiceField(
        label="Who holds it?", widget=forms.RadioSelect, initial=ME,
        choices=[(ME, "I do"), (ANYONE, "Whoever takes sessions and is free")],
        error_messages={"required": "Choose who holds it", "invalid_choice": "Choose who holds it"},
    )  # fmt: skip
    how = forms.ChoiceField(
        label="How do you want to pass the link on?", widget=forms.RadioSelect,
        error_messages={"required": "Choose how to pass the link on", "invalid_choice": "Choose how to pass the link on"},
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, data: Any = None, *, enquiry: Enquiry, proposal: Proposal, after: Session | None = None) -> None:
        super().__init__(data, initial={"kind": after.kind if after else proposal.kind})
        reached = bool(enquiry.enquirer.email_index) and enquiry.enquirer.erased_at is None
        email = [(Session.How.EMAIL.value, "Send it to the enquirer's e-mail address")] if reached else []
        self.fields["how"].choices = [*email, (Session.How.LINK.value, "Show me the link, and I will pass it on")]  # type: ignore[attr-defined]  # a field of choices
        if after is not None:
            del self.fields["step"]
        self.lengths = {kind: f"{int(length.total_seconds() // 60)} minutes" for kind, length in LENGTH.items()}


class RecordForm(GuardedForm):
    """What became of a session that was held."""

    guarded = ("agreed",)
    enquirer_came = forms.BooleanField(label="The enquirer", required=False)
    came = forms.MultipleChoiceField(label="Who else came?", required=False, widget=forms.CheckboxSelectMultiple)
    minutes = forms.IntegerField(
        label="How many minutes did it take?", min_value=1, max_value=240,
        error_messages={"required": "Enter how many minutes it took, like 50"},
    )  # fmt: skip
    agreed = forms.CharField(
        label="What was agreed?", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One action in each line: who does what by when. Name roles and agencies, never people.",
    )  # fmt: skip
    review_date = DatePartsField(label="When will it be looked at again?", required=False)

    def __init__(self, data: Any = None, *, session: Session) -> None:
        super().__init__(data)
        people = list(session.participants.select_related("session__enquiry__enquirer"))
        self.fields["came"].choices = [  # type: ignore[attr-defined]  # a field of choices
            (str(each.pk), ", ".join(filter(None, [participant_details(each)[0], each.get_agency_display()])))
            for each in people
        ]
        self.has_people = bool(people)


class _ForAdviser(ReadableForm):
    """Staff see to their own times; a supervisor to everybody's."""

    adviser = forms.ChoiceField(
        label="Whose times?",
        error_messages={"required": "Choose whose times", "invalid_choice": "Choose whose times"},
    )

    def __init__(self, data: Any = None, *, people: list[Person], me: Person, **kwargs: Any) -> None:
        kwargs["initial"] = {"adviser": str(me.pk), **kwargs.get("initial", {})}
        super().__init__(data, **kwargs)
        self._people = {str(each.pk): each for each in people}
        self.fields["adviser"].choices = [(key, each.name) for key, each in self._people.items()]  # type: ignore[attr-defined]  # a field of choices
        if len(people) == 1:
            self.fields["adviser"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> Person:
        return self._people[self.cleaned_data["adviser"]]


class DiaryForm(_ForAdviser):
    prefix = "diary"
    takes_sessions = forms.BooleanField(label="Takes sessions", required=False)
    most_a_day = forms.IntegerField(
        label="At most this many on one day", min_value=1, max_value=12,
        error_messages={"required": "Enter how many on one day, like 3"},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, diary: Diary, **kwargs: Any) -> None:
        initial = {"takes_sessions": diary.takes_sessions, "most_a_day": diary.most_a_day}
        super().__init__(data, initial=initial, **kwargs)


class AbsenceForm(_ForAdviser):
    """`starts_at` and `ends_at` of its clean data are instants: whole days of London, or part of the first to the last."""

    prefix = "absence"
    first = DatePartsField(label="First day", error_messages={"required": "Enter the first day"})
    last = DatePartsField(label="Last day", required=False, help_text="Leave it empty for one day.")
    begins = forms.TimeField(
        label="From", required=False, input_formats=CLOCK, help_text="Leave it empty for the whole day. Like 13:00.",
        error_messages={"invalid": "Enter a time, like 13:00"},
    )  # fmt: skip
    ends = forms.TimeField(
        label="Until", required=False, input_formats=CLOCK, error_messages={"invalid": "Enter a time, like 17:00"}
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        first: date | None = clean.get("first")
        if first is None or "last" in self.errors:
            return clean
        last: date = clean.get("last") or first
        if last < first:
            self.add_error("last", "The last day must not be before the first")
        elif last.year > LAST_YEAR:
            self.add_error("last" if clean.get("last") else "first", "Enter a day that is nearer")
        else:
            clean["starts_at"] = _instant(first, clean.get("begins") or time.min)
            until = clean.get("ends")
            clean["ends_at"] = _instant(last, until) if until else _instant(last + timedelta(days=1), time.min)
            if clean["ends_at"] <= clean["starts_at"]:
                self.add_error("ends", "The absence must end after it begins")
        return clean


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=LONDON)
