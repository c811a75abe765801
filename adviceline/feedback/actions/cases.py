"""Seeing to what was not good enough: a case is opened, acknowledged, answered, closed, with what was changed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.contacts.models import Enquiry
from adviceline.contacts.references import new_reference
from adviceline.content.current import current_content
from adviceline.facts.actions import write_feedback_case_fact
from adviceline.facts.values import FeedbackCaseFactValues
from adviceline.feedback.errors import UnableToMoveCase, UnableToOpenCase
from adviceline.feedback.models import Case, CaseStep, Comment, Improvement
from adviceline.feedback.queries.cases import overdue_cases
from adviceline.feedback.rules import cases as rules
from adviceline.jobs import actions as jobs
from adviceline.measures.feedback_codes import SATISFIED
from adviceline.privacy import crypto
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.workforce.queries import opening_hours

PREFIX = "FB"
DETAILS = "feedback.case"
TOLD = "feedback.case_told"
NOTHING = ScreenedText("")


def open_case(
    *, source: str, words: ScreenedText, submission: uuid.UUID, by: Actor, at: datetime, is_formal: bool = False,
    wanted: ScreenedText = NOTHING, reply_to: str = "", enquiry: Enquiry | None = None, is_fictional: bool = False,
) -> Case:  # fmt: skip
    """Open a case of what somebody said on the public form, to an adviser or in a chat, formal or not.

    `submission` names the form: sent twice, there is one case. `reply_to` is an address or a number, sealed with a key
    of the case's own; empty for somebody who stays anonymous. Raises `UnableToOpenCase`.
    """
    if source not in (Case.Source.FORM, Case.Source.ADVISER, Case.Source.CHAT):
        raise UnableToOpenCase("A case comes from the form, an adviser or a chat.")
    if before := Case.objects.filter(submission=submission).first():
        return before
    if not words.text:
        raise UnableToOpenCase("Say what was not good enough.")
    key_id = crypto.create_key(at=at) if reply_to else None
    hours = opening_hours()
    with transaction.atomic(), events_last():
        case, is_new = Case.objects.get_or_create(
            submission=submission,
            defaults={
                "number": _unused_number(), "source": source, "enquiry": enquiry, "is_formal": is_formal,
                "words": words.text, "wanted": wanted.text, "is_fictional": is_fictional, "heard_at": at,
                "acknowledge_by": rules.acknowledge_by(at, hours), "answer_by": rules.answer_by(at, hours),
                **_sealed(reply_to, key_id),
            },
        )  # fmt: skip
        if is_new:
            _opened(case, by=by, at=at)
            record_override(words, subject=case.subject, field_name="words", by=by, at=at)
            record_override(wanted, subject=case.subject, field_name="wanted", by=by, at=at)
    return case


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
            answer_by=rules.answer_by(day, hours), **_sealed(reply_to, key_id),
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


def acknowledge_case(*, case: Case, by: Person, at: datetime) -> Case:
    """Take a case on: whoever does so owns it. Somebody who left an e-mail address is told that we have it."""
    with _moving(case, "acknowledge", by=by, at=at) as fresh:
        fresh.owner, fresh.acknowledged_at = by, at
        _tell(fresh, "acknowledged", at=at)
    return fresh


def assign_case(*, case: Case, owner: Person, by: Person, at: datetime) -> Case:
    """Give a case to somebody else, who may see to cases."""
    if not owner.may(Permission.SUPERVISE):
        raise UnableToMoveCase("Only a supervisor or a service manager can own a case.")
    with _moving(case, "assign", by=by, at=at, data={"owner": owner.pk}) as fresh:
        fresh.owner = owner
    return fresh


def note_on_case(*, case: Case, words: ScreenedText, by: Person, at: datetime) -> Case:
    _need(words, "Write the note first.")
    with _moving(case, "note", by=by, at=at, words=words) as fresh:
        pass
    return fresh


def answer_case(
    *, case: Case, root_cause: str, cause_words: ScreenedText, changed_words: ScreenedText, answer: ScreenedText,
    by: Person, at: datetime, improvement: Improvement | None = None,
) -> Case:  # fmt: skip
    """Say what went wrong at the root, what was changed, and what the person is told. Sent by e-mail where there is one."""
    if root_cause not in current_content().taxonomy["root_cause"]:
        raise UnableToMoveCase("Choose what was at the root of it.")
    _need(changed_words, "Say what was changed, or why nothing was.")
    _need(answer, "Write what the person is told.")
    with _moving(case, "answer", by=by, at=at, words=answer, data={"root_cause": root_cause}) as fresh:
        fresh.root_cause, fresh.cause_words, fresh.changed_words = root_cause, cause_words.text, changed_words.text
        fresh.answered_at, fresh.improvement = at, improvement or fresh.improvement
        record_override(cause_words, subject=fresh.subject, field_name="cause_words", by=by, at=at)
        record_override(changed_words, subject=fresh.subject, field_name="changed_words", by=by, at=at)
        _tell(fresh, "answered", at=at)
    return fresh


def close_case(*, case: Case, satisfied: str, by: Person, at: datetime, words: ScreenedText = NOTHING) -> Case:
    """Close an answered case with whether the person was satisfied; `unknown` where nobody could be asked."""
    if satisfied not in SATISFIED:
        raise UnableToMoveCase("Say whether the person was satisfied.")
    with _moving(case, "close", by=by, at=at, words=words, data={"satisfied": satisfied}) as fresh:
        fresh.satisfied, fresh.settled_at = satisfied, at
    return fresh


def reopen_case(*, case: Case, words: ScreenedText, by: Person, at: datetime) -> Case:
    """Take a case up again, saying why. It keeps its dates: what was late stays late."""
    _need(words, "Say why it is opened again.")
    with _moving(case, "reopen", by=by, at=at, words=words) as fresh:
        fresh.satisfied, fresh.settled_at, fresh.answered_at = "", None, None
        fresh.acknowledged_at, fresh.owner = fresh.acknowledged_at or at, fresh.owner or by
    return fresh


def dismiss_case(*, case: Case, words: ScreenedText, by: Person, at: datetime) -> Case:
    """Set aside what is no expression of dissatisfaction: spam, a test, the same thing sent twice. It does not count."""
    _need(words, "Say why it is set aside.")
    with _moving(case, "dismiss", by=by, at=at, words=words) as fresh:
        fresh.settled_at = at
    return fresh


def read_case_details(*, case: Case, by: Person, at: datetime) -> str:
    """How to reach whoever it is about, in clear; recorded. Empty when they gave nothing or it was erased."""
    require(by, Permission.SUPERVISE, subject=case.subject)
    with transaction.atomic():
        record(action="feedback.details_read", by=by, at=at, subject=case.subject)
    return reply_to_of(case)


def reply_to_of(case: Case) -> str:
    """The address or number that was left with a case. For people, `read_case_details`."""
    if case.sealed_details is None or case.key_id is None:
        return ""
    try:
        return str(crypto.unseal(bytes(case.sealed_details), key_id=case.key_id, purpose=DETAILS))
    except crypto.Erased:
        return ""


@contextmanager
def _moving(
    case: Case,
    step: str,
    *,
    by: Person,
    at: datetime,
    words: ScreenedText = NOTHING,
    data: dict[str, Any] | None = None,
) -> Iterator[Case]:
    """The case, locked, for one step by somebody who may take it; saved with its history, its fact and its event."""
    require(by, Permission.SUPERVISE, subject=case.subject)
    with transaction.atomic(), events_last():
        fresh = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if problem := rules.why_not(step, fresh.state):
            raise UnableToMoveCase(problem)
        yield fresh
        fresh.state = rules.TRANSITIONS[step][1] or fresh.state
        fresh.save()
        CaseStep.objects.create(case=fresh, what=step, words=words.text, by=by, at=at)
        record_override(words, subject=fresh.subject, field_name=step, by=by, at=at)
        _count(fresh, at=at)
        record(action=f"feedback.case_{step}", by=by, at=at, subject=fresh.subject, data=data)


def _opened(case: Case, *, by: Actor, at: datetime) -> None:
    CaseStep.objects.create(case=case, what="open", by=by if isinstance(by, Person) else None, at=at)
    _count(case, at=at)
    record(
        action="feedback.case_opened", by=by, at=at, subject=case.subject,
        data={"source": case.source, "formal": case.is_formal},
    )  # fmt: skip


def recount_overdue_cases(*, at: datetime) -> int:
    """Count what ran out of time as late, though nothing was done about it; answers how many cases that is."""
    late = list(overdue_cases(at=at))
    for case in late:
        _count(case, at=at)
    return len(late)


def _count(case: Case, *, at: datetime) -> None:
    def in_time(done_at: datetime | None, by_when: datetime) -> bool | None:
        """None while there is still time."""
        return done_at <= by_when if done_at else None if at <= by_when else False

    write_feedback_case_fact(
        FeedbackCaseFactValues(
            fact_id=case.fact_id, source=case.source, heard_at=case.heard_at, formal=case.is_formal,
            counts=case.state != "dismissed", satisfied=case.satisfied, root_cause=case.root_cause,
            acknowledged_in_time=in_time(case.acknowledged_at, case.acknowledge_by),
            answered_in_time=in_time(case.answered_at, case.answer_by),
        )
    )  # fmt: skip


def _tell(case: Case, what: str, *, at: datetime) -> None:
    """Ask for the message; its composer looks whether there is an address."""
    key = f"feedback-case:{case.pk}:{what}:{case.steps.count()}"
    jobs.send(TOLD, args={"case": case.pk, "what": what}, key=key, at=at)


def _sealed(reply_to: str, key_id: uuid.UUID | None) -> dict[str, Any]:
    if key_id is None:
        return {}
    return {"key_id": key_id, "sealed_details": crypto.seal(reply_to, key_id=key_id, purpose=DETAILS)}


def _need(words: ScreenedText, problem: str) -> None:
    if not words.text:
        raise UnableToMoveCase(problem)


def _unused_number() -> str:
    while Case.objects.filter(number=(number := new_reference(PREFIX))).exists():
        continue
    return number
