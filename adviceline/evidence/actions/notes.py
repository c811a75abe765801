"""Writing notes of insight that stand on accepted items, and having them approved."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.evidence.errors import UnableToMoveNote
from adviceline.evidence.models import Citation, EvidenceItem, InsightNote
from adviceline.evidence.rules.notes import STEPS, why_not
from adviceline.privacy.screening import ScreenedText, record_override


def write_note(
    *, title: ScreenedText, body: ScreenedText, cites: Collection[EvidenceItem], by: Person, at: datetime,
    submission: uuid.UUID | None = None, is_fictional: bool = False,
) -> InsightNote:  # fmt: skip
    """Keep a new draft, with the items that it stands on. `submission` names the form: sent twice, there is one note; sent
    again with other words, it is refused."""
    with transaction.atomic():
        _usable(title, body, cites)
        note, is_new = InsightNote.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults={
                "title": title.text, "body": body.text, "written_by": by, "changed_at": at, "is_fictional": is_fictional
            },
        )  # fmt: skip
        if not is_new:
            if (note.title, note.body, set(note.cites.all())) != (title.text, body.text, set(cites)):
                raise UnableToMoveNote(
                    "This form was kept already, and says something else now. Change that note on its own page."
                )
            return note
        _cite(note, cites)
        _log(note, title, body, by, at)
        record(action="insight.written", by=by, at=at, subject=note.subject)
    return note


def change_note(
    *, note: InsightNote, title: ScreenedText, body: ScreenedText, cites: Collection[EvidenceItem], by: Person,
    at: datetime,
) -> InsightNote:  # fmt: skip
    """Change a draft of one's own."""
    with _step("change", note, by) as fresh:
        _usable(title, body, cites)
        fresh.title, fresh.body, fresh.changed_at, fresh.version = title.text, body.text, at, fresh.version + 1
        fresh.save()
        fresh.citations.all().delete()
        _cite(fresh, cites)
        _log(fresh, title, body, by, at)
        record(action="insight.changed", by=by, at=at, subject=fresh.subject, data={"version": fresh.version})
    return fresh


def submit_note(*, note: InsightNote, by: Person, at: datetime) -> InsightNote:
    """Send it to another person for approval."""
    with _step("submit", note, by) as fresh:
        _move(fresh, "submit", at)
        record(action="insight.submitted", by=by, at=at, subject=fresh.subject)
    return fresh


def send_note_back(*, note: InsightNote, reason: ScreenedText, by: Person, at: datetime) -> InsightNote:
    """Give it back to its author, saying what it needs."""
    with _step("send_back", note, by) as fresh:
        _because(fresh, reason, by, at)
        _move(fresh, "send_back", at)
        record(action="insight.sent_back", by=by, at=at, subject=fresh.subject)
    return fresh


def approve_note(*, note: InsightNote, version: int, by: Person, at: datetime) -> InsightNote:
    """Approve the version that was read; every item that it cites must still be accepted."""
    with _step("approve", note, by) as fresh:
        if fresh.version != version:
            raise UnableToMoveNote("The note changed after you opened it. Read it again, then approve it.")
        _usable(None, None, list(fresh.cites.all()))
        fresh.approved_by, fresh.approved_at, fresh.reason = by, at, ""
        _move(fresh, "approve", at)
        record(
            action="insight.approved", by=by, at=at, subject=fresh.subject,
            data={"version": fresh.version, "cites": [item.subject for item in fresh.cites.order_by("pk")]},
        )  # fmt: skip
    return fresh


def withdraw_note(*, note: InsightNote, reason: ScreenedText, by: Person, at: datetime) -> InsightNote:
    """Take an approved note out of use, saying why."""
    with _step("withdraw", note, by) as fresh:
        _because(fresh, reason, by, at)
        _move(fresh, "withdraw", at)
        record(action="insight.withdrawn", by=by, at=at, subject=fresh.subject)
    return fresh


@contextmanager
def _step(name: str, note: InsightNote, by: Person) -> Iterator[InsightNote]:
    with transaction.atomic():
        fresh = InsightNote.objects.select_for_update().get(pk=note.pk)
        if words := why_not(name, state=fresh.state, person=by.pk, author=fresh.written_by_id):
            raise UnableToMoveNote(words)
        yield fresh


def _move(note: InsightNote, step: str, at: datetime) -> None:
    note.state, note.changed_at = STEPS[step].after, at
    note.save()


def _usable(title: ScreenedText | None, body: ScreenedText | None, cites: Collection[EvidenceItem]) -> None:
    if (title and not title.text) or (body and not body.text):
        raise UnableToMoveNote("A note needs a title and words.")
    if not cites:
        raise UnableToMoveNote("Name at least one item that the note stands on.")
    if wrong := [str(item) for item in cites if item.state != EvidenceItem.State.ACCEPTED]:
        raise UnableToMoveNote(f"Only accepted items can be cited. Not accepted: {', '.join(wrong)}.")


def _cite(note: InsightNote, cites: Collection[EvidenceItem]) -> None:
    Citation.objects.bulk_create([Citation(note=note, item=item) for item in cites])


def _log(note: InsightNote, title: ScreenedText, body: ScreenedText, by: Person, at: datetime) -> None:
    record_override(title, subject=note.subject, field_name="title", by=by, at=at)
    record_override(body, subject=note.subject, field_name="body", by=by, at=at)


def _because(note: InsightNote, reason: ScreenedText, by: Person, at: datetime) -> None:
    if not reason.text:
        raise UnableToMoveNote("Say why, in a sentence.")
    note.reason = reason.text
    record_override(reason, subject=note.subject, field_name="reason", by=by, at=at)
