"""Putting a published example forward to be piloted more widely, agreed by a second person."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.evidence.errors import UnableToListCandidate
from adviceline.evidence.models import PilotCandidate, PracticeExample
from adviceline.privacy.screening import ScreenedText, record_override


def propose_candidate(*, example: PracticeExample, why: ScreenedText, by: Person, at: datetime) -> PilotCandidate:
    """Say why it should be tried more widely. Only what is published can be."""
    if not why.text:
        raise UnableToListCandidate("Say why it should be tried more widely.")
    with transaction.atomic():
        fresh = PracticeExample.objects.select_for_update().get(pk=example.pk)
        if fresh.state != PracticeExample.State.PUBLISHED:
            raise UnableToListCandidate("Only a published example can be put forward.")
        try:
            with transaction.atomic():
                made = PilotCandidate.objects.create(example=fresh, why=why.text, proposed_by=by, proposed_at=at)
        except IntegrityError as error:
            raise UnableToListCandidate("This example is put forward already.") from error
        record_override(why, subject=_subject(made), field_name="why", by=by, at=at)
        record(action="candidate.proposed", by=by, at=at, subject=_subject(made))
    return made


def agree_candidate(*, candidate: PilotCandidate, by: Person, at: datetime) -> PilotCandidate:
    """Put it on the list for the Authority. Never by whoever put it forward."""
    with transaction.atomic():
        fresh = PilotCandidate.objects.select_for_update().get(pk=candidate.pk)
        if fresh.agreed_by_id:
            raise UnableToListCandidate("It is on the list already.")
        if fresh.proposed_by_id == by.pk:
            raise UnableToListCandidate("You put it forward, so another person has to agree.")
        if fresh.example.state != PracticeExample.State.PUBLISHED:
            raise UnableToListCandidate("Its example is not published any more.")
        fresh.agreed_by, fresh.agreed_at = by, at
        fresh.save()
        record(action="candidate.agreed", by=by, at=at, subject=_subject(fresh))
    return fresh


def withdraw_candidate(*, candidate: PilotCandidate, by: Person, at: datetime) -> None:
    """Take it off the list. The example stays."""
    with transaction.atomic():
        record(action="candidate.withdrawn", by=by, at=at, subject=_subject(candidate))
        candidate.delete()


def _subject(candidate: PilotCandidate) -> str:
    return f"practice:{candidate.example_id}"
