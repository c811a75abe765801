"""From what people said to what was done about it, and to the words in which the public is told."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.content.current import current_content
from adviceline.facts.actions import remove_published_improvement_fact, write_published_improvement_fact
from adviceline.facts.values import PublishedImprovementFactValues
from adviceline.feedback.errors import UnableToMoveImprovement
from adviceline.feedback.models import Comment, Improvement, ImprovementStep
from adviceline.feedback.queries.cases import writers_of
from adviceline.feedback.rules.improvements import PUBLIC_TRANSITIONS, TRANSITIONS, why_not
from adviceline.measures.definitions import MEASURES
from adviceline.privacy.screening import ScreenedText, record_override

NOTHING = ScreenedText("")
HELPED = ("yes", "partly", "no")


def plan_improvement(
    *, theme: str, you_said: ScreenedText, plan: ScreenedText, owner: Person, due_date: date, by: Person, at: datetime,
    measure: str = "", before: ScreenedText = NOTHING, submission: uuid.UUID | None = None, is_fictional: bool = False,
) -> Improvement:  # fmt: skip
    """Begin an action: what people said, what will be done, who sees to it, by when, and the figure that should move.

    `submission` names the form: sent twice, there is one improvement; sent again with other words, it is refused.
    """
    require(by, Permission.SUPERVISE, subject="improvement")
    _check(theme, measure)
    said = {
        "theme": theme, "you_said": you_said.text, "plan": plan.text, "owner": owner, "due_date": due_date,
        "measure": measure, "before": before.text,
    }  # fmt: skip
    with transaction.atomic():
        made, is_new = Improvement.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults=said | {"created_by": by, "created_at": at, "is_fictional": is_fictional},
        )
        if not is_new:
            if any(getattr(made, name) != value for name, value in said.items()):
                raise UnableToMoveImprovement(
                    "This form was kept already, and says something else now. Change that improvement on its own page."
                )
            return made
        _keep(made, "plan", by, at)
        _log(made, by, at, you_said=you_said, plan=plan, before=before)
        record(action="improvement.planned", by=by, at=at, subject=made.subject, data={"theme": theme})
    return made


def change_improvement(
    *, improvement: Improvement, theme: str, you_said: ScreenedText, plan: ScreenedText, owner: Person, due_date: date,
    version: int, by: Person, at: datetime, measure: str = "", before: ScreenedText = NOTHING,
) -> Improvement:  # fmt: skip
    """`version` is the one that the person saw: a colleague's later change is not lost."""
    _check(theme, measure)
    with _moving(improvement, "change", by=by, at=at) as fresh:
        if fresh.version != version:
            raise UnableToMoveImprovement("A colleague changed this after you opened it. Compare, and save again.")
        fresh.theme, fresh.you_said, fresh.plan = theme, you_said.text, plan.text
        fresh.owner, fresh.due_date, fresh.measure, fresh.before = owner, due_date, measure, before.text
        _log(fresh, by, at, you_said=you_said, plan=plan, before=before)
    return fresh


def move_improvement(
    *, improvement: Improvement, step: str, words: ScreenedText, by: Person, at: datetime
) -> Improvement:
    """Begin it, finish it, drop it or take it up again, saying how."""
    if step not in {"begin", "finish", "drop", "resume"}:
        raise UnableToMoveImprovement("There is no such step.")
    if step in {"drop", "resume"} and not words.text:
        raise UnableToMoveImprovement("Say why.")
    with _moving(improvement, step, by=by, at=at, words=words) as fresh:
        if step == "resume" and fresh.public_state == "published":
            raise UnableToMoveImprovement("The public was told that this is done. Take those words back first.")
        fresh.done_at = at if step == "finish" else fresh.done_at if step != "resume" else None
    return fresh


def measure_improvement(
    *, improvement: Improvement, after: ScreenedText, helped: str, by: Person, at: datetime
) -> Improvement:  # fmt: skip
    """Say what the figure is now, and whether things are better for it."""
    if helped not in HELPED:
        raise UnableToMoveImprovement("Say whether it made things better.")
    if not after.text:
        raise UnableToMoveImprovement("Say what was found when it was looked at again.")
    with _moving(improvement, "measure", by=by, at=at, words=after, data={"helped": helped}) as fresh:
        fresh.after, fresh.helped, fresh.measured_at = after.text, helped, at
    return fresh


