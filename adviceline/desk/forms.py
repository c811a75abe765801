"""The forms of the desk. Choices come from the taxonomy, so a retired code is offered only where a record holds it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django import forms

from adviceline.contacts.models import Enquiry
from adviceline.contacts.values import ContactDetails, EnquirerValues, Triage
from adviceline.content.current import current_content
from adviceline.measures import codes
from adviceline.places.queries import establishment, local_authorities
from adviceline.privacy.forms import GuardedForm
from adviceline.quality.models import Difficulty
from adviceline.ui.filters import clock_time, long_date
from adviceline.ui.forms import (
    DatePartsField,
    ReadableForm,
    TimeOfDayField,
    VersionedForm,
    WholeForm,
    local_instant,
)
from adviceline.ui.plain_errors import EmailAddressField
from adviceline.workforce.hours import LONDON

NOT_CHOSEN = ("", "Not chosen")
LONGEST_AGO_YEARS = 10


def choices(field: str, *, keep: str = "") -> list[tuple[str, str]]:
    """(code, label) of a coded field."""
    return current_content().taxonomy[field].choices(keep or None)


class TriageForm(VersionedForm):
    kind = forms.ChoiceField(label="Kind", required=False)
    themes = forms.MultipleChoiceField(label="Themes", required=False, widget=forms.CheckboxSelectMultiple)
    continuum = forms.ChoiceField(
        label="Enquirer's working view", required=False, help_text="Never an assessment of a child."
    )
    threshold = forms.ChoiceField(label="Threshold", required=False)
    urgency = forms.ChoiceField(label="Urgency", required=False)
    follow_up = forms.ChoiceField(label="Follow-up needed", required=False)

    FIELDS = {
        "kind": "kind",
        "themes": "theme",
        "continuum": "continuum",
        "threshold": "threshold",
        "urgency": "urgency",
        "follow_up": "follow_up_kind",
    }

    def __init__(self, *args: Any, enquiry: Enquiry, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(enquiry, name) for name in self.FIELDS} | {"version": enquiry.version}
        super().__init__(*args, **kwargs)
        for name, coded in self.FIELDS.items():
            held = getattr(enquiry, name)
            offered = choices(coded, keep=held if isinstance(held, str) else "")
            self.fields[name].choices = offered if name == "themes" else [NOT_CHOSEN, *offered]  # type: ignore[attr-defined]  # a ChoiceField

    def values(self) -> Triage:
        clean = self.cleaned_data
        return Triage(**{name: clean[name] for name in self.FIELDS if name != "themes"}, themes=tuple(clean["themes"]))


class NoteForm(GuardedForm):
    guarded = ("note",)
    note = forms.CharField(
        label="Note",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Short and de-identified: what was asked, what was agreed.",
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CloseForm(VersionedForm):
    outcomes = forms.MultipleChoiceField(label="Outcomes", required=False, widget=forms.CheckboxSelectMultiple)
    non_advice = forms.ChoiceField(label="Or it was not for advice", required=False)
    difficulty = forms.ChoiceField(
        label="How hard was it for you?", required=False, widget=forms.RadioSelect, choices=Difficulty.Level.choices,
        help_text="Only if you want to say. A supervisor sees it, and may offer a debrief.",
    )  # fmt: skip

    def __init__(self, *args: Any, enquiry: Enquiry, roles: list[str], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"outcomes": enquiry.outcomes, "version": enquiry.version})
        super().__init__(*args, **kwargs)
        taxonomy = current_content().taxonomy
        self.fields["outcomes"].choices = [  # type: ignore[attr-defined]  # a MultipleChoiceField
            (code, label)
            for code, label in taxonomy["outcome"].choices()
            if not taxonomy.outcome(code).chosen_by or set(roles) & set(taxonomy.outcome(code).chosen_by)
        ]
        self.fields["non_advice"].choices = [NOT_CHOSEN, *non_advice_choices()]  # type: ignore[attr-defined]  # a ChoiceField


def non_advice_choices() -> list[tuple[str, str]]:
    """Kinds of contact that were not for advice, as the counting rule knows them."""
    return [(code, label) for code, label in choices("non_advice_contact") if code in codes.NON_ADVICE]


class EnquirerForm(WholeForm):
    """Who asks and how to reach them. Names and numbers typed here are sealed, so the guard does not read them."""

    role = forms.ChoiceField(label="Role")
    setting = forms.ChoiceField(label="Setting")
    establishment_urn = forms.IntegerField(
        label="Establishment's URN",
        required=False,
        min_value=1,
        max_value=9_999_999,
        help_text="Six digits, from the register. Leave empty if it is not listed.",
    )
    la_code = forms.ChoiceField(label="Local authority", required=False)
    name = forms.CharField(label="Name", required=False, max_length=120)
    email = EmailAddressField(label="E-mail address", required=False, max_length=254)
    phone = forms.CharField(label="Phone number", required=False, max_length=40)
    ask_for = forms.CharField(label="Ask for", required=False, max_length=120)
    safe_to_call = forms.CharField(
        label="When is it safe to call?",
        required=False,
        max_length=200,
        help_text="For example: only in the staff room, not between lessons.",
    )
    consents_to_follow_up = forms.BooleanField(label="Agrees to be asked later how it went", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = kwargs.get("initial") or {}
        self.fields["role"].choices = choices("role", keep=held.get("role", ""))  # type: ignore[attr-defined]
        self.fields["setting"].choices = choices("setting", keep=held.get("setting", ""))  # type: ignore[attr-defined]
        self.fields["la_code"].choices = [  # type: ignore[attr-defined]
            ("", "Not known"),
            *((la.la_code, la.name) for la in local_authorities()),
        ]

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_establishment_urn(self) -> int | None:
        urn: int | None = self.cleaned_data["establishment_urn"]
        if urn is not None and establishment(urn) is None:
            raise forms.ValidationError("No establishment has that URN. Check the number, or leave it empty.")
        return urn

    def values(self) -> EnquirerValues:
        return enquirer_values(self.cleaned_data)


def clean_phone(typed: str) -> str:
    """A UK or international number in E.164 form; empty stays empty."""
    import phonenumbers

    if not typed.strip():
        return ""
    try:
        number = phonenumbers.parse(typed, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise forms.ValidationError("Enter a phone number, like 0114 496 0123.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def enquirer_values(clean: dict[str, Any]) -> EnquirerValues:
    """Values of the core from the clean data of a form with these fields; place and phase follow the establishment."""
    place = establishment(clean["establishment_urn"]) if clean.get("establishment_urn") else None
    details = ContactDetails(
        **{name: clean.get(name, "") for name in ("name", "email", "phone", "ask_for", "safe_to_call")}
    )
    return EnquirerValues(
        role=clean["role"],
        setting=(place.setting if place and clean["setting"] == "not_asked" else "") or clean["setting"],
        phase=place.phase if place else "",
        establishment_urn=place.urn if place else None,
        la_code=(place.local_authority_id if place else "") or clean.get("la_code", ""),
        details=details,
        consents_to_follow_up=clean.get("consents_to_follow_up", False),
        is_anonymous=details.is_empty,
    )


def earliest_call(today: date) -> date:
    """No call is older than the service; where the content names no first day, than ten years. A year that was mistyped
    would make a month of its own in every return."""
    return current_content().service.opening.first_date or date(today.year - LONGEST_AGO_YEARS, 1, 1)


class LogCallForm(GuardedForm):
    """A call logged by hand: in or out, answered or not, when, how long, and a first note."""

    guarded = ("note",)
    direction = forms.ChoiceField(
        label="Who rang?", choices=[("in", "They rang us"), ("out", "We rang them")], widget=forms.RadioSelect
    )
    outcome = forms.ChoiceField(label="What happened?", widget=forms.RadioSelect)
    date = DatePartsField(label="Date")
    time = TimeOfDayField(
        label="Time it began",
        help_text="For example 2:15pm or 14:15. In the hour that clocks show twice in October, the first is meant.",
    )
    talk_minutes = forms.DecimalField(
        label="Minutes of talk", required=False, min_value=0, max_value=600, decimal_places=1
    )
    wrap_up_minutes = forms.DecimalField(
        label="Minutes of wrap-up", required=False, min_value=0, max_value=600, decimal_places=1
    )
    note = forms.CharField(label="Note", required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5}))
    heard = forms.ChoiceField(label="How did they hear of us?", required=False)
    another = forms.BooleanField(label="Record it as another call", required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    OUTCOMES = {
        "answered": "Answered: we spoke",
        "no_answer": "We rang, nobody answered",
        "message_left": "We rang and left a message",
        "abandoned": "They hung up before anybody answered",
        "voicemail": "They left a voicemail",
        "out_of_hours": "They rang while we were closed",
    }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["outcome"].choices = list(self.OUTCOMES.items())  # type: ignore[attr-defined]  # a ChoiceField
        heard = current_content().form_question("web.heard").choices
        self.fields["heard"].choices = [("", "Not asked"), *heard.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        direction, outcome = clean.get("direction"), clean.get("outcome")
        if direction and outcome and codes.unknown_outcome(codes.CALL, direction, outcome):
            self.add_error("outcome", "Choose what happened in a call of that direction.")
        if outcome == "answered" and clean.get("talk_minutes") is None and "talk_minutes" not in self.errors:
            self.add_error("talk_minutes", "Enter how many minutes you talked, like 12.")
        if clean.get("date") and clean.get("time"):
            began_at = local_instant(clean["date"], clean["time"], LONDON)
            if began_at is None:
                self.add_error("time", "Clocks went forward that night, so this time never was. Check when it began.")
                return clean
            clean["began_at"] = began_at
            if clean["began_at"] > self.now:
                self.add_error("time", "A call that is logged must have begun already.")
        if clean.get("date") and clean["date"] < (earliest := earliest_call(self.now.date())):
            self.add_error("date", f"Check the year: a call can be logged from {long_date(earliest)} on.")
        return clean

    def ask_whether_another(self, logged_at: datetime, *, by_them: bool) -> None:
        """Refuse until the person says that it is not the call that was logged at `logged_at`."""
        shown = clock_time(logged_at)
        which = f"the call you logged at {shown}" if by_them else f"a call that was logged at {shown}"
        self.add_error("another", f"This looks like {which}. To record it as another call, tick the box.")


class AttemptForm(ReadableForm):
    """One attempt at a call-back."""

    outcome = forms.ChoiceField(
        label="What happened?",
        widget=forms.RadioSelect,
        choices=[("completed", "We spoke"), ("no_answer", "Nobody answered"), ("message_left", "I left a message")],
    )
    talk_minutes = forms.DecimalField(
        label="Minutes of talk", required=False, min_value=0, max_value=600, decimal_places=1
    )
    attempt = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9)


class RingForm(ReadableForm):
    """Which attempt it is, as the page showed; `own`: on another telephone than the exchange's."""

    attempt = forms.IntegerField(min_value=1, max_value=9)
    own = forms.BooleanField(required=False)


