"""Choosing a time for a session: when, how to meet, and who else takes part; and changing who does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from adviceline.channels.web.forms import LONGEST_EMAIL, LONGEST_NAME, LONGEST_PHONE, PublicForm, asked, error_of
from adviceline.channels.web.queries import time_in_words
from adviceline.contacts.phones import NotAPhoneNumber, phone_number
from adviceline.content.addresses import is_web_address
from adviceline.content.current import current_content
from adviceline.followups.models import Participant, Session
from adviceline.followups.queries.sessions import taking_part
from adviceline.followups.rules.times import MOST_PARTICIPANTS
from adviceline.followups.sealed import Invited, Place
from adviceline.workforce.hours import Slot

LONGEST_URL = 500
AS_BEFORE = "same"
PARTS = ("name", "agency", "email", "invite")


class WhoForm(PublicForm):
    """Rows for people who take part: name, agency, address, whether we invite them."""

    rows: Sequence[int] = ()

    def _ask_who(self, row: int) -> None:
        name, agency, email, invite = (f"person_{row}_{part}" for part in PARTS)
        self.fields[name] = forms.CharField(required=False, **asked("sessions.person_name", limit=LONGEST_NAME))
        self.fields[agency] = forms.ChoiceField(
            required=False, choices=[("", "Choose one"), *Participant.Agency.choices], **asked("sessions.person_agency")
        )
        self.fields[email] = forms.EmailField(required=False, **asked("sessions.person_email", limit=LONGEST_EMAIL))
        question = current_content().form_question("sessions.person_invite")
        self.fields[invite] = forms.BooleanField(required=False, label=question.choices["yes"])

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        seen: set[str] = set()
        for row in self.rows:
            self._clean_who(clean, row, seen)
        return clean

    def _clean_who(self, clean: dict[str, Any], row: int, seen: set[str]) -> None:
        name, agency, email, invite = (f"person_{row}_{part}" for part in PARTS)
        if not any(clean.get(part) for part in (name, agency, email, invite)):
            return
        for part, key in ((name, "person_name"), (agency, "person_agency")):
            if not clean.get(part) and part not in self.errors:
                self.add_error(part, error_of(f"sessions.{key}", "required"))
        address = (clean.get(email) or "").lower()
        if clean.get(invite) and not address and email not in self.errors:
            self.add_error(email, error_of("sessions.person_email", "required"))
        if address and address in seen:
            self.add_error(email, error_of("sessions.person_email", "twice"))
        seen.add(address)

    def named(self) -> list[Invited]:
        """Those whose row was filled in."""
        clean = self.cleaned_data
        rows = [[clean[f"person_{row}_{part}"] for part in PARTS] for row in self.rows]
        return [
            Invited(name=name, agency=agency, email=email, invite=invite)
            for name, agency, email, invite in rows
            if name
        ]

    @property
    def rows_filled(self) -> bool:
        """Whether something was typed into one of them."""
        return any(self.data.get(f"person_{row}_{part}") for row in self.rows for part in PARTS)


class PeopleForm(WhoForm):
    """Who takes part in a session that is booked: whom to take out, and rows for whom to add. For whoever holds the link they
    go by their agency; `names` gives the desk their names, by id."""

    def __init__(
        self, data: Any = None, *, session: Session, names: Mapping[int, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        present = list(taking_part(session))
        self.fields["remove"] = forms.MultipleChoiceField(
            required=False, widget=forms.CheckboxSelectMultiple, **asked("sessions.remove"),
            choices=[(str(each.pk), _person_words(each, number, names)) for number, each in enumerate(present, start=1)],
        )  # fmt: skip
        if names is not None:
            self.fields["remove"].help_text = ""  # that says why those who hold the link see no names
        self.has_people = bool(present)
        self.rows = range(MOST_PARTICIPANTS)
        for row in self.rows:
            self._ask_who(row)
        self.fields["sequence"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=session.sequence, min_value=0, max_value=10**6
        )

    @property
    def removed(self) -> set[int]:
        return {int(each) for each in self.cleaned_data["remove"]}


def _person_words(person: Participant, number: int, names: Mapping[int, str] | None) -> str:
    invited = "invited by us" if person.is_invited else "not invited by us"
    who = (names or {}).get(person.pk) or f"Person {number}"
    return f"{who}: {person.get_agency_display()}, {invited}"


class BookForm(WhoForm):
    """`slots` are the free times of the day. A session whose time is only changed keeps who takes part, and may keep how
    it is held. `sequence` is the session's as the page showed it."""

    def __init__(self, data: Any = None, *, session: Session, slots: list[Slot], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.is_first = session.state == Session.State.OFFERED
        self._slots = {slot.starts_at.isoformat(): slot for slot in slots}
        times = [(key, f"{time_in_words(slot.starts_at)} to {time_in_words(slot.ends_at)}")
                 for key, slot in self._slots.items()]  # fmt: skip
        self.fields["time"] = forms.ChoiceField(choices=times, widget=forms.RadioSelect, **asked("sessions.time"))
        self._ask_where()
        self.fields["email"] = forms.EmailField(required=False, **asked("sessions.email", limit=LONGEST_EMAIL))
        self.rows = range(MOST_PARTICIPANTS) if self.is_first else ()
        for row in self.rows:
            self._ask_who(row)
        self.fields["sequence"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=session.sequence, min_value=0, max_value=10**6
        )

    def _ask_where(self) -> None:
        ways = current_content().form_question("sessions.way").choices
        offered = [Session.Way.PHONE.value, Session.Way.VIDEO.value, *([] if self.is_first else [AS_BEFORE])]
        self.fields["way"] = forms.ChoiceField(
            choices=[(way, ways[way]) for way in offered], widget=forms.RadioSelect,
            initial=None if self.is_first else AS_BEFORE, **asked("sessions.way"),
        )  # fmt: skip
        self.fields["phone"] = forms.CharField(required=False, **asked("sessions.phone", limit=LONGEST_PHONE))
        self.fields["phone"].error_messages["max_length"] = error_of("sessions.phone", "invalid")
        self.fields["url"] = forms.CharField(required=False, **asked("sessions.url", limit=LONGEST_URL))
        self.fields["url"].error_messages["max_length"] = error_of("sessions.url", "invalid")

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if "time" in self.errors and self.data.get("time"):
            self.errors["time"] = self.error_class([error_of("sessions.time", "unknown")])
        self._clean_where(clean)
        return clean

    def _clean_where(self, clean: dict[str, Any]) -> None:
        if clean.get("way") == Session.Way.PHONE and "phone" not in self.errors:
            if not clean["phone"]:
                self.add_error("phone", error_of("sessions.phone", "required"))
                return
            try:
                number, extension = phone_number(clean["phone"])
                clean["phone"] = f"{number} ext. {extension}" if extension else number
            except NotAPhoneNumber:
                self.add_error("phone", error_of("sessions.phone", "invalid"))
        if clean.get("way") == Session.Way.VIDEO and "url" not in self.errors:
            clean["url"] = clean["url"].strip()
            if not is_web_address(clean["url"]):
                self.add_error("url", error_of("sessions.url", "invalid" if clean["url"] else "required"))

    @property
    def slot(self) -> Slot:
        return self._slots[self.cleaned_data["time"]]

    def place(self) -> Place:
        clean, way = self.cleaned_data, self.cleaned_data["way"]
        return Place(
            way="" if way == AS_BEFORE else way,
            phone=clean["phone"] if way == Session.Way.PHONE else "",
            url=clean["url"] if way == Session.Way.VIDEO else "",
            email=clean["email"],
        )

    def participants(self) -> list[Invited] | None:
        """Those who were named; None when they stay as they are."""
        return self.named() if self.is_first else None
