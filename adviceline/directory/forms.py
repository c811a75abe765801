"""The forms on which entries and local contacts are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from adviceline.content.addresses import why_no_web_address
from adviceline.content.current import current_content
from adviceline.directory.guarding import identifying, is_a_persons_address
from adviceline.directory.guarding import in_words as as_refused
from adviceline.directory.importing import codes
from adviceline.directory.local_contacts import DETAILS, SLOTS, UnableToSaveContacts
from adviceline.directory.models import Entry, LocalContact
from adviceline.directory.rules.entries import DATES, LONGEST, check_entry, check_id, id_from
from adviceline.privacy.forms import UNCHECKED
from adviceline.privacy.guard import GuardFailed
from adviceline.privacy.screening import LONGEST_REASON, GuardUnavailable, IdentifyingDetailsFound, screen_text
from adviceline.ui.forms import DatePartsField, VersionedForm, WholeForm

LONG = ("what_it_is", "when_to_use", "when_not_to_use")
LABELS = {
    "title": "Title",
    "publisher": "Publisher",
    "url": "Address of the page",
    "kind": "Kind",
    "what_it_is": "What it is",
    "when_to_use": "When to use it",
    "when_not_to_use": "When not to use it",
    "audiences": "Who it is for",
    "phases": "Phases",
    "topics": "Topics, divided by semicolons",
    "regions": "Regions",
    "local_authorities": "Codes of local authorities, divided by semicolons",
    "cost": "Cost",
    "eligibility": "Who may use it",
    "contact_route": "How to get in touch",
    "phone": "Phone number",
    "hours": "Hours",
    "assured_by": "Assured by",
    "assured_date": "Assured on",
    "review_due_date": "Review due on",
    "address_checked": "How far the address was checked",
    "status": "Status",
}
NEEDED = ("title", "publisher", "url", "kind", "when_to_use", "audiences", "phases", "topics", "regions", "status")
CHECKED = (
    ("seen", "The page itself was seen"),
    ("publisher_seen", "Only its publisher's site"),
    ("unseen", "Not seen"),
)


class EntryForm(VersionedForm):
    """Everything that an entry says. `clean` gives what `actions` takes in `self.values`."""

    asked_later = frozenset({"guard_reason"})

    def __init__(self, *args: Any, entry: Entry | None = None, **kwargs: Any) -> None:
        if entry is not None:
            kwargs.setdefault("initial", as_typed(entry))
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["version"].required = entry is not None
        self.values: dict[str, object] = {}
        taxonomy, allowed = current_content().taxonomy, codes()
        choices = {
            "audiences": taxonomy["audience"].choices(),
            "phases": [("all", "All phases"), *((c, taxonomy["phase"].label(c)) for c in allowed.phases if c != "all")],
            "regions": [(code, taxonomy["region"].label(code)) for code in allowed.regions],
            "kind": taxonomy["resource_kind"].choices(),
            "status": list(Entry.Status.choices),
            "address_checked": list(CHECKED),
        }
        for name, label in LABELS.items():
            self.fields[name] = _field(name, label, choices.get(name))
        self.fields["guard_reason"] = forms.CharField(
            required=False, max_length=LONGEST_REASON, label="Why must these words stay?",
            help_text="For example: the words are not a child's name. A supervisor reads every reason.",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {name: _as_text(name, cleaned[name]) for name in LABELS if name in cleaned}
        checked = check_entry(given, codes(), whole=False)
        for name, words in checked.problems:
            self.add_error(name, words)
        if self.entry is None and "title" in cleaned and (wrong := check_id(id_from(cleaned["title"]))):
            self.add_error("title", wrong)
        self.values = checked.values
        self._read_for_children(cleaned.get("guard_reason", ""))
        return cleaned

    def _read_for_children(self, reason: str) -> None:
        """Refuse what could identify a child unless there is a reason, and always a reason that identifies."""
        try:
            held = self.entry.values() if self.entry else {}
            new = {name: value for name, value in self.values.items() if value != held.get(name)}
            found = identifying(new)
            if reason:
                screen_text(reason)
        except IdentifyingDetailsFound as refusal:
            words = ", ".join(f"‘{finding.excerpt}’" for finding in refusal.findings)
            self.add_error("guard_reason", ValidationError(f"The reason could identify a child: {words}."))
            return
        except (GuardFailed, GuardUnavailable):
            self.add_error(None, UNCHECKED)
            return
        for name, kept in found.items() if not reason else ():
            self.add_error(name, ValidationError(as_refused(kept), code="identifying"))

    @property
    def asks_for_reason(self) -> bool:
        """Whether the guard refused something, so that the reason should be asked for."""
        refused = any(error.code == "identifying" for errors in self.errors.as_data().values() for error in errors)
        return refused or "guard_reason" in self.errors or bool(self["guard_reason"].value())


def _field(name: str, label: str, choices: list[tuple[str, str]] | None) -> forms.Field:
    needed = name in NEEDED
    errors = {"required": f"Enter: {label.lower()}" if choices is None else f"Choose: {label.lower()}"}
    if name in DATES:
        return DatePartsField(label=label, required=False)
    if name in ("audiences", "phases", "regions"):
        return forms.MultipleChoiceField(
            label=label, choices=choices or [], widget=forms.CheckboxSelectMultiple, error_messages=errors
        )
    if choices is not None:
        return forms.ChoiceField(label=label, choices=choices, required=needed, error_messages=errors)
    widget = forms.Textarea if name in LONG else forms.TextInput
    return forms.CharField(
        label=label, required=needed, max_length=LONGEST.get(name, 1_000), widget=widget, error_messages=errors
    )


def _as_text(name: str, value: Any) -> str:
    if name in DATES:
        return value.isoformat() if value else ""
    return ";".join(value) if isinstance(value, list) else str(value)


def as_typed(entry: Entry) -> dict[str, Any]:
    """What the entry says as the form's initial values."""
    initial = {name: getattr(entry, name) for name in LABELS}
    return initial | {
        "topics": "; ".join(entry.topics),
        "local_authorities": "; ".join(entry.local_authorities),
        "version": entry.version,
    }


