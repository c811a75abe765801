"""Keeping the versions of the maps, and walking them: every answer is saved as it is given."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.advice import engine
from adviceline.advice.loading import load_maps, map_from_text, map_to_text
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import AdviceRun, MapVersion
from adviceline.advice.safety import check_map
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.content.model import ServiceContent
from adviceline.privacy.screening import ScreenedText


class UnableToFollowMap(Exception):
    """The step cannot be taken; the words say why."""


class UnableToLoadMap(Exception):
    """A map breaks a rule of safety; the words name the first rule and the path."""


def register_maps(*, content: ServiceContent, by: Actor, at: datetime) -> list[MapVersion]:
    """Keep the version of each map that the content holds, and make it the current one. Safe to repeat.

    Raises `UnableToLoadMap`, and keeps none of them, when one is unsafe on any path.
    """
    current = []
    maps = load_maps(content)
    for advice_map in maps.values():
        if broken := check_map(advice_map, today=timezone.localdate(at)).broken:
            raise UnableToLoadMap(f"The map '{advice_map.id}' is not safe to follow: {broken[0]}")
    for advice_map in maps.values():
        with transaction.atomic():
            MapVersion.objects.filter(map_id=advice_map.id, is_current=True).exclude(pk=advice_map.hash).update(
                is_current=False
            )
            version, created = MapVersion.objects.update_or_create(
                hash=advice_map.hash,
                defaults={"is_current": True},
                create_defaults={
                    "map_id": advice_map.id,
                    "text": map_to_text(advice_map),
                    "is_current": True,
                    "loaded_at": at,
                },
            )
            if created:
                record(
                    action="map.loaded", by=by, at=at, subject=f"map:{advice_map.id}", data={"hash": advice_map.hash}
                )
        current.append(version)
    return current


def start_run(*, subject: uuid.UUID, map_id: str, by: Person, at: datetime) -> AdviceRun:
    """Begin a walk on the current version of a map; the run stays on that version for ever."""
    version = MapVersion.objects.filter(map_id=map_id, is_current=True).first()
    if version is None:
        raise UnableToFollowMap("This map of advice is not loaded. Tell the service manager.")
    with transaction.atomic():
        run = AdviceRun.objects.create(subject=subject, map_version=version, adviser=by, started_at=at, changed_at=at)
        record(action="advice.started", by=by, at=at, subject=f"run:{run.pk}", data={"map": version.hash})
    return run


def answer_run(*, run: AdviceRun, node: str, answer: str, by: Person, at: datetime) -> AdviceRun:
    """Answer `node`; if it was answered before, change that answer and keep the later ones that still apply."""

    def step(walk: engine.Run) -> tuple[str, engine.Run]:
        if node in walk.answers:
            return "changed", engine.change_answer(walk, node, answer)
        return "answered", engine.answer(walk, node, answer)

    return _move(run, step, node=node, answer=answer, by=by, at=at)


def go_back(*, run: AdviceRun, node: str, by: Person, at: datetime) -> AdviceRun:
    """Stand at `node` again; that answer and the later ones are taken off, and stay in the history."""
    return _move(run, lambda walk: ("went_back", engine.go_back(walk, node)), node=node, answer="", by=by, at=at)


def leave_run(*, run: AdviceRun, reason: ScreenedText, by: Person, at: datetime) -> AdviceRun:
    """Leave the map before its end, saying why. Supervisors review departures."""
    if not reason.text:
        raise UnableToFollowMap("Say in a few words why you are leaving the map.")
    with transaction.atomic():
        fresh = AdviceRun.objects.select_for_update().get(pk=run.pk)
        fresh.left_reason, fresh.left_at, fresh.changed_at = reason.text[:300], at, at
        fresh.history = [*fresh.history, [at.isoformat(), "left", "", ""]]
        fresh.save()
        record(action="advice.left", by=by, at=at, subject=f"run:{run.pk}")
    return fresh


def walk_of(run: AdviceRun) -> engine.Run:
    """The run as the engine sees it, on its own version of the map."""
    return engine.replay(map_of(run.map_version), run.steps)


_MAPS: dict[str, AdviceMap] = {}


def map_of(version: MapVersion) -> AdviceMap:
    """The map of a version; built once a process, since a version never changes."""
    if version.hash not in _MAPS:
        _MAPS[version.hash] = map_from_text(version.text, expected_hash=version.hash)
    return _MAPS[version.hash]


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
        fresh.left_reason, fresh.left_at = "", None
        fresh.save()
        record(action=f"advice.{what}", by=by, at=at, subject=f"run:{fresh.pk}", data={"node": node, "answer": answer})
    return fresh
