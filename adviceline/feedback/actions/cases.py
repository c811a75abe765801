"""Seeing to what was not good enough: a case is acknowledged, answered, closed, with what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.content.current import current_content
from adviceline.feedback.counting import count_case
from adviceline.feedback.errors import UnableToMoveCase
from adviceline.feedback.models import Case, CaseStep, Improvement
from adviceline.feedback.queries.cases import overdue_cases
from adviceline.feedback.reaching import reply_to_of
from adviceline.feedback.rules import cases as rules
from adviceline.jobs import actions as jobs
from adviceline.measures.feedback_codes import SATISFIED
from adviceline.privacy.screening import ScreenedText, record_override

TOLD = "feedback.case_told"
NOTHING = ScreenedText("")


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
    """Add a note to the history. The same note again, when nothing came between, is a form that was sent twice."""
    _need(words, "Write the note first.")
    with transaction.atomic():
        before = Case.objects.select_for_update(of=("self",)).get(pk=case.pk).steps.last()
        if before is not None and (before.what, before.words, before.by_id) == ("note", words.text, by.pk):
            return case
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
        count_case(fresh, at=at)
        record(action=f"feedback.case_{step}", by=by, at=at, subject=fresh.subject, data=data)


def recount_overdue_cases(*, at: datetime) -> int:
    """Count what ran out of time as late, though nothing was done about it; answers how many cases that is."""
    late = list(overdue_cases(at=at))
    for case in late:
        count_case(case, at=at)
    return len(late)


def _tell(case: Case, what: str, *, at: datetime) -> None:
    """Ask for the message; its composer looks whether there is an address."""
    key = f"feedback-case:{case.pk}:{what}:{case.steps.count()}"
    jobs.send(TOLD, args={"case": case.pk, "what": what}, key=key, at=at)


def _need(words: ScreenedText, problem: str) -> None:
    if not words.text:
        raise UnableToMoveCase(problem)
