"""The rota's forms: records of advisers, shifts, availability, leave, swaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from adviceline.accounts.models import Person
from adviceline.desk.session_forms import AbsenceForm
from adviceline.privacy.forms import GuardedForm
from adviceline.ui.filters import clock_time, long_date
from adviceline.ui.forms import DatePartsField, ReadableForm, TimeOfDayField, local_instant
from adviceline.workforce.hours import LONDON
from adviceline.workforce.models import AdviserRecord, Shift
from adviceline.workforce.plan import record_kinds, skills

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
YEARS = range(1950, 2201)
FAR = "Enter a year between 1950 and 2200"
NEVER = "Clocks went forward that night, so this time never is. Choose another."


def _near(day: date | None) -> date | None:
    if day is not None and day.year not in YEARS:
        raise forms.ValidationError(FAR)
    return day


class RecordForm(ReadableForm):
    """An adviser's record: since when, until when, what they know well."""

    prefix = "record"
    started_date = DatePartsField(label="First day", error_messages={"required": "Enter their first day"})
    left_date = DatePartsField(label="Last day", required=False, help_text="Leave it empty while they stay.")
    skills = forms.MultipleChoiceField(label="Skills", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, held: AdviserRecord | None = None) -> None:
        initial = (
            {"started_date": held.started_date, "left_date": held.left_date, "skills": held.skills} if held else {}
        )
        super().__init__(data, initial=initial)
        self.fields["skills"].choices = list(skills().items())  # type: ignore[attr-defined]  # a field of choices

    def clean_started_date(self) -> date | None:
        return _near(self.cleaned_data["started_date"])

    def clean_left_date(self) -> date | None:
        return _near(self.cleaned_data["left_date"])


class NewRecordForm(RecordForm):
    """The same for somebody who has none yet."""

    person = forms.ChoiceField(label="Who?", error_messages={"required": "Choose who", "invalid_choice": "Choose who"})
    field_order = ("person",)

    def __init__(self, data: Any = None, *, people: Sequence[Person]) -> None:
        super().__init__(data)
        self._people = {str(each.pk): each for each in people}
        self.fields["person"].choices = [(key, each.name) for key, each in self._people.items()]  # type: ignore[attr-defined]  # a field of choices

    @property
    def chosen(self) -> Person:
        return self._people[self.cleaned_data["person"]]


class CredentialForm(ReadableForm):
    prefix = "held"
    kind = forms.ChoiceField(
        label="What is it?", widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is", "invalid_choice": "Choose what it is"},
    )  # fmt: skip
    title = forms.CharField(
        label="Its name", required=False, max_length=120, help_text="For example: social work degree. Never a number."
    )
    obtained_date = DatePartsField(label="Its date", error_messages={"required": "Enter its date"})
    expires_date = DatePartsField(
        label="Last day on which it holds", required=False, help_text="Leave it empty where the usual length applies."
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        kinds = record_kinds()
        self.fields["kind"].choices = [(code, kind.label) for code, kind in kinds.items()]  # type: ignore[attr-defined]  # a field of choices
        self.hints = {code: kind.hint for code, kind in kinds.items()}

    def clean_obtained_date(self) -> date | None:
        return _near(self.cleaned_data["obtained_date"])

    def clean_expires_date(self) -> date | None:
        return _near(self.cleaned_data["expires_date"])


class _TimesForm(GuardedForm):
    """`starts_at` and `ends_at` of its clean data are instants. An end that is not after the beginning is of the day after,
    for a service that is open at night."""

    guarded = ("reason",)
    day = DatePartsField(label="Day", error_messages={"required": "Enter the day"})
    begins = TimeOfDayField(label="From", error_messages={"required": "Enter when it begins, like 8am"})
    ends = TimeOfDayField(label="Until", error_messages={"required": "Enter when it ends, like 2pm"})
    despite_availability = forms.BooleanField(
        label="They agreed to it, though they are usually not available", required=False
    )
    reason = forms.CharField(
        label="Why is the past corrected?", required=False, max_length=300,
        help_text="For a shift that has begun. Write no names, and never why somebody was away.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        day, begins, ends = clean.get("day"), clean.get("begins"), clean.get("ends")
        if day is None or begins is None or ends is None:
            return clean
        if day.year not in YEARS:
            self.add_error("day", FAR)
            return clean
        last = day if ends > begins else day + timedelta(days=1)
        for name, each, clock in (("begins", day, begins), ("ends", last, ends)):
            made = local_instant(each, clock, LONDON)
            if made is None:
                self.add_error(name, NEVER)
            clean["starts_at" if name == "begins" else "ends_at"] = made
        return clean


class ShiftForm(_TimesForm):
    """A new shift."""

    prefix = "shift"
    adviser = forms.ChoiceField(label="Who?", error_messages={"required": "Choose who", "invalid_choice": "Choose who"})
    field_order = ("adviser",)

    def __init__(
        self, data: Any = None, *, advisers: Sequence[AdviserRecord], adviser: str = "", day: date | None = None
    ) -> None:
        super().__init__(data, initial={"adviser": adviser, "day": day})
        self._advisers = {str(each.pk): each for each in advisers}
        names = [(key, each.person.name) for key, each in self._advisers.items()]
        self.fields["adviser"].choices = [("", "Choose one"), *names]  # type: ignore[attr-defined]  # a field of choices

    @property
    def chosen(self) -> AdviserRecord:
        return self._advisers[self.cleaned_data["adviser"]]


class MoveForm(_TimesForm):
    """Other times for a shift, as the person saw it."""

    prefix = "move"
    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, shift: Shift) -> None:
        local = [each.astimezone(LONDON) for each in (shift.starts_at, shift.ends_at)]
        super().__init__(data, initial={
            "day": local[0].date(), "begins": local[0].time(), "ends": local[1].time(), "sequence": shift.sequence,
        })  # fmt: skip


class TakeOffForm(GuardedForm):
    """Taking a shift off the rota."""

    prefix = "off"
    guarded = ("reason",)
    reason = forms.CharField(
        label="Why is the past corrected?", required=False, max_length=300,
        help_text="For a shift that has begun. Write no names, and never why somebody was away.",
    )  # fmt: skip
    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)

    def __init__(self, data: Any = None, *, shift: Shift) -> None:
        super().__init__(data, initial={"sequence": shift.sequence})


