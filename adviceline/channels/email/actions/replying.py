"""Writing to an enquirer by e-mail: the message is kept, then leaves through the outbox once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from email.utils import make_msgid

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import MAILBOX, Actor
from adviceline.channels.email import acknowledging, queries, rules, sealing, writing
from adviceline.channels.email.errors import UnableToSendReply
from adviceline.channels.email.models import Outgoing, OutgoingContent
from adviceline.channels.email.writing import OutgoingFile, Written
from adviceline.contacts import actions as contacts
from adviceline.contacts.actions.recording import write_text
from adviceline.contacts.models import Contact, Enquirer, Enquiry, Note
from adviceline.contacts.rules import changed_submission
from adviceline.content.current import current_content
from adviceline.jobs.actions import send
from adviceline.jobs.models import OutgoingMessage
from adviceline.jobs.tasks import mark_sent
from adviceline.privacy import crypto
from adviceline.privacy.screening import ScreenedText

REPLY, ACKNOWLEDGEMENT = "email.reply", "email.acknowledgement"
SENT_OTHERWISE = "This reply was sent already, as you wrote it first. What you changed since was not sent."
Kind = Outgoing.Kind


def send_reply(
    *, enquiry: Enquiry, to: Sequence[str], cc: Sequence[str] = (), subject: ScreenedText, text: ScreenedText,
    attachments: Sequence[OutgoingFile] = (), in_reply_to: Contact | None = None, by: Person, at: datetime,
    submission: uuid.UUID | None = None,
) -> Outgoing:  # fmt: skip
    """Write to the enquirer (and `cc`), to be sent once when this is committed; the text stands on the enquiry at once.

    `in_reply_to` is the contact that is answered; without one, the enquirer's latest message. `subject` gets the
    reference if it lacks it. A second call with the same `submission` answers the first one's message; on another
    enquiry it is another message. Raises `UnableToSendReply`: no address that can be written to, nothing written, files
    too large, an erased enquirer, or a `submission` that was sent before with other words, which are not sent.
    """
    written = _checked(enquiry, to=to, cc=cc, subject=subject.text, body=text.text, files=attachments)
    if submission and (done := queries.sent_before(enquiry, submission)):
        if queries.says_otherwise(done, cc=cc, subject=subject.text, body=text.text):
            raise UnableToSendReply(SENT_OTHERWISE)
        return done
    if submission and Note.objects.filter(submission=submission).exists():
        submission = changed_submission(submission)
    new_key = crypto.create_key(at=at) if enquiry.enquirer.key_id is None else None
    with transaction.atomic(), events_last():
        enquirer = Enquirer.objects.select_for_update().get(pk=enquiry.enquirer_id)
        if enquirer.erased_at is not None:
            raise UnableToSendReply("This enquirer's details were erased: there is nobody to write to.")
        if enquirer.key_id is None:
            enquirer.key_id = new_key
            enquirer.save(update_fields=["key_id"])
        assert enquirer.key_id is not None
        answered = in_reply_to or queries.latest_received(enquiry)
        note = write_text(
            text, enquiry=enquiry, contact=None, kind=Note.Kind.MESSAGE_OUT, author=by, by=by, at=at,
            submission=submission,
        )  # fmt: skip
        outgoing = _keep(enquiry, Kind.REPLY, answers=answered, note=note, written_by=by, at=at)
        named, references = queries.thread_ids(enquiry, answered, but=outgoing.message_id)
        written = Written(
            to=written.to, cc=written.cc, subject=written.subject, body=written.body, files=written.files,
            in_reply_to=named, references=references,
        )  # fmt: skip
        sealed = writing.seal(written, key_id=enquirer.key_id)
        OutgoingContent.objects.create(outgoing=outgoing, key_id=enquirer.key_id, content=sealed)
        _put_in_outbox(outgoing, REPLY, {"outgoing": outgoing.pk}, at=at)
        record(
            action="reply.written", by=by, at=at, subject=enquiry.subject,
            data={"outgoing": outgoing.pk, "files": len(written.files), "copies": len(written.cc)},
        )  # fmt: skip
    return outgoing


def acknowledge(*, enquiry: Enquiry, at: datetime) -> Outgoing:
    """Have the enquirer told once that the message arrived, when its turn comes, inside the caller's transaction."""
    known = Outgoing.objects.filter(enquiry=enquiry, kind=Kind.ACKNOWLEDGEMENT).first()
    if known is not None:
        return known
    due_at = acknowledging.turn(at=at)
    outgoing = _keep(enquiry, Kind.ACKNOWLEDGEMENT, answers=queries.latest_received(enquiry), at=at, due_at=due_at)
    if due_at is None:
        leave_out(outgoing=outgoing, why=Outgoing.LeftOut.LATE, by=MAILBOX, at=at)
        return outgoing
    _put_in_outbox(outgoing, ACKNOWLEDGEMENT, {"enquiry": enquiry.pk, "outgoing": outgoing.pk}, at=at, run_at=due_at)
    record(action="acknowledgement.written", by=MAILBOX, at=at, subject=enquiry.subject, data={"outgoing": outgoing.pk})
    return outgoing


