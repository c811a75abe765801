"""Taking a recorded message apart for the desk: once, in the background or when somebody first looks."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.audit.actors import MAILBOX
from adviceline.channels.email import rules
from adviceline.channels.email.correspondence import copies, fingerprints
from adviceline.channels.email.correspondence.blanking import Choices, blanked
from adviceline.channels.email.correspondence.models import Attachment, Reading
from adviceline.channels.email.correspondence.naming import shown_name
from adviceline.channels.email.correspondence.opening import OriginalGone, choices_of, parsed_of, raw_of
from adviceline.channels.email.correspondence.structure import File, Structure, structure_of
from adviceline.channels.email.models import Message
from adviceline.channels.email.parsing import ParsedMail, UnreadableMail
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Enquiry
from adviceline.jobs.actions import enqueue
from adviceline.privacy.files import kinds as files
from adviceline.privacy.guard import GuardFailed, to_blank
from adviceline.privacy.screening import UNSCREENED, receive_text

SCAN = "correspondence.scan"


def read_message(*, message: Message, at: datetime) -> Reading | None:
    """Keep what the desk shows of it, each text passed by the guard, and the list of its files, which then are scanned.

    None when the original is gone. What the guard could not look at stays unscreened and empty, and is tried again at
    the next reading; so is the text on the enquiry.
    """
    known = Reading.objects.filter(message=message).first()
    if known is not None and known.state == Reading.State.SCREENED:
        return known
    try:
        parsed, structure = parsed_of(message), structure_of(raw_of(message))
    except (OriginalGone, UnreadableMail):
        return known
    enquiry = message.contact.enquiry if message.contact is not None else None
    reading = known or Reading(message=message, read_at=at)
    reading.notices, reading.has_html, reading.read_at = structure.notices, bool(structure.html.strip()), at
    is_news = enquiry is not None and _remember_names(enquiry, parsed)
    _screen(reading, parsed.quoted_text, structure, choices_of(enquiry) if enquiry is not None else Choices())
    try:
        with transaction.atomic():
            reading.save(force_insert=known is None)
            if known is None:
                kept = Attachment.objects.bulk_create(_row(message, each, at=at) for each in structure.files)
                if any(each.state == Attachment.State.WAITING for each in kept):
                    enqueue(SCAN, args={"message": message.pk}, at=at, key=f"{SCAN}:{message.pk}")
            if enquiry is not None:
                _screen_notes(enquiry, message, rules.note_text(parsed)[0], at=at)
                if is_news or enquiry.contacts.count() > 1:
                    copies.blank_everywhere(enquiry, choices_of(enquiry))
    except IntegrityError:  # somebody else read it at the same moment
        return Reading.objects.get(message=message)
    return reading


def _remember_names(enquiry: Enquiry, parsed: ParsedMail) -> bool:
    """Whether somebody is named in the message who was not named on this enquiry before: by that name alone, in another
    message, the guard may not know them."""
    if parsed.direction != "inbound":
        return False
    text = rules.note_text(parsed)[0]
    try:
        named = list(fingerprints.of_names(text, to_blank(text)))
    except GuardFailed:
        return False
    return copies.remember(enquiry, named) > 0


def _screen(reading: Reading, quoted: str, structure: Structure, choices: Choices) -> None:
    try:
        reading.quoted = blanked(quoted[: rules.LONGEST_NOTE], choices)
        reading.inside = [
            {"kind": each.kind, "text": blanked(each.text[: rules.LONGEST_NOTE], choices)} for each in structure.inside
        ]
        reading.state = Reading.State.SCREENED
    except GuardFailed:
        reading.quoted, reading.inside, reading.state = "", [], Reading.State.UNSCREENED


def _screen_notes(enquiry: Enquiry, message: Message, text: str, *, at: datetime) -> None:
    """A text on the enquiry that the guard could not look at when it came."""
    for note in enquiry.notes.filter(contact=message.contact_id, body=UNSCREENED):
        arrived = receive_text(text)
        if arrived.text != UNSCREENED:
            contacts.screen_note(note=note, text=arrived, by=MAILBOX, at=at)


def _row(message: Message, file: File, *, at: datetime) -> Attachment:
    kind, refused = files.kind_of(file.name, file.content), files.why_not_opened(file.name, file.content)
    return Attachment(
        message=message, place=file.place, name=shown_name(file.name, file.place), kind=kind, size=len(file.content),
        is_inline=file.is_inline, added_at=at, reason=refused,
        state=Attachment.State.REFUSED if refused else Attachment.State.WAITING,
    )  # fmt: skip
