"""Review tasks: what a map rests on has been superseded, or its review date has passed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice.actions.versions import map_of
from adviceline.advice.models import ReviewTask
from adviceline.advice.queries import versions_to_watch
from adviceline.advice.watching import what_to_review
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy.screening import ScreenedText, record_override


class UnableToDoTask(Exception):
    """The task cannot be handed over or finished so; the words say why."""


def raise_review_tasks(*, by: Actor, at: datetime) -> list[ReviewTask]:
    """Raise a task for each reason found in the maps in use and in review; one for each reason, once and for all.

    A task that is open is kept to the places that cite the source now. Answers those that are new.
    """
    maps = [map_of(version) for version in versions_to_watch()]
    raised = []
    for found in what_to_review(maps, today=timezone.localdate(at)):
        with transaction.atomic():
            task, created = ReviewTask.objects.get_or_create(
                key=found.key,
                defaults={
                    "map_id": found.map_id, "why": found.why, "source_title": found.title,
                    "publisher": found.publisher, "edition": found.edition, "due_date": found.due_date,
                    "places": found.places, "raised_at": at,
                },
            )  # fmt: skip
            if created:
                raised.append(task)
                record(
                    action="map.review_task_raised", by=by, at=at, subject=f"map:{found.map_id}",
                    data={"task": task.pk, "why": found.why, "places": [place for place, _ in found.places]},
                )  # fmt: skip
            elif task.places != found.places:
                ReviewTask.objects.filter(pk=task.pk, done_at=None).update(places=found.places)
    return raised


def assign_task(*, task: ReviewTask, owner: Person | None, by: Person, at: datetime) -> ReviewTask:
    """Say who sees to a task; None when nobody does for now."""
    _may_review(by)
    if owner is not None and not owner.may(Permission.REVIEW_MAPS):
        raise UnableToDoTask("Choose somebody whose role includes the review of maps.")
    with transaction.atomic():
        fresh = _open_task(task)
        fresh.owner = owner
        fresh.save(update_fields=["owner"])
        record(
            action="map.review_task_assigned", by=by, at=at, subject=f"map:{fresh.map_id}",
            data={"task": fresh.pk, "owner": owner.actor_key if owner else ""},
        )  # fmt: skip
    return fresh


def finish_task(*, task: ReviewTask, reason: ScreenedText, by: Person, at: datetime) -> ReviewTask:
    """Close a task, saying what was done or why nothing need be."""
    _may_review(by)
    if not reason.text:
        raise UnableToDoTask("Say what was done, or why nothing need be.")
    with transaction.atomic():
        kept = ReviewTask.objects.select_for_update().get(pk=task.pk)
        if kept.done_at and (kept.done_reason, kept.done_by_id) == (reason.text, by.pk):
            return kept  # the same form sent twice
        fresh = _open_task(task)
        fresh.done_reason, fresh.done_by, fresh.done_at = reason.text, by, at
        fresh.save(update_fields=["done_reason", "done_by", "done_at"])
        record_override(reason, subject=f"map:{fresh.map_id}", field_name="done_reason", by=by, at=at)
        record(action="map.review_task_done", by=by, at=at, subject=f"map:{fresh.map_id}", data={"task": fresh.pk})
    return fresh


def _open_task(task: ReviewTask) -> ReviewTask:
    fresh = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if fresh.done_at:
        raise UnableToDoTask("This task is done already.")
    return fresh


def _may_review(by: Person) -> None:
    if not by.may(Permission.REVIEW_MAPS):
        raise UnableToDoTask("Your role does not include the review of maps.")