class LeaveForm(AbsenceForm):
    """Whole days of London, or part of the first to the last."""

    prefix = "leave"


class AvailabilityForm(ReadableForm):
    """From and until for each day of the week; a day left empty is one on which they are not available."""

    prefix = "available"

    def __init__(self, data: Any = None, *, held: Mapping[int, tuple[int, int]]) -> None:
        super().__init__(data)
        for number, name in enumerate(WEEKDAYS):
            for which, label, minute in (("from", "from", 0), ("until", "until", 1)):
                field = TimeOfDayField(label=f"{name} {label}", required=False)
                if number in held:
                    field.initial = _clock(held[number][minute])
                self.fields[f"{which}_{number}"] = field

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        week: dict[int, tuple[int, int]] = {}
        for number, name in enumerate(WEEKDAYS):
            begins, ends = clean.get(f"from_{number}"), clean.get(f"until_{number}")
            if (begins is None) != (ends is None) and not {f"from_{number}", f"until_{number}"} & set(self.errors):
                self.add_error(
                    f"from_{number}" if begins is None else f"until_{number}", f"Enter both times of {name}, or none"
                )
            if begins is None or ends is None:
                continue
            start, end = begins.hour * 60 + begins.minute, (ends.hour * 60 + ends.minute) or 1440
            if end <= start:
                self.add_error(f"until_{number}", f"{name} must end after it begins")
            else:
                week[number] = (start, end)
        clean["week"] = week
        return clean


class SwapForm(ReadableForm):
    """One's own shift, the colleague who is asked, and what comes back for it."""

    prefix = "swap"
    shift = forms.ChoiceField(
        label="Which of your shifts?", error_messages={"required": "Choose a shift", "invalid_choice": "Choose a shift"}
    )
    colleague = forms.ChoiceField(
        label="Who is asked?", error_messages={"required": "Choose a colleague", "invalid_choice": "Choose a colleague"}
    )
    in_return = forms.ChoiceField(
        label="What do you take in return?",
        required=False,
        error_messages={"invalid_choice": "Choose one of their shifts"},
    )

    def __init__(
        self, data: Any = None, *, mine: Sequence[Shift], colleagues: Sequence[AdviserRecord], theirs: Sequence[Shift]
    ) -> None:
        super().__init__(data)
        self.shifts = {str(each.pk): each for each in (*mine, *theirs)}
        self.colleagues = {str(each.pk): each for each in colleagues}
        choices: dict[str, list[tuple[str, str]]] = {
            "shift": [(str(each.pk), shift_words(each)) for each in mine],
            "colleague": [(key, each.person.name) for key, each in self.colleagues.items()],
            "in_return": [
                ("", "Nothing"),
                *((str(each.pk), f"{each.adviser.person.name}: {shift_words(each)}") for each in theirs),
            ],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # fields of choices


def shift_words(shift: Shift) -> str:
    """'Thursday 3 February 2022, 8am to 2pm', in London."""
    local = shift.starts_at.astimezone(LONDON)
    return f"{local:%A} {long_date(local)}, {times_words(shift.starts_at, shift.ends_at)}"


def times_words(starts_at: datetime, ends_at: datetime) -> str:
    """'8am to 2pm', in London."""
    return f"{clock_time(starts_at)} to {clock_time(ends_at)}"


def _clock(minute: int) -> str:
    return "00:00" if minute == 1440 else f"{minute // 60:02d}:{minute % 60:02d}"
