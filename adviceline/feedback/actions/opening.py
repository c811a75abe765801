"""Opening a case: of what was said on the form, to an adviser or in a chat; of an answer; of words that somebody read."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.models import Enquiry
from adviceline.contacts.references import new_reference
from adviceline.contacts.rules import changed_submission
from adviceline.feedback.counting import count_case
from adviceline.feedback.errors import UnableToOpenCase
from adviceline.feedback.models import Case, CaseStep, Comment
from adviceline.feedback.reaching import reply_to_of, sealed
from adviceline.feedback.rules import cases as rules
from adviceline.privacy import crypto
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.workforce.queries import opening_hours

PREFIX = "FB"
NOTHING = ScreenedText("")


def open_case(
    *, source: str, words: ScreenedText, submission: uuid.UUID, by: Actor, at: datetime, is_formal: bool = False,
    wanted: ScreenedText = NOTHING, reply_to: str = "", enquiry: Enquiry | None = None, is_fictional: bool = False,
) -> Case:  # fmt: skip
    """Open a case of what somebody said on the public form, to an adviser or in a chat, formal or not.

    `submission` names the form: sent twice, there is one case. What was changed after a send that was interrupted is
    kept with that case, beside what was said first; sent about another enquiry, or once the case is settled, it opens a
    case of its own. `reply_to` is an address or a number, sealed with a key of the case's own; empty for somebody who
    stays anonymous. Raises `UnableToOpenCase`.
    """
    if source not in (Case.Source.FORM, Case.Source.ADVISER, Case.Source.CHAT):
        raise UnableToOpenCase("A case comes from the form, an adviser or a chat.")
    if not words.text:
        raise UnableToOpenCase("Say what was not good enough.")
    before = Case.objects.filter(submission=submission).first()
    if before is None:
        key_id = crypto.create_key(at=at) if reply_to else None
        with transaction.atomic(), events_last():
            case, is_new = Case.objects.get_or_create(
                submission=submission,
                defaults={
                    "number": _unused_number(), "source": source, "enquiry": enquiry, "is_formal": is_formal,
                    "words": words.text, "wanted": wanted.text, "is_fictional": is_fictional, "heard_at": at,
                    "acknowledge_by": rules.acknowledge_by(at, hours := opening_hours()),
                    "answer_by": rules.answer_by(at, hours), **sealed(reply_to, key_id),
                },
            )  # fmt: skip
            if is_new:
                _opened(case, by=by, at=at)
                record_override(words, subject=case.subject, field_name="words", by=by, at=at)
                record_override(wanted, subject=case.subject, field_name="wanted", by=by, at=at)
                return case
        before = case
    if before.enquiry_id == (enquiry.pk if enquiry else None):
        kept = _keep_what_changed(
            before, words=words, wanted=wanted, is_formal=is_formal, reply_to=reply_to, by=by, at=at
        )  # fmt: skip
        if kept is not None:
            return kept
    return open_case(
        source=source, words=words, submission=changed_submission(submission), is_formal=is_formal, wanted=wanted,
        reply_to=reply_to, enquiry=enquiry, is_fictional=is_fictional, by=by, at=at,
    )  # fmt: skip


def _keep_what_changed(
    case: Case, *, words: ScreenedText, wanted: ScreenedText, is_formal: bool, reply_to: str, by: Actor, at: datetime
) -> Case | None:
    """The case, with what this form says otherwise than the first; None where it is settled and nobody would see that.

    Of two addresses the later one holds: it is what they mean to be reached by.
    """
    key_id = None
    if reply_to and reply_to != reply_to_of(case):
        key_id = case.key_id if case.sealed_details is not None and reply_to_of(case) else crypto.create_key(at=at)
    with transaction.atomic(), events_last():
        fresh = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        said = {fresh.words, fresh.wanted, *fresh.steps.filter(what=rules.SAID_MORE).values_list("words", flat=True)}
        more = [text for text in (words, wanted) if text.text and text.text not in said]
        changed = [
            *(["words"] if more else []), *(["formal"] if is_formal and not fresh.is_formal else []),
            *(["reply_to"] if key_id else []),
        ]  # fmt: skip
        if not changed:
            return fresh
        if fresh.state not in rules.OPEN:
            return None
        for text in more:
            CaseStep.objects.create(case=fresh, what=rules.SAID_MORE, words=text.text, by=_person(by), at=at)
            record_override(text, subject=fresh.subject, field_name="words", by=by, at=at)
        fresh.is_formal = fresh.is_formal or is_formal
        for name, value in sealed(reply_to, key_id).items():
            setattr(fresh, name, value)
        fresh.save()
        count_case(fresh, at=at)
        record(action="feedback.case_added_to", by=by, at=at, subject=fresh.subject, data={"changed": changed})
    return fresh


def open_case_of_answer(
    *, reasons: Iterable[str], words: str, words_wait: bool, reply_to: str, is_fictional: bool, by: Actor, at: datetime,
    submission: uuid.UUID | None = None,
) -> Case:  # fmt: skip
    """Open a case of an anonymous answer. It has the day, no enquiry, and an address only when one was given.

    `words` were let through the guard when they were sent.
    """
    hours = opening_hours()
    day = rules.start_of_day(at, hours)
    key_id = crypto.create_key(at=day) if reply_to else None
    with transaction.atomic(), events_last():
        case = Case.objects.create(
            number=_unused_number(), submission=submission or uuid.uuid4(), source=Case.Source.ANSWER,
            why=",".join(reasons), words=words,
            words_wait=words_wait, is_fictional=is_fictional, heard_at=day,
            acknowledge_by=rules.end_of_working_day(day, rules.ACKNOWLEDGE_WORKING_DAYS, hours),
            answer_by=rules.answer_by(day, hours), **sealed(reply_to, key_id),
        )  # fmt: skip
        _opened(case, by=by, at=day)
    return case


def open_case_of_comment(*, comment: Comment, by: Person, at: datetime) -> Case:
    """Open a case of words that no rule caught, because whoever read them found that somebody was let down."""
    require(by, Permission.SUPERVISE, subject="feedback")
    submission = uuid.uuid5(comment.pk, "case")  # asked for twice, there is one
    if before := Case.objects.filter(submission=submission).first():
        return before
    return open_case_of_answer(
        reasons=["read"], words=comment.words, words_wait=False, reply_to="", is_fictional=comment.is_fictional,
        submission=submission, by=by, at=at,
    )  # fmt: skip


def _opened(case: Case, *, by: Actor, at: datetime) -> None:
    CaseStep.objects.create(case=case, what="open", by=_person(by), at=at)
    count_case(case, at=at)
    record(
        action="feedback.case_opened", by=by, at=at, subject=case.subject,
        data={"source": case.source, "formal": case.is_formal},
    )  # fmt: skip


def _person(by: Actor) -> Person | None:
    return by if isinstance(by, Person) else None


def _unused_number() -> str:
    while Case.objects.filter(number=(number := new_reference(PREFIX))).exists():
        continue
    return number
