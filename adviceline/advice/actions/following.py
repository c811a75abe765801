"""Walking a map beside an enquiry: every answer is saved as it is given."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.advice import engine
from adviceline.advice.actions.versions import map_of
from adviceline.advice.models import AdviceRun, Departure
from adviceline.advice.queries import version_in_use, why_not_in_use
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override

LONGEST_LEFT_REASON = 300


class UnableToFollowMap(Exception):
    """The step cannot be taken; the words say why."""


def start_run(*, subject: uuid.UUID, map_id: str, by: Person, at: datetime) -> AdviceRun:
    """Begin a walk on the version of a map that is in use; the run stays on that version for ever."""
    version = version_in_use(map_id)
    if version is None:
        raise UnableToFollowMap(why_not_in_use(map_id))
    with transaction.atomic():
        run = AdviceRun.objects.create(subject=subject, map_version=version, adviser=by, started_at=at, changed_at=at)
        record(action="advice.started", by=by, at=at, subject=f"run:{run.pk}", data={"map": version.hash})
    return run


def answer_run(*, run: AdviceRun, node: str, answer: str, by: Person, at: datetime) -> AdviceRun:
    """Answer `node`; if it was answered before, change that answer and keep the later ones that still apply."""
    return _move(run, lambda walk: engine.take_step(walk, node, answer), node=node, answer=answer, by=by, at=at)


def go_back(*, run: AdviceRun, node: str, by: Person, at: datetime) -> AdviceRun:
    """Stand at `node` again; that answer and the later ones are taken off, and stay in the history."""
    return _move(run, lambda walk: ("went_back", engine.go_back(walk, node)), node=node, answer="", by=by, at=at)


def leave_run(*, run: AdviceRun, reason: ScreenedText, by: Person, at: datetime) -> AdviceRun:
    """Leave the map before its end, saying why. Supervisors review departures, which stay if the run is taken up."""
    if not reason.text:
        raise UnableToFollowMap("Say in a few words why you are leaving the map.")
    if len(reason.text) > LONGEST_LEFT_REASON:
        raise UnableToFollowMap(f"Say it in no more than {LONGEST_LEFT_REASON} characters.")
    with transaction.atomic():
        fresh = AdviceRun.objects.select_for_update(of=("self",)).select_related("map_version").get(pk=run.pk)
        if fresh.left_at is not None:
            if fresh.left_reason == reason.text:
                return fresh  # the same form sent twice
            raise UnableToFollowMap("The map was left already, with another reason. Answer the question to take it up.")
        walk = walk_of(fresh)
        if walk.finished:
            raise UnableToFollowMap("This run has reached its outcome, so there is nothing to leave.")
        fresh.left_reason, fresh.left_at, fresh.changed_at = reason.text, at, at
        fresh.history = [*fresh.history, [at.isoformat(), "left", walk.at, ""]]
        fresh.save()
        Departure.objects.create(run=fresh, node=walk.at, reason=reason.text, left_by=by, left_at=at)
        record_override(reason, subject=f"run:{fresh.pk}", field_name="left_reason", by=by, at=at)
        record(action="advice.left", by=by, at=at, subject=f"run:{run.pk}", data={"node": walk.at})
    return fresh


def walk_of(run: AdviceRun) -> engine.Run:
    """The run as the engine sees it, on its own version of the map."""
    return engine.replay(map_of(run.map_version), run.steps)


def _move(
    run: AdviceRun,
    step: Callable[[engine.Run], tuple[str, engine.Run]],
    *,
    node: str,
    answer: str,
    by: Person,
    at: datetime,
) -> AdviceRun:
    with transaction.atomic():
        fresh = AdviceRun.objects.select_for_update(of=("self",)).select_related("map_version").get(pk=run.pk)
        walk = walk_of(fresh)
        if walk.answers.get(node) == answer and answer:
            return fresh  # the same form sent twice
        try:
            what, moved = step(walk)
        except (engine.UnableToAnswer, engine.UnableToGoBack) as error:
            raise UnableToFollowMap(str(error)) from error
        fresh.steps = [list(pair) for pair in moved.steps]
        fresh.history = [*fresh.history, [at.isoformat(), what, node, answer]]
        fresh.changed_at, fresh.finished_at = at, at if moved.finished else None
        if fresh.left_at is not None:
            fresh.left_reason, fresh.left_at = "", None
            Departure.objects.filter(run=fresh, came_back_at=None).update(came_back_at=at)
        fresh.save()
        record(action=f"advice.{what}", by=by, at=at, subject=f"run:{fresh.pk}", data={"node": node, "answer": answer})
    return fresh
