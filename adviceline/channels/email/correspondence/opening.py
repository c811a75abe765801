"""The sealed message opened again, for what the desk shows of it."""

from __future__ import annotations

import json

from adviceline.channels.email import rules, sealing
from adviceline.channels.email.correspondence.blanking import Choices
from adviceline.channels.email.correspondence.models import BlankedWords, TakenOut
from adviceline.channels.email.models import Message
from adviceline.channels.email.parsing import ParsedMail, UnreadableMail, parse
from adviceline.contacts.models import Enquiry, Note
from adviceline.contacts.queries import with_merged
from adviceline.contacts.rows import ORIGINAL
from adviceline.privacy import crypto

TAKEN_OUT_WORDS = "correspondence.taken-out"


class OriginalGone(Exception):
    """The message as it arrived is no longer kept, or was erased. The words are for the person."""

    def __init__(self) -> None:
        super().__init__("The message as it arrived is no longer kept. What was written down of it stays.")


def raw_of(message: Message) -> bytes:
    """Raises `OriginalGone`."""
    try:
        content = sealing.unseal(message.sealed).content
    except (crypto.Erased, crypto.UnableToOpen, Message.sealed.RelatedObjectDoesNotExist):
        raise OriginalGone from None
    if content is None:
        raise OriginalGone
    return content


def parsed_of(message: Message) -> ParsedMail:
    """Raises `OriginalGone`."""
    try:
        return parse(raw_of(message))
    except UnreadableMail:
        raise OriginalGone from None


def message_of(note: Note) -> Message | None:
    """The mail that a note's text came with."""
    if note.contact_id is None:
        return None
    return (
        Message.objects.select_related("sealed").filter(contact=note.contact_id, state=Message.State.RECORDED).first()
    )


def text_as_it_arrived(note: Note) -> str:
    """The text of which the note holds the working copy, before anything was blanked out. Raises `OriginalGone`."""
    message = message_of(note)
    if message is not None:
        shown, _, _ = rules.note_text(parsed_of(message))
        return shown.replace("\r\n", "\n").replace("\x00", "").strip()
    key_id = note.enquiry.enquirer.key_id
    if note.sealed_original is None or key_id is None:
        raise OriginalGone
    try:
        return str(crypto.unseal(bytes(note.sealed_original), key_id=key_id, purpose=ORIGINAL))
    except (crypto.Erased, crypto.UnableToOpen):
        raise OriginalGone from None


def choices_of(enquiry: Enquiry) -> Choices:
    """What was blanked out of an enquiry's messages, and of those merged into it, and what people left in, the latest last."""
    together = with_merged(enquiry)
    known = BlankedWords.objects.filter(enquiry__in=together).order_by("pk").values_list("count", "index", "shown")
    found = Choices(known=tuple(known))
    for row in TakenOut.objects.filter(enquiry__in=together).order_by("made_at", "pk"):
        try:
            said = json.loads(crypto.unseal_bytes(bytes(row.content), key_id=row.key_id, purpose=TAKEN_OUT_WORDS))
        except (crypto.Erased, crypto.UnableToOpen):
            continue
        found = found | Choices(tuple(said["out"]), frozenset(said["kept"]))
    return found