class LocalContactsForm(WholeForm):
    """Three slots of four details, all of which may stay empty; `clean` gives `self.slots`, and in `self.seen` what they
    were when the form was opened."""

    def __init__(self, *args: Any, held: Mapping[str, LocalContact], **kwargs: Any) -> None:
        known = {f"{slot}_{name}": getattr(held[slot], name) for slot in held for name in DETAILS}
        kwargs["initial"] = known | {f"{key}_seen": value for key, value in known.items()}
        super().__init__(*args, **kwargs)
        self.slots: dict[str, dict[str, str]] = {}
        self.seen: dict[str, dict[str, str]] = {}
        for slot in SLOTS:
            self.fields[f"{slot}_phone"] = forms.CharField(label="Phone number", required=False, max_length=40)
            self.fields[f"{slot}_email"] = forms.EmailField(
                label="Office e-mail address",
                required=False,
                max_length=254,
                error_messages={"invalid": "Enter an e-mail address in full, such as office@example.org"},
            )
            self.fields[f"{slot}_url"] = forms.CharField(label="Address of the page", required=False, max_length=500)
            self.fields[f"{slot}_hours"] = forms.CharField(label="Hours", required=False, max_length=200)
            for name in DETAILS:
                self.fields[f"{slot}_{name}_seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.fields["all_checked"] = forms.BooleanField(label="I checked all of these today", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for slot in SLOTS:
            email, hours = cleaned.get(f"{slot}_email", ""), cleaned.get(f"{slot}_hours", "")
            if email and is_a_persons_address(email):
                self.add_error(f"{slot}_email", "This is somebody's own address. Enter the office's.")
            if in_hours := identifying({"hours": hours}):
                self.add_error(f"{slot}_hours", as_refused(in_hours["hours"]))
            url = cleaned.get(f"{slot}_url", "")
            if url and (wrong := why_no_web_address(url)):
                self.add_error(f"{slot}_url", wrong)
            self.slots[slot] = {name: cleaned.get(f"{slot}_{name}", "") for name in DETAILS}
            self.seen[slot] = {name: cleaned.get(f"{slot}_{name}_seen", "") for name in DETAILS}
            if self.slots[slot]["hours"] and not any(self.slots[slot][name] for name in ("phone", "email", "url")):
                self.add_error(f"{slot}_hours", "Enter a phone number, an e-mail address or a page for these hours")
        return cleaned

    def show_conflicts(self, problem: UnableToSaveContacts) -> None:
        """Keep what this person wrote beside what a colleague wrote; what they left alone is shown as it is now."""
        data = cast(QueryDict, self.data).copy()
        for slot, now in problem.now.items():
            for name, value in now.items():
                if self.slots[slot][name] == self.seen[slot][name]:
                    data[f"{slot}_{name}"] = value
                data[f"{slot}_{name}_seen"] = value
        self.data = data
        self.add_error(None, str(problem))
        for (slot, name), value in problem.conflicts.items():
            now_says, wrote = (f"‘{each}’" if each else "empty" for each in (value, self.slots[slot][name]))
            self.add_error(f"{slot}_{name}", f"A colleague made this {now_says}. Yours, in the box, is {wrote}.")
