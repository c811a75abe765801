"""An enquiry or a call-back request arrives from the public site.

There is no raw record apart from the contact itself: the form is refused by the guard before anything is saved, and
what it accepts is written down whole, as the contact, in the transaction that also asks for the acknowledgement. So
the confirmation is shown only for what is safely kept (docs/adr/0010).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import events_last
from adviceline.audit.actors import Actor
from adviceline.channels.web.rules import AREAS_WITHOUT_COUNCIL
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Contact, Enquiry
from adviceline.contacts.rows import details_of
from adviceline.contacts.rules import changed_submission
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.followups import actions as followups
from adviceline.followups.models import CallBack
from adviceline.jobs import actions as jobs
from adviceline.places.queries import establishment
from adviceline.privacy.screening import ScreenedText

ACKNOWLEDGEMENT = "web.acknowledgement"
NO_DETAILS, NO_TEXT = ContactDetails(), ScreenedText("")


@dataclass(frozen=True, kw_only=True)
class Submission:
    """A form as accepted: taxonomy codes, where from, how to reply, and the question that the guard let through.

    `area` is a local authority's code or one of `AREAS_WITHOUT_COUNCIL`. `slot_start_at` None with `wants_call` means
    as soon as possible.
    """

    role: str = "not_asked"
    setting: str = "not_asked"
    establishment_urn: int | None = None
    area: str = ""
    details: ContactDetails = NO_DETAILS
    consents_to_follow_up: bool = False
    question: ScreenedText = NO_TEXT
    wants_call: bool = False
    slot_start_at: datetime | None = None
    heard: str = ""
    campaign: str = ""


@dataclass(frozen=True)
class Submitted:
    """What was kept; `created` is False when the same form had been sent before."""

    enquiry: Enquiry
    call_back: CallBack | None
    created: bool


def submit_enquiry(*, values: Submission, form_key: uuid.UUID, by: Actor, at: datetime) -> Submitted:
    """Record the enquiry, its call-back and its acknowledgement in one transaction, once for each `form_key`.

    What was changed after a send that was interrupted is an enquiry of its own, since nobody but the person could say
    which of the two they meant.
    Raises `UnableToBookCallBack` when the slot cannot be had any more; then nothing was recorded.
    """
    if (before := _recorded(form_key)) and not _same(before, values):
        return submit_enquiry(values=values, form_key=changed_submission(form_key), by=by, at=at)
    with transaction.atomic(), events_last():
        recorded = contacts.record_contact(
            channel="web_form", direction="in", outcome="received", idempotency_key=idempotency_key(form_key),
            began_at=at, by=by, at=at, enquirer=_enquirer(values), text=values.question, source="web",
            heard=values.heard, campaign=values.campaign,
        )  # fmt: skip
        enquiry = recorded.enquiry
        assert enquiry is not None
        if not recorded.created:
            return Submitted(enquiry, enquiry.call_backs.order_by("pk").first(), created=False)
        call_back = None
        if values.wants_call:
            call_back = followups.request_call_back(
                enquiry=enquiry, request_key=idempotency_key(form_key), slot_start_at=values.slot_start_at, asked="web",
                by=by, at=at,
            )  # fmt: skip
        if values.details.email:
            jobs.send(ACKNOWLEDGEMENT, args={"enquiry": enquiry.pk}, key=f"ack:{enquiry.pk}", at=at)
    return Submitted(enquiry, call_back, created=True)


def ask_for_call(
    *, enquiry: Enquiry, form_key: uuid.UUID, details: ContactDetails, slot_start_at: datetime | None, by: Actor, at: datetime
) -> Submitted:  # fmt: skip
    """A call about an enquiry that is with us already, once for each `form_key`. Raises `UnableToBookCallBack`."""
    with transaction.atomic(), events_last():
        call_back = followups.request_call_back(
            enquiry=enquiry, request_key=idempotency_key(form_key), slot_start_at=slot_start_at, asked="email", by=by, at=at
        )  # fmt: skip
        contacts.record_reach(
            enquiry=enquiry, phone=details.phone, ask_for=details.ask_for, safe_to_call=details.safe_to_call, by=by, at=at
        )  # fmt: skip
    return Submitted(enquiry, call_back, created=True)


def already_sent(*, values: Submission, form_key: uuid.UUID) -> Submitted | None:
    """What exactly this has become, when it was sent before: the form of `form_key`, or as it was changed since."""
    while (before := _recorded(form_key)) is not None:
        if _same(before, values):
            assert before.enquiry is not None
            return Submitted(before.enquiry, before.enquiry.call_backs.order_by("pk").first(), created=False)
        form_key = changed_submission(form_key)
    return None


def _recorded(form_key: uuid.UUID) -> Contact | None:
    held = Contact.objects.select_related("enquiry__enquirer")
    return held.filter(idempotency_key=idempotency_key(form_key), enquiry__isnull=False).first()


def _same(before: Contact, values: Submission) -> bool:
    """Whether it asks the same, for the same person: not when one can be called, since that time is taken by now.

    What was erased since cannot be compared, and is not written down a second time."""
    assert before.enquiry is not None
    enquirer = before.enquiry.enquirer
    if enquirer.erased_at is not None:
        return True
    asked = not values.question.text or before.notes.filter(body=values.question.text).exists()
    return asked and enquirer.role == values.role and details_of(enquirer) == values.details


def idempotency_key(form_key: uuid.UUID) -> str:
    """How the contact of a form is found again."""
    return f"web:{form_key}"


def _enquirer(values: Submission) -> EnquirerValues:
    """Whatever the establishment says of its place and phase goes before what was chosen by hand."""
    found = establishment(values.establishment_urn) if values.establishment_urn else None
    la_code = (found.local_authority_id or "") if found else ""
    if not la_code and values.area not in AREAS_WITHOUT_COUNCIL:
        la_code = values.area
    region = AREAS_WITHOUT_COUNCIL.get(values.area, "")
    if found and not la_code:
        region = found.region_code
    return EnquirerValues(
        role=values.role, setting=values.setting, phase=found.phase if found else "",
        establishment_urn=values.establishment_urn, la_code=la_code, region=region, details=values.details,
        consents_to_follow_up=values.consents_to_follow_up and not values.details.is_empty,
        is_anonymous=values.details.is_empty,
    )  # fmt: skip
