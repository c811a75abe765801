"""Taking out of a message what could identify a child, in one step: the working copy holds what is left."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.channels.email.correspondence import blanking, copies, fingerprints
from adviceline.channels.email.correspondence.blanking import Choices
from adviceline.channels.email.correspondence.errors import UnableToRedact
from adviceline.channels.email.correspondence.models import Check, TakenOut
from adviceline.channels.email.correspondence.opening import (
    TAKEN_OUT_WORDS,
    OriginalGone,
    choices_of,
    text_as_it_arrived,
)
from adviceline.contacts import actions as contacts
from adviceline.contacts.models import Note
from adviceline.privacy import crypto
from adviceline.privacy.guard import GuardFailed, Span
from adviceline.privacy.screening import GuardUnavailable, screen_text

MOST_PASSES = 4
REDACTED_KINDS = (Note.Kind.QUESTION, Note.Kind.MESSAGE_IN, Note.Kind.MESSAGE_OUT)


@dataclass(frozen=True)
class Looked:
    """A text to choose in: what the guard found in it, and a mark by which to tell that it is still the same.

    `is_original` is False when the text as it arrived is gone or was looked through before: then the working copy is
    what there is to choose in.
    """

    text: str
    spans: tuple[Span, ...]
    is_original: bool

    @property
    def mark(self) -> str:
        places = ",".join(f"{span.start}-{span.end}" for span in self.spans)
        return hashlib.sha256(f"{places}\n{self.text}".encode()).hexdigest()[:16]


def look_at(*, note: Note, by: Person, at: datetime) -> Looked:
    """The text with what the guard found in it. Reading a text as it arrived is recorded.

    Raises `PermissionDenied`, `UnableToRedact` when the guard fails: then nothing is shown.
    """
    require(by, Permission.WORK_ENQUIRIES, subject=note.enquiry.subject)
    looked = _looked_at(note)
    if looked.is_original:
        with transaction.atomic():
            record(
                action="original.read", by=by, at=at, subject=note.enquiry.subject,
                data={"note": note.pk, "reason": "to take out what identifies"},
            )  # fmt: skip
    return looked


def _looked_at(note: Note) -> Looked:
    if note.kind not in REDACTED_KINDS:
        raise UnableToRedact("Only what was written to us or by us can be looked through.")
    try:
        text, is_original = text_as_it_arrived(note), True
    except OriginalGone:
        text, is_original = note.body, False
    if Check.objects.filter(note=note).exists():
        text, is_original = note.body, False
    try:
        spans = tuple(blanking.blocking_spans(text))
    except GuardFailed:
        raise UnableToRedact("The message could not be checked for identifying details. Try again later.") from None
    return Looked(text, spans, is_original)


def redact(
    *, note: Note, mark: str, taken_out: Collection[int], words: Sequence[str], reason: str, by: Person, at: datetime
) -> Check:  # fmt: skip
    """Take the chosen findings (their numbers) and the given words out of the text; what is left is the working copy.

    A finding that is left in needs a `reason`, which a supervisor reads. `mark` is that of the text the person chose in.
    Raises `PermissionDenied`, `UnableToRedact`, and `IdentifyingDetailsFound` when the reason itself identifies.
    """
    require(by, Permission.WORK_ENQUIRIES, subject=note.enquiry.subject)
    looked = _looked_at(note)
    if looked.mark != mark:
        if (before := Check.objects.filter(note=note, checked_by=by).first()) is not None:
            return before  # the same form sent twice
        raise UnableToRedact("This message was looked through by somebody else meanwhile. Look at it again.")
    wanted = tuple(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))
    if len(wanted) > blanking.MOST_WORDS or any(len(each) > blanking.LONGEST_WORDS for each in wanted):
        raise UnableToRedact(f"Take out at most {blanking.MOST_WORDS} pieces of text, each of up to 200 characters.")
    if missing := [each for each in wanted if not blanking.places_of_words(looked.text, (each,))]:
        raise UnableToRedact(
            f"{'One piece of text is' if len(missing) == 1 else f'{len(missing)} pieces of text are'} not in the message "
            "as you wrote it. Copy the words from the message, with their capital letters."
        )
    chosen = [span for number, span in enumerate(looked.spans) if number in taken_out]
    kept = frozenset(
        looked.text[span.start : span.end] for number, span in enumerate(looked.spans) if number not in taken_out
    )
    if kept and not reason.strip():
        raise UnableToRedact("Say why the words that you leave in must stay.")
    body = _without(looked.text, chosen, wanted, kept)
    try:
        text = screen_text(body, override_reason=reason if kept else "")
    except GuardUnavailable as error:
        raise UnableToRedact(str(error)) from error
    key_id = crypto.create_key(at=at)
    with transaction.atomic():
        before = Check.objects.select_for_update().filter(note=note).first()
        contacts.redact_note(note=note, text=text, by=by, at=at)
        check, _ = Check.objects.update_or_create(
            note=note,
            defaults={
                "taken_out": (before.taken_out if before else 0) + len(chosen) + len(wanted),
                "left_in": len(kept), "checked_by": by, "checked_at": at,
            },
        )  # fmt: skip
        unneeded = _keep_words(note, Choices(wanted, kept), key_id=key_id, at=at)
        left_in = [span for number, span in enumerate(looked.spans) if number not in taken_out]
        copies.forget(note.enquiry, fingerprints.of_names(looked.text, left_in))
        copies.remember(note.enquiry, [*fingerprints.of_words(wanted), *fingerprints.of_names(looked.text, chosen)])
        copies.blank_everywhere(note.enquiry, choices_of(note.enquiry), but=note)
        record(
            action="text.redacted", by=by, at=at, subject=note.enquiry.subject,
            data={"note": note.pk, "taken_out": len(chosen) + len(wanted), "left_in": len(kept)},
        )  # fmt: skip
    if unneeded is not None:
        crypto.destroy_key(unneeded, at=at)
    return check


def _without(text: str, chosen: list[Span], wanted: tuple[str, ...], kept: frozenset[str]) -> str:
    """The text without what was chosen. Words that identify only now, since others are gone, go too."""
    found = [(span.start, span.end, blanking.placeholder(span)) for span in chosen]
    body = blanking.without(text, [*found, *blanking.places_of_words(text, wanted)])
    for _ in range(MOST_PASSES):
        try:
            again = blanking.places(body, Choices(kept=kept))
        except GuardFailed:
            raise UnableToRedact("The message could not be checked for identifying details. Try again later.") from None
        if not again:
            break
        body = blanking.without(body, again)
    return body


def _keep_words(note: Note, choices: Choices, *, key_id: uuid.UUID, at: datetime) -> uuid.UUID | None:
    """Answers a key that nothing needs once this is committed."""
    row = TakenOut.objects.filter(note=note).first()
    if not choices.out and not choices.kept:
        return key_id
    if row is not None:
        said = json.loads(crypto.unseal_bytes(bytes(row.content), key_id=row.key_id, purpose=TAKEN_OUT_WORDS))
        choices = Choices(tuple(said["out"]), frozenset(said["kept"])) | choices
    packed = json.dumps({"out": choices.out, "kept": sorted(choices.kept)}).encode()
    if row is not None:
        row.content = crypto.seal_bytes(packed, key_id=row.key_id, purpose=TAKEN_OUT_WORDS)
        row.save(update_fields=["content"])
        return key_id
    TakenOut.objects.create(
        enquiry=note.enquiry, note=note, key_id=key_id, made_at=at,
        content=crypto.seal_bytes(packed, key_id=key_id, purpose=TAKEN_OUT_WORDS),
    )  # fmt: skip
    return None