class PromiseForm(ReadableForm):
    """When to ring, and on which number where none is recorded. `slots` are (value, words) of the half hours left."""

    slot = forms.ChoiceField(
        label="When?", required=False, help_text="Only half hours that are open and not full are shown.",
        error_messages={"invalid_choice": "That time has just been taken. Choose another."},
    )  # fmt: skip
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, slots: list[tuple[str, str]], has_number: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = [("", "As soon as possible"), *slots]  # type: ignore[attr-defined]  # a ChoiceField
        if not has_number:
            self.fields["phone"] = forms.CharField(
                label="Phone number", max_length=40, widget=forms.TextInput(attrs={"type": "tel"}),
                help_text="None is recorded yet. Ask which number to ring, like 0114 496 0123.",
                error_messages={"required": "Enter the number to ring, like 0114 496 0123."},
            )  # fmt: skip
        self.fields["ask_for"] = forms.CharField(
            label="Ask for", required=False, max_length=120, help_text="Leave empty to keep what is recorded."
        )
        self.fields["safe_to_call"] = forms.CharField(
            label="When is it safe to call?", required=False, max_length=200,
            help_text="For example: only in the staff room, not between lessons. Leave empty to keep what is recorded.",
        )  # fmt: skip

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])


class MergeForm(ReadableForm):
    into = forms.CharField(
        label="Merge into",
        max_length=40,
        help_text="The reference of the enquiry that stays, like HSB-7K3M-Q4XD.",
        error_messages={"required": "Enter the reference of the enquiry that stays, like HSB-7K3M-Q4XD."},
    )


class LeaveMapForm(GuardedForm):
    guarded = ("reason",)
    reason = forms.CharField(label="Why are you leaving the map?", max_length=300)
