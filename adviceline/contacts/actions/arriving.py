"""What a channel brings to an enquiry that is there already, in whatever order it is heard of."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.contacts.actions.changing import changing
from adviceline.contacts.actions.recording import mark_replied, open_enquiry, write_text
from adviceline.contacts.counting import count_contact, count_enquiry
from adviceline.contacts.models import Contact, Enquiry, Note
from adviceline.contacts.rows import first_replies
from adviceline.contacts.rules import due_at
from adviceline.contacts.states import State
from adviceline.contacts.values import EnquirerValues
from adviceline.privacy.screening import ArrivedText, ScreenedText
from adviceline.workforce.queries import opening_hours


def message_arrived(*, enquiry: Enquiry, began_at: datetime, by: Actor, at: datetime) -> Enquiry:
    """Bring an enquiry back to attention because its enquirer wrote again at `began_at`.

    A closed one goes back to the queue for anybody, a waiting one to its adviser; another stays where it is. A message
    older than the enquiry (an archive read out of order) moves its opening back: it was the first of the matter.
    """
    with transaction.atomic():
        fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        if began_at < fresh.opened_at:
            if fresh.state == State.NEW:
                fresh.waiting_since_at = began_at
                fresh.due_at = due_at(fresh.urgency, began_at, add_open_time=opening_hours().add_open_time)
            fresh.opened_at = began_at
            fresh.save(update_fields=["opened_at", "waiting_since_at", "due_at"])
            count_enquiry(fresh)
        if fresh.state == State.CLOSED:
            fresh = _return_to_queue(fresh, began_at=began_at, by=by, at=at)
        elif fresh.state == State.WAITING:
            with changing(fresh, "resume", version=None) as waiting:
                waiting.waiting_since_at = None
                waiting.due_at = due_at(waiting.urgency, began_at, add_open_time=opening_hours().add_open_time)
                record(action="enquiry.resumed", by=by, at=at, subject=waiting.subject, data={"why": "message"})
            fresh = waiting
    return fresh


def _return_to_queue(enquiry: Enquiry, *, began_at: datetime, by: Actor, at: datetime) -> Enquiry:
    with changing(enquiry, "return", version=None) as closed:
        # What was written before the closing but is only heard of now reopens it now.
        reopened_at = began_at if closed.closed_at is None or began_at > closed.closed_at else at
        closed.closed_at, closed.owner = None, None
        closed.reopened_at = closed.reopened_at or reopened_at
        closed.waiting_since_at = began_at
        closed.due_at = due_at(closed.urgency, began_at, add_open_time=opening_hours().add_open_time)
        record(action="enquiry.returned", by=by, at=at, subject=closed.subject, data={"why": "message"})
    return closed


def attach_contact(
    *,
    contact: Contact,
    enquiry: Enquiry | None,
    by: Actor,
    at: datetime,
    enquirer: EnquirerValues | None = None,
    key_id: uuid.UUID | None = None,
    text: ScreenedText | ArrivedText | None = None,
    text_kind: str = Note.Kind.MESSAGE_OUT,
    answers: Contact | None = None,
) -> Contact:
    """Give a contact that stood alone its enquiry, now known; without one, a new enquiry is opened for `enquirer`.

    A contact that has an enquiry is left as it is.
    """
    with transaction.atomic():
        fresh = Contact.objects.select_for_update(of=("self",)).select_related("enquiry__enquirer").get(pk=contact.pk)
        if fresh.enquiry is not None:
            return fresh
        if enquiry is None:
            enquiry = open_enquiry(
                enquirer or EnquirerValues(), key_id=key_id, channel=fresh.channel, opened_at=fresh.began_at, at=at,
                is_fictional=False,
            )  # fmt: skip
        enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        fresh.enquiry, fresh.answers = enquiry, answers or fresh.answers
        fresh.save(update_fields=["enquiry", "answers"])
        if answers is not None:
            mark_replied(answers, replied_at=fresh.began_at)
        write_text(text, enquiry=enquiry, contact=fresh, kind=text_kind, author=fresh.adviser, by=by, at=at)
        Enquiry.objects.filter(pk=enquiry.pk).update(version=enquiry.version + 1)
        count_contact(fresh)
        count_enquiry(enquiry)
        record(
            action="contact.attached", by=by, at=at, subject=enquiry.subject,
            data={"contact": fresh.pk, "channel": fresh.channel, "direction": fresh.direction},
        )  # fmt: skip
    return fresh


def settle_replies(*, enquiry: Enquiry) -> int:
    """Mark every message of the enquirer with the first e-mail of ours in the thread that followed it.

    The same whatever order they were heard of in. A reply that names the message it answers counts for it whatever
    the two clocks say. Answers how many changed. Call it in the transaction that brought a message.
    """
    changed = 0
    for contact, replied_at in first_replies(enquiry.contacts.order_by("began_at", "id")):
        if contact.replied_at is not None and contact.replied_at <= replied_at:
            continue
        if mark_replied(contact, replied_at=replied_at):
            changed += 1
    if changed:
        count_enquiry(Enquiry.objects.select_related("enquirer").get(pk=enquiry.pk))
    return changed


def tell_adviser(*, enquiry: Enquiry, text: ScreenedText, by: Actor, at: datetime) -> None:
    """A note from the service itself, such as a doubt about who wrote."""
    with transaction.atomic():
        note = write_text(text, enquiry=enquiry, contact=None, kind=Note.Kind.NOTE, author=None, by=by, at=at)
        if note is not None:
            record(action="note.added", by=by, at=at, subject=enquiry.subject, data={"note": note.pk})