def leave_out(*, outgoing: Outgoing, why: str, by: Actor, at: datetime) -> None:
    """An acknowledgement that would confuse by now: it is not sent, and its enquiry says why."""
    with transaction.atomic():
        outgoing.left_out = why
        outgoing.save(update_fields=["left_out"])
        record(
            action="acknowledgement.left_out", by=by, at=at, subject=outgoing.enquiry.subject,
            data={"outgoing": outgoing.pk, "why": why},
        )  # fmt: skip


def count_sent(*, outgoing: Outgoing, at: datetime) -> Outgoing:
    """The mail server has taken it: count a reply as a contact, inside the transaction that settles it, once."""
    Outgoing.objects.filter(pk=outgoing.pk, sent_at__isnull=True).update(sent_at=at)
    outgoing.refresh_from_db()
    if outgoing.kind != Kind.REPLY or outgoing.contact is not None:
        return outgoing
    enquiry = Enquiry.objects.select_related("enquirer").get(pk=outgoing.enquiry_id)
    assert outgoing.written_by is not None
    recorded = contacts.record_contact(
        channel="email", direction="out", outcome="sent", idempotency_key=f"outgoing:{outgoing.message_id}"[:200],
        began_at=outgoing.sent_at or at, by=outgoing.written_by, at=at, enquiry=enquiry, answers=outgoing.answers,
        adviser=outgoing.written_by, source="email",
    )  # fmt: skip
    outgoing.contact = recorded.contact
    outgoing.save(update_fields=["contact"])
    if outgoing.note is not None:
        Note.objects.filter(pk=outgoing.note.pk, contact__isnull=True).update(contact=recorded.contact)
    contacts.settle_replies(enquiry=enquiry)
    return outgoing


def confirm_sent(*, outgoing: Outgoing, by: Actor, at: datetime) -> bool:
    """Settle a message that may or may not have been sent: it has been seen to have arrived, or a person says so.
    False when it was not uncertain."""
    with transaction.atomic(), events_last():
        told = OutgoingMessage.objects.select_for_update().filter(pk__in=[outgoing.outbox_id]).first()
        if told is None or told.state != OutgoingMessage.State.UNCERTAIN:
            return False
        mark_sent(told)
        record(
            action="message.confirmed", by=by, at=at, subject=f"enquiry:{outgoing.enquiry.reference}",
            data={"outgoing": outgoing.pk},
        )  # fmt: skip
        outgoing.refresh_from_db()
    return True


def _keep(
    enquiry: Enquiry, kind: Outgoing.Kind, *, answers: Contact | None, at: datetime, note: Note | None = None,
    written_by: Person | None = None, due_at: datetime | None = None,
) -> Outgoing:  # fmt: skip
    message_id = make_msgid(domain=current_content().service.email.rpartition("@")[2]).strip("<>")
    return Outgoing.objects.create(
        enquiry=enquiry, kind=kind, message_id=message_id, id_index=sealing.id_index(message_id), answers=answers,
        note=note, written_by=written_by, written_at=at, due_at=due_at,
    )  # fmt: skip


def _put_in_outbox(
    outgoing: Outgoing, composer: str, args: dict[str, int], *, at: datetime, run_at: datetime | None = None
) -> None:
    key = f"{composer}:{outgoing.message_id}"[:200]
    outgoing.outbox = send(composer, args=args, key=key, at=at, message_id=f"<{outgoing.message_id}>", run_at=run_at)
    outgoing.save(update_fields=["outbox"])


def _checked(
    enquiry: Enquiry, *, to: Sequence[str], cc: Sequence[str], subject: str, body: str, files: Sequence[OutgoingFile]
) -> Written:
    if not body.strip():
        raise UnableToSendReply("Write something to send.")
    recipients = rules.checked_addresses(to)
    copies = [address for address in rules.checked_addresses(cc) if address not in recipients]
    if not recipients:
        raise UnableToSendReply("Enter an e-mail address to send to.")
    if len(recipients) + len(copies) > rules.MOST_RECIPIENTS:
        raise UnableToSendReply(f"Send to {rules.MOST_RECIPIENTS} addresses at most.")
    if len(files) > rules.MOST_FILES or sum(len(file.content) for file in files) > rules.LARGEST_FILES:
        raise UnableToSendReply(
            f"Attach {rules.MOST_FILES} files at most, of {rules.LARGEST_FILES // (1024 * 1024)} MB together."
        )
    return Written(
        to=tuple(recipients), cc=tuple(copies), subject=rules.subject_of_reply(subject, enquiry.reference), body=body,
        files=tuple(OutgoingFile(rules.file_name(file.name), file.content_type, file.content) for file in files),
    )  # fmt: skip
