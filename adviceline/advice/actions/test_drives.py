"""Test drives: a reviewer walks a version, as if on a day of their choice. Nothing is written to any enquiry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.advice import engine
from adviceline.advice.actions.versions import map_of
from adviceline.advice.models import MapVersion, TestDrive
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class UnableToDrive(Exception):
    """The walk cannot go on so; the words say why."""


def start_drive(*, version: MapVersion, for_date: date, setting: str = "", by: Person, at: datetime) -> TestDrive:
    """Begin to try a version, as if it were `for_date`, in the words of a setting of the map ('': general)."""
    if not by.may(Permission.REVIEW_MAPS):
        raise UnableToDrive("Your role does not include the review of maps.")
    if not EARLIEST <= for_date <= LATEST:
        raise UnableToDrive(f"Choose a date from {EARLIEST.year} to {LATEST.year}.")
    if setting and setting not in map_of(version).settings:
        raise UnableToDrive("This version has no words of its own for that setting.")
    with transaction.atomic():
        begun = TestDrive.objects.filter(
            version=version, reviewer=by, for_date=for_date, setting=setting, history=[], attached_at=None
        ).first()
        if begun is not None:
            return begun  # the same form sent twice
        drive = TestDrive.objects.create(
            version=version, reviewer=by, for_date=for_date, setting=setting, started_at=at, changed_at=at
        )
        record(
            action="map.test_drive_started", by=by, at=at, subject=f"map:{version.map_id}",
            data={"hash": version.hash, "drive": drive.pk, "for_date": for_date.isoformat()},
        )  # fmt: skip
    return drive


def answer_drive(*, drive: TestDrive, node: str, answer: str, by: Person, at: datetime) -> TestDrive:
    """Answer a question of the walk, or change an earlier answer."""
    return _move(drive, lambda walk: engine.take_step(walk, node, answer), node=node, answer=answer, by=by, at=at)


def go_back_in_drive(*, drive: TestDrive, node: str, by: Person, at: datetime) -> TestDrive:
    """Stand at `node` again."""
    return _move(drive, lambda walk: ("went_back", engine.go_back(walk, node)), node=node, answer="", by=by, at=at)


def attach_drive(*, drive: TestDrive, note: ScreenedText, by: Person, at: datetime) -> TestDrive:
    """Attach the walk, as it stands, to the review of its version, with what was seen. It then stays as it is."""
    with transaction.atomic():
        kept = TestDrive.objects.select_for_update().get(pk=drive.pk)
        if kept.attached_at and (kept.note, kept.reviewer_id) == (note.text, by.pk):
            return kept  # the same form sent twice
        fresh = _own(drive, by)
        fresh.note, fresh.attached_at = note.text, at
        fresh.save()
        subject = f"map:{fresh.version.map_id}"
        record_override(note, subject=subject, field_name="test_drive", by=by, at=at)
        record(
            action="map.test_drive_attached", by=by, at=at, subject=subject,
            data={"hash": fresh.version_id, "drive": fresh.pk, "steps": len(fresh.steps)},
        )  # fmt: skip
    return fresh


def drive_walk(drive: TestDrive) -> engine.Run:
    """The walk as the engine sees it."""
    return engine.replay(map_of(drive.version), drive.steps)


def _own(drive: TestDrive, by: Person) -> TestDrive:
    fresh = TestDrive.objects.select_for_update(of=("self",)).select_related("version").get(pk=drive.pk)
    if fresh.reviewer_id != by.pk:
        raise UnableToDrive("This is somebody else's test drive. Begin one of your own.")
    if fresh.attached_at:
        raise UnableToDrive("This test drive is attached to the review and stays as it is. Begin another.")
    return fresh


def _move(
    drive: TestDrive,
    step: Callable[[engine.Run], tuple[str, engine.Run]],
    *,
    node: str,
    answer: str,
    by: Person,
    at: datetime,
) -> TestDrive:
    with transaction.atomic():
        fresh = _own(drive, by)
        walk = drive_walk(fresh)
        if answer and walk.answers.get(node) == answer:
            return fresh
        try:
            what, moved = step(walk)
        except (engine.UnableToAnswer, engine.UnableToGoBack) as error:
            raise UnableToDrive(str(error)) from error
        fresh.steps = [list(pair) for pair in moved.steps]
        fresh.history = [*fresh.history, [at.isoformat(), what, node, answer]]
        fresh.changed_at, fresh.finished_at = at, at if moved.finished else None
        fresh.save()
        record(
            action="map.test_drive_step", by=by, at=at, subject=f"map:{fresh.version.map_id}",
            data={"drive": fresh.pk, "what": what, "node": node, "answer": answer},
        )  # fmt: skip
    return fresh
