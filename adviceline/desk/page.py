"""What the enquiry page shows, gathered in one place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.queries import current_versions, runs_of
from adviceline.channels.chat.queries import chats_of
from adviceline.channels.telephony.queries import recordings_of
from adviceline.contacts.actions.closing import closing_facts
from adviceline.contacts.forms import ConfidenceForm
from adviceline.contacts.models import ConfidenceAnswer, Enquiry
from adviceline.contacts.queries import conversation, earlier_enquiries, later_enquiries
from adviceline.contacts.rules import missing_before_closing, suggested_urgency
from adviceline.contacts.states import LABELS, TRANSITIONS, State
from adviceline.desk.advice_panel import advice_panel
from adviceline.desk.forms import CloseForm, LeaveMapForm, NoteForm, TriageForm
from adviceline.desk.mail_shown import correspondence_of, mail_entry
from adviceline.desk.shown import CHANNELS, label, timeline_entry
from adviceline.directory.queries import resource as directory_resource
from adviceline.directory.queries import search_resources, warning_of
from adviceline.followups.queries import call_backs_of
from adviceline.followups.queries.sessions import sessions_of
from adviceline.places.queries import establishment, local_authority
from adviceline.signposting.queries import packs_of
from adviceline.ui.forms import ReadableForm

MOST_RESOURCES = 8
#: Words of what is missing (contacts.rules) and the part of the page where it is put right.
PARTS = (
    ("confidence", "confidence-close"),
    ("outcome", "close"),
    ("consultation", "close"),
    ("agencies", "close"),
    ("role", "who"),
)


def enquiry_page(
    enquiry: Enquiry, *, by: Person, at: datetime, chosen: Mapping[str, str], **bound: forms.Form
) -> dict[str, Any]:
    """The context of desk/enquiry.html. `bound` holds forms that were sent and refused, by name."""
    may_work = by.may(Permission.WORK_ENQUIRIES)
    confidence = {answer.stage: answer for answer in enquiry.confidence.all()}
    given = {signpost.resource for signpost in enquiry.signposts.all()}
    runs = list(runs_of(enquiry.key)[:5])
    mail = correspondence_of(enquiry, by=by, at=at)
    facts = closing_facts(enquiry, outcomes=enquiry.outcomes, non_advice="")
    return {
        "enquiry": enquiry,
        "at": at,
        "may_work": may_work and enquiry.is_open,
        "may_take_feedback": may_work and enquiry.state != State.MERGED,
        "may_reopen": may_work and enquiry.state == State.CLOSED,
        "may_take_over": by.may(Permission.SUPERVISE),
        "may_read_details": by.may(Permission.READ_CONTACT_DETAILS),
        "is_mine": enquiry.owner_id == by.pk,
        "moves": [name for name in ("release", "wait", "resume") if may_work and enquiry.state in TRANSITIONS[name][0]],
        "state": LABELS[State(enquiry.state)],
        "entries": [timeline_entry(entry) | mail_entry(entry, mail) for entry in conversation(enquiry)],
        "may_reply": mail.may_reply,
        "has_draft": mail.has_draft,
        "same_person": [
            ("earlier", "Earlier enquiries", list(earlier_enquiries(enquiry))),
            ("later", "Later enquiries", list(later_enquiries(enquiry))),
        ],
        "who": who_rows(enquiry),
        "advice": advice_panel(
            enquiry, runs=runs, maps=list(current_versions()), may_work=may_work and enquiry.is_open
        ),
        "missing": []
        if not enquiry.is_open
        else [{"label": words.rstrip("."), "href": "#" + _part(words)} for words in missing_before_closing(facts)],
        "triage": bound.get("triage") or TriageForm(enquiry=enquiry),
        "suggested_urgency": label("urgency", _suggested(enquiry), "") if not enquiry.urgency else "",
        "note": bound.get("note") or NoteForm(),
        "stages": [
            {
                "stage": stage,
                "words": words,
                "answer": confidence.get(stage),
                "form": bound.get(f"confidence_{stage}")
                or ConfidenceForm(stage=stage, initial=_scores(confidence.get(stage))),
            }
            for stage, words in (("start", "At the start"), ("close", "At the close"))
        ],
        "leave": bound.get("leave") or LeaveMapForm(),
        "close": bound.get("close") or CloseForm(enquiry=enquiry, roles=by.roles),
        "refused": list(bound.values()),
        "signposts": [resource_row(resource) for resource in sorted(given)],
        "packs": packs_of(enquiry, at=at, today=timezone.localdate(at)),
        "resources": [
            hit
            for hit in search_resources(
                chosen.get("resource", "")[:80],
                region=enquiry.enquirer.region,
                la_code=enquiry.enquirer.la_code,
                most=MOST_RESOURCES + len(given),
            )
            if hit.resource.id not in given
        ][:MOST_RESOURCES],
        "resource_search": chosen.get("resource", "")[:80],
        "call_backs": list(call_backs_of(enquiry)),
        "recordings": recordings_of(enquiry) if by.may(Permission.HEAR_RECORDINGS) else [],
        "chats": list(chats_of(enquiry)),
        "sessions": list(sessions_of(enquiry)),
        "label": label,
        "channels": CHANNELS,
        "coded_rows": coded_rows(enquiry),
    }


def who_rows(enquiry: Enquiry) -> list[dict[str, Any]]:
    """Who asks, as the coded list shows it."""
    enquirer = enquiry.enquirer
    place = establishment(enquirer.establishment_urn) if enquirer.establishment_urn else None
    area = local_authority(enquirer.la_code) if enquirer.la_code else None
    return [
        {"label": "Role", "value": label("role", enquirer.role)},
        {"label": "Setting", "value": label("setting", enquirer.setting)},
        {"label": "Establishment", "value": str(place) if place else "Not given"},
        {"label": "Local authority", "value": area.name if area else "Not given"},
        {"label": "Region", "value": label("region", enquirer.region, "Not known")},
        {
            "label": "Follow-up",
            "value": "Agrees to be asked later" if enquirer.consents_to_follow_up else "Has not agreed to be asked",
        },
    ]


def coded_rows(enquiry: Enquiry) -> list[dict[str, Any]]:
    """The coded fields in words, for those who may not change them."""
    return [
        {"label": "Kind", "value": label("kind", enquiry.kind)},
        {"label": "Themes", "value": ", ".join(label("theme", code) for code in enquiry.themes) or "Not yet coded"},
        {"label": "Working view", "value": label("continuum", enquiry.continuum)},
        {"label": "Threshold", "value": label("threshold", enquiry.threshold)},
        {"label": "Urgency", "value": label("urgency", enquiry.urgency)},
        {"label": "Outcomes", "value": ", ".join(label("outcome", code) for code in enquiry.outcomes) or "None yet"},
    ]


def resource_row(resource_id: str) -> dict[str, str]:
    """A resource that was given; one that has left the directory is shown by its id."""
    resource = directory_resource(resource_id)
    return {
        "id": resource_id,
        "title": resource.title if resource else resource_id,
        "publisher": resource.publisher if resource else "",
        "warning": warning_of(resource, today=timezone.localdate()),
        "url": resource.url if resource else "",
    }


def split_form(enquiry: Enquiry, data: Any) -> forms.Form:
    """A form with the enquiry's contacts to choose from."""

    class Chosen(forms.MultipleChoiceField):
        def valid_value(self, value: str) -> bool:
            """Whether it is the enquiry's own is for the action: the form sent twice names what has moved already."""
            return value.isascii() and value.isdecimal() and len(value) < 18

    class SplitForm(ReadableForm):
        contacts = Chosen(
            label="Which contacts belong to the other matter?",
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one contact to move."},
            choices=[
                (str(entry.contact.pk), f"{shown['channel']}, {entry.at:%d %B %Y %H:%M}")
                for entry in conversation(enquiry)
                if entry.contact
                for shown in (timeline_entry(entry),)
            ],
        )

    return SplitForm(data)


def _suggested(enquiry: Enquiry) -> str:
    if not (enquiry.kind or enquiry.continuum or enquiry.themes):
        return ""
    return suggested_urgency(
        kind=enquiry.kind, continuum=enquiry.continuum, threshold=enquiry.threshold, themes=enquiry.themes
    )


def _scores(answer: ConfidenceAnswer | None) -> dict[str, int | None]:
    return {"identifying": answer.identifying, "responding": answer.responding} if answer else {}


def _part(words: str) -> str:
    """The part of the page where it is put right; see the folds of desk/enquiry.html."""
    return next((part for cue, part in PARTS if cue in words), "coded")
