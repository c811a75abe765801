"""How records are shown at the desk: codes as words, enquiries as rows, a conversation as entries."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import phonenumbers
from django.urls import reverse

from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.queries import Entry
from adviceline.contacts.rules import IMMEDIATE
from adviceline.contacts.states import LABELS, State
from adviceline.content.current import current_content
from adviceline.ui.filters import duration

STATE_TAGS = {
    State.NEW: "active",
    State.IN_PROGRESS: "plain",
    State.WAITING: "waiting",
    State.CLOSED: "done",
    State.MERGED: "done",
}
CHANNELS = {
    "call": "Phone call",
    "email": "E-mail",
    "chat": "Web chat",
    "web_form": "Web form",
    "callback": "Call-back",
    "session": "Session",
}
OUTCOMES = {
    "answered": "answered",
    "short_abandon": "hung up within 30 seconds",
    "abandoned": "hung up while waiting",
    "voicemail": "voicemail",
    "out_of_hours": "out of hours",
    "refused": "refused by a full queue",
    "no_answer": "no answer",
    "message_left": "message left",
    "completed": "spoken to",
    "received": "received",
    "sent": "sent",
    "auto_reply": "automatic reply",
    "bounce": "returned message",
    "spam": "spam",
    "delivered": "held",
    "not_attended": "not attended",
}


def label(field: str, code: str, empty: str = "Not yet coded") -> str:
    """The words of a code; `empty` for none."""
    return current_content().taxonomy[field].label(code) if code else empty


def phone_words(number: str) -> str:
    """A stored number as people dial it: '01632 960123', '+33 1 23 45 67 89'; as it stands when it is not one."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, style.NATIONAL if parsed.country_code == 44 else style.INTERNATIONAL)


def queue_row(enquiry: Enquiry, *, at: datetime, waited: Any, may_claim: bool) -> dict[str, Any]:
    """One enquiry as the queue component wants it."""
    enquirer = enquiry.enquirer
    return {
        "reference": enquiry.reference,
        "href": reverse("desk:enquiry", args=[enquiry.reference]),
        "waited": waited(enquiry.waiting_since_at or enquiry.opened_at, at),
        "due_at": enquiry.due_at if enquiry.state != State.WAITING else None,
        "channel": CHANNELS.get(enquiry.first_channel, enquiry.first_channel),
        "role": label("role", enquirer.role),
        "setting": label("setting", enquirer.setting),
        "region": label("region", enquirer.region, "Region not known"),
        "kind": label("kind", enquiry.kind),
        "state": {"text": LABELS[State(enquiry.state)], "kind": STATE_TAGS[State(enquiry.state)]},
        "owner": enquiry.owner.name if enquiry.owner else None,
        "danger": enquiry.urgency == IMMEDIATE,
        "claim_url": reverse("desk:claim", args=[enquiry.reference]) if may_claim and not enquiry.owner_id else None,
    }


def timeline_entry(entry: Entry) -> dict[str, Any]:
    """One line of a conversation as the timeline component wants it."""
    body = "\n\n".join(note.body for note in entry.notes)
    if entry.contact is None:
        note = entry.notes[0]
        nobody = "The service" if note.kind == Note.Kind.NOTE else "The enquirer"
        return {
            "at": entry.at,
            "who": note.author.name if note.author else nobody,
            "channel": note.get_kind_display(),
            "body": body,
            "kind": "note",
        }
    contact = entry.contact
    return {
        "at": entry.at,
        "who": contact.adviser.name
        if contact.adviser
        else ("The enquirer" if contact.direction == "in" else "The service"),
        "channel": f"{CHANNELS[contact.channel]}, {OUTCOMES.get(contact.outcome, contact.outcome)}{_length(contact)}",
        "body": body,
        "kind": contact.direction if body else "event",
    }


def _length(contact: Contact) -> str:
    """', 11 minutes of talk', or in seconds below a minute."""
    seconds = contact.talk_seconds or 0
    return f", {duration(round(seconds / 60) * 60 if seconds >= 60 else seconds)} of talk" if seconds else ""