def write_for_public(
    *, improvement: Improvement, you_said: ScreenedText, we_did: ScreenedText, by: Person, at: datetime
) -> Improvement:
    """Write the two sentences. Somebody else approves them before anybody sees them."""
    if not you_said.text or not we_did.text:
        raise UnableToMoveImprovement("Write both: what people said, and what was done.")
    with _moving(improvement, "write", by=by, at=at) as fresh:
        fresh.you_said, fresh.we_did, fresh.written_by, fresh.approved_by = you_said.text, we_did.text, by, None
        _log(fresh, by, at, you_said=you_said, we_did=we_did)
    return fresh


def approve_for_public(*, improvement: Improvement, version: int, by: Person, at: datetime) -> Improvement:
    """Show the words that were read, at once. Never by whoever wrote them."""
    with _moving(improvement, "approve", by=by, at=at) as fresh:
        if fresh.version != version:
            raise UnableToMoveImprovement(
                "The words changed after you opened them. Read them again, then approve them."
            )
        fresh.approved_by, fresh.published_at = by, at
        write_published_improvement_fact(
            PublishedImprovementFactValues(
                fact_id=fresh.fact_id, theme=fresh.theme, you_said=fresh.you_said, we_did=fresh.we_did, published_at=at
            )
        )
    return fresh


def send_back_from_public(*, improvement: Improvement, words: ScreenedText, by: Person, at: datetime) -> Improvement:
    """Give the words back to whoever wrote them, saying what they need."""
    if not words.text:
        raise UnableToMoveImprovement("Say what the words need.")
    with _moving(improvement, "send_back", by=by, at=at, words=words) as fresh:
        pass
    return fresh


def withdraw_from_public(*, improvement: Improvement, words: ScreenedText, by: Person, at: datetime) -> Improvement:
    """Take the words back from the public and from what a return may quote, saying why."""
    if not words.text:
        raise UnableToMoveImprovement("Say why they are taken back.")
    with _moving(improvement, "withdraw", by=by, at=at, words=words) as fresh:
        fresh.published_at = None
        remove_published_improvement_fact(fresh.fact_id)
    return fresh


def code_comment(*, comment: Comment, themes: list[str], by: Person, at: datetime) -> Comment:
    """Say which themes a comment is about, for the counts from which improvements begin."""
    require(by, Permission.VIEW_REPORTS, subject="feedback")
    known = current_content().taxonomy["feedback_theme"]
    chosen = sorted(set(themes))
    if any(theme not in known for theme in chosen):
        raise UnableToMoveImprovement("Choose themes from the list.")
    with transaction.atomic():
        fresh = Comment.objects.select_for_update().get(pk=comment.pk)
        fresh.themes = chosen
        fresh.save(update_fields=["themes"])
        record(action="feedback.coded", by=by, at=at, subject=f"feedback_comment:{fresh.pk}", data={"themes": chosen})
    return fresh


@contextmanager
def _moving(
    improvement: Improvement, step: str, *, by: Person, at: datetime, words: ScreenedText = NOTHING,
    data: dict[str, Any] | None = None,
) -> Iterator[Improvement]:  # fmt: skip
    """The improvement, locked, for one step by somebody who may take it; saved with its history and its event."""
    require(by, Permission.SUPERVISE, subject=improvement.subject)
    with transaction.atomic():
        fresh = Improvement.objects.select_for_update(of=("self",)).get(pk=improvement.pk)
        problem = why_not(
            step, state=fresh.state, public_state=fresh.public_state, person=by.pk, writers=writers_of(fresh)
        )
        if problem:
            raise UnableToMoveImprovement(problem)
        yield fresh
        if step in TRANSITIONS:
            fresh.state = TRANSITIONS[step][1] or fresh.state
        else:
            fresh.public_state = PUBLIC_TRANSITIONS[step][1] or fresh.public_state
        fresh.version += 1
        fresh.save()
        _keep(fresh, step, by, at, words=words)
        record_override(words, subject=fresh.subject, field_name=step, by=by, at=at)
        record(action=f"improvement.{step}", by=by, at=at, subject=fresh.subject, data=data)


def _check(theme: str, measure: str) -> None:
    if theme not in current_content().taxonomy["feedback_theme"]:
        raise UnableToMoveImprovement("Choose what it is about.")
    if measure and measure not in MEASURES:
        raise UnableToMoveImprovement("Choose a figure from the list, or none.")


def _keep(made: Improvement, what: str, by: Person, at: datetime, *, words: ScreenedText = NOTHING) -> None:
    ImprovementStep.objects.create(improvement=made, what=what, words=words.text, by=by, at=at)


def _log(made: Improvement, by: Person, at: datetime, **texts: ScreenedText) -> None:
    for name, text in texts.items():
        record_override(text, subject=made.subject, field_name=name, by=by, at=at)
