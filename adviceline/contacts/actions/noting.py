"""What is added to an enquiry while it is worked: notes, signposts, confidence. Additions never collide."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.contacts.actions.recording import write_text
from adviceline.contacts.counting import count_enquiry, count_signpost
from adviceline.contacts.errors import UnableToChangeEnquiry
from adviceline.contacts.models import ConfidenceAnswer, Enquiry, Note, Signpost
from adviceline.contacts.rules import changed_submission
from adviceline.directory.queries import resources as entries_by_id
from adviceline.directory.queries import why_not_given
from adviceline.facts.actions import remove_signpost_fact
from adviceline.privacy.screening import ArrivedText, ScreenedText, record_override

SAME_NOTE_WITHIN = timedelta(hours=1)


def add_note(*, enquiry: Enquiry, text: ScreenedText, by: Person, at: datetime, submission: uuid.UUID) -> Note:
    """Keep a note. `submission` names the form that was sent: sent twice, the note is kept once.

    Sent again with other words, those are another note: the person changed them after a send that was interrupted,
    and nobody could say which were meant. The same words by the same person within the hour are the same note: a
    browser that went back fills the form in again, under another `submission`.
    """
    if not text.text:
        raise UnableToChangeEnquiry("Write something before saving the note.")
    existing = Note.objects.filter(submission=submission).first()
    if existing is not None and (existing.enquiry_id, existing.body) != (enquiry.pk, text.text):
        return add_note(enquiry=enquiry, text=text, by=by, at=at, submission=changed_submission(submission))
    if existing := existing or _same_note(enquiry, text, by=by, at=at):
        return existing
    try:
        with transaction.atomic():
            note = write_text(
                text, enquiry=enquiry, contact=None, kind=Note.Kind.NOTE, author=by, by=by, at=at, submission=submission
            )
            if note is None:
                raise UnableToChangeEnquiry("Write something before saving the note.")
            record(action="note.added", by=by, at=at, subject=enquiry.subject, data={"note": note.pk})
    except IntegrityError:
        if not Note.objects.filter(submission=submission).exists():
            raise
        return add_note(enquiry=enquiry, text=text, by=by, at=at, submission=submission)
    return note


def _same_note(enquiry: Enquiry, text: ScreenedText, *, by: Person, at: datetime) -> Note | None:
    lately = enquiry.notes.filter(author=by, contact=None, kind=Note.Kind.NOTE, written_at__gt=at - SAME_NOTE_WITHIN)
    return lately.filter(body=text.text).order_by("written_at").last()


def redact_note(*, note: Note, text: ScreenedText, by: Person, at: datetime) -> Note:
    """Replace a text that somebody sent us by what is left once a person took out what could identify a child.

    What was sealed beside it goes: the channel keeps what arrived apart, for its own short time.
    """
    return _rewrite(note, text.text, "note.redacted", override=text, by=by, at=at)


def screen_note(*, note: Note, text: ArrivedText, by: Actor, at: datetime) -> Note:
    """Give a text that the guard could not look at when it came its words, now that it could."""
    return _rewrite(note, text.text, "note.screened", by=by, at=at)


def _rewrite(
    note: Note, body: str, action: str, *, by: Actor, at: datetime, override: ScreenedText | None = None
) -> Note:
    with transaction.atomic():
        fresh = Note.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=note.pk)
        fresh.body, fresh.was_redacted, fresh.sealed_original = body, True, None
        fresh.save(update_fields=["body", "was_redacted", "sealed_original"])
        if override is not None:
            record_override(override, subject=fresh.enquiry.subject, field_name=f"note.{fresh.kind}", by=by, at=at)
        record(action=action, by=by, at=at, subject=fresh.enquiry.subject, data={"note": fresh.pk})
    return fresh


def give_signposts(*, enquiry: Enquiry, resources: Iterable[str], by: Person, at: datetime) -> list[Signpost]:
    """Record which resources were given; one given before is left as it was.

    Raises for an id that the directory does not have, and for an entry that is a draft or was retired.
    """
    wanted = list(dict.fromkeys(resources))
    had_before = set(enquiry.signposts.values_list("resource", flat=True))
    known = entries_by_id(wanted)
    for resource in wanted:
        if resource not in had_before and (problem := why_not_given(known.get(resource), resource)):
            raise UnableToChangeEnquiry(problem)
    with transaction.atomic():
        Enquiry.objects.select_for_update().get(pk=enquiry.pk)
        had = set(enquiry.signposts.values_list("resource", flat=True))
        given = [
            Signpost.objects.create(enquiry=enquiry, resource=resource, given_by=by, given_at=at)
            for resource in wanted
            if resource not in had
        ]
        for signpost in given:
            count_signpost(signpost)
        if given:
            record(
                action="signposts.given",
                by=by,
                at=at,
                subject=enquiry.subject,
                data={"resources": [signpost.resource for signpost in given]},
            )
    return given


def withdraw_signpost(*, enquiry: Enquiry, resource: str, by: Person, at: datetime) -> bool:
    """Take back a signpost chosen by mistake; False when it was not there."""
    with transaction.atomic():
        signpost = Signpost.objects.select_for_update().filter(enquiry=enquiry, resource=resource).first()
        if signpost is None:
            return False
        remove_signpost_fact(signpost.fact_id)
        signpost.delete()
        record(action="signpost.withdrawn", by=by, at=at, subject=enquiry.subject, data={"resource": resource})
    return True


def answer_confidence(
    *, enquiry: Enquiry, stage: str, identifying: int | None, responding: int | None, by: Person, at: datetime
) -> ConfidenceAnswer:
    """Record the two 0 to 10 answers at the start or the close; None for an item asked and not answered."""
    if stage not in ConfidenceAnswer.Stage.values:
        raise UnableToChangeEnquiry("Confidence is asked at the start and at the close.")
    for score in (identifying, responding):
        if score is not None and not 0 <= score <= 10:
            raise UnableToChangeEnquiry("Choose a number from 0 to 10.")
    with transaction.atomic():
        fresh = Enquiry.objects.select_for_update(of=("self",)).select_related("enquirer").get(pk=enquiry.pk)
        said = ConfidenceAnswer.objects.filter(enquiry=fresh, stage=stage).first()
        if said is not None and (said.identifying, said.responding) == (identifying, responding):
            return said  # the same form sent twice
        answer, _ = ConfidenceAnswer.objects.update_or_create(
            enquiry=fresh,
            stage=stage,
            defaults={"identifying": identifying, "responding": responding, "asked_by": by, "asked_at": at},
        )
        count_enquiry(fresh)
        record(action="confidence.answered", by=by, at=at, subject=fresh.subject, data={"stage": stage})
    return answer
