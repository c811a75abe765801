"""Comments, test drives, review tasks and departures as they are kept."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps

from adviceline.advice import queries
from adviceline.advice.actions import (
    UnableToComment,
    UnableToDoTask,
    UnableToDrive,
    UnableToFollowMap,
    UnableToReview,
    add_comment,
    answer_drive,
    answer_run,
    assign_task,
    attach_drive,
    drive_walk,
    finish_task,
    go_back_in_drive,
    leave_run,
    raise_review_tasks,
    register_maps,
    review_departure,
    settle_comment,
    start_drive,
    start_run,
)
from adviceline.advice.models import Departure, MapComment, MapVersion, ReviewTask
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.content.current import current_content
from adviceline.jobs.registry import find_task
from adviceline.jobs.schedules import SCHEDULES
from adviceline.privacy.models import GuardOverride
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import publish_maps, real_data
from tests.support.clock import london

pytestmark = pytest.mark.django_db
MAP = "individual-incident"


@pytest.fixture
def version(db, clock):
    return next(one for one in publish_maps(at=clock.now) if one.map_id == MAP)


@pytest.fixture
def reviewer(person):
    return person("clinical_reviewer")


@pytest.fixture
def supervisor(person):
    return person("supervisor")


def said(text: str) -> Any:
    return screen_text(text)


def changed(clock: Any, change: Any) -> MapVersion:
    """A newer draft of the map, with its data changed."""
    content = current_content()
    data = real_data()
    change(data)
    document = dataclasses.replace(content.advice[MAP], data=data)
    other = SimpleNamespace(advice={MAP: document}, resources=content.resources, taxonomy=content.taxonomy)
    return register_maps(content=other, by=SYSTEM, at=clock.forward(hours=1))[0]


# ---- Comments --------------------------------------------------------------------------------------------------------


def test_an_open_comment_is_carried_to_the_next_version_and_a_settled_one_is_not(version, reviewer, clock):
    one = add_comment(version=version, place="I4", body=said("Say it shorter."), by=reviewer, at=clock.now)
    two = add_comment(version=version, place="", body=said("Good."), by=reviewer, at=clock.now)
    settle_comment(comment=two, settled="no_change", words=said("Thank you."), by=reviewer, at=clock.now)

    new = changed(clock, lambda data: data["nodes"]["I0"].update(title="Another title"))

    assert list(queries.carried_comments(new)) == [one]
    assert list(queries.open_comments_for(new)) == [one]
    assert not queries.carried_comments(version).exists()


@pytest.mark.parametrize(
    ("place", "words", "told"),
    [("I4", "", "Write a comment"), ("I99", "A comment.", "no such question"), ("x" * 500, "A comment.", "no such")],
)
def test_a_comment_that_says_nothing_or_points_nowhere_is_refused(version, reviewer, clock, place, words, told):
    with pytest.raises(UnableToComment, match=told):
        add_comment(version=version, place=place, body=said(words), by=reviewer, at=clock.now)
    assert not MapComment.objects.exists()


def test_a_comment_is_settled_once_and_no_change_needs_a_reason(version, reviewer, adviser, clock):
    comment = add_comment(version=version, place="I4", body=said("Say it shorter."), by=reviewer, at=clock.now)
    with pytest.raises(UnableToComment, match="why no change"):
        settle_comment(comment=comment, settled="no_change", words=said(""), by=reviewer, at=clock.now)
    with pytest.raises(UnableToComment, match="Your role"):
        settle_comment(comment=comment, settled="changed", words=said(""), by=adviser, at=clock.now)
    with pytest.raises(UnableToComment, match="as it was when the comment was made"):
        settle_comment(comment=comment, settled="changed", words=said(""), by=reviewer, at=clock.now)
    changed(clock, lambda data: data["nodes"]["I4"].update(title="Shorter"))
    settle_comment(comment=comment, settled="changed", words=said(""), by=reviewer, at=clock.now)
    settle_comment(comment=comment, settled="changed", words=said(""), by=reviewer, at=clock.now)
    assert Event.objects.filter(action="map.comment_settled").count() == 1
    with pytest.raises(UnableToComment, match="settled already"):
        settle_comment(comment=comment, settled="changed", words=said("Other words."), by=reviewer, at=clock.now)


def test_what_is_sent_twice_is_kept_once(version, reviewer, clock):
    for _ in range(2):
        add_comment(version=version, place="I4", body=said("Say it shorter."), by=reviewer, at=clock.now)
        drive = start_drive(version=version, for_date=date(2030, 1, 1), by=reviewer, at=clock.now)
    assert MapComment.objects.count() == 1
    for _ in range(2):
        attach_drive(drive=drive, note=said("Good."), by=reviewer, at=clock.now)
    assert version.test_drives.count() == 1
    assert Event.objects.filter(action="map.test_drive_attached").count() == 1


# ---- Test drives -----------------------------------------------------------------------------------------------------


def test_a_test_drive_writes_to_its_own_row_and_the_audit_trail_and_nowhere_else(version, reviewer, clock):
    def rows() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    before = rows()
    drive = start_drive(version=version, for_date=date(2030, 1, 1), setting="police", by=reviewer, at=clock.now)
    for node, answer in (("I0", "yes"), ("I1", "no"), ("I2", "no")):
        drive = answer_drive(drive=drive, node=node, answer=answer, by=reviewer, at=clock.forward(minutes=1))
    drive = go_back_in_drive(drive=drive, node="I1", by=reviewer, at=clock.now)
    drive = attach_drive(drive=drive, note=said("Reads well."), by=reviewer, at=clock.now)

    grown = {label for label, count in rows().items() if count != before[label]}
    assert grown == {"advice.TestDrive", "audit.Event"}
    assert (drive.steps, drive_walk(drive).at) == ([["I0", "yes"]], "I1")
    assert [what for _, what, *_ in drive.history] == ["answered", "answered", "answered", "went_back"]
    assert list(queries.attached_drives(version)) == [drive]


def test_a_test_drive_is_its_reviewers_own_and_stays_once_attached(version, reviewer, person, adviser, clock):
    drive = start_drive(version=version, for_date=date(2030, 1, 1), by=reviewer, at=clock.now)
    with pytest.raises(UnableToDrive, match="somebody else's"):
        answer_drive(drive=drive, node="I0", answer="yes", by=person("content_editor"), at=clock.now)
    with pytest.raises(UnableToDrive, match="not the question that is asked now"):
        answer_drive(drive=drive, node="I4", answer="yes", by=reviewer, at=clock.now)
    attach_drive(drive=drive, note=said(""), by=reviewer, at=clock.now)
    with pytest.raises(UnableToDrive, match="stays as it is"):
        answer_drive(drive=drive, node="I0", answer="yes", by=reviewer, at=clock.now)
    with pytest.raises(UnableToDrive, match="Your role"):
        start_drive(version=version, for_date=date(2030, 1, 1), by=adviser, at=clock.now)


def test_a_draft_that_nobody_may_follow_can_be_driven(reviewer, clock):
    draft = changed(clock, lambda data: data["nodes"]["I0"].update(title="Another title"))
    with pytest.raises(UnableToFollowMap):
        start_run(subject=uuid.uuid4(), map_id=MAP, by=reviewer, at=clock.now)
    drive = start_drive(version=draft, for_date=date(2026, 1, 1), by=reviewer, at=clock.now)
    assert drive_walk(drive).node.title == "Another title"


@pytest.mark.parametrize("values", [{"for_date": date(1, 1, 1)}, {"for_date": date(9999, 1, 1)},
                                    {"for_date": date(2030, 1, 1), "setting": "nowhere"}])  # fmt: skip
def test_a_test_drive_refuses_what_it_cannot_use(version, reviewer, clock, values):
    with pytest.raises(UnableToDrive, match=r"\w+ \w+"):
        start_drive(version=version, by=reviewer, at=clock.now, **values)


# ---- Review tasks ----------------------------------------------------------------------------------------------------


def mark_superseded(data: dict[str, Any]) -> None:
    source = next(iter(data["sources"].values()))
    source["state"] = "superseded"


def test_a_superseded_source_raises_one_task_however_often_it_is_looked_at(version, clock):
    clock.now = london(2026, 11, 24)
    began_with = set(ReviewTask.objects.values_list("pk", flat=True)) | {
        task.pk for task in raise_review_tasks(by=SYSTEM, at=clock.now)
    }
    draft = changed(clock, mark_superseded)
    title = next(iter(real_data()["sources"].values()))["title"]

    raised = raise_review_tasks(by=SYSTEM, at=clock.now)
    assert [(task.why, task.source_title, task.map_id) for task in raised if task.map_id == MAP] == [
        ("superseded", title, MAP)
    ]
    assert raise_review_tasks(by=SYSTEM, at=clock.forward(days=1)) == []
    find_task("advice.review_tasks")(at=clock.now)
    assert ReviewTask.objects.exclude(pk__in=began_with).count() == len(raised)
    cites = [place for place in (*draft_places(draft),) if place in dict(raised[0].places)]
    assert cites
    assert "advice.review_tasks" in SCHEDULES


def draft_places(version: MapVersion) -> list[str]:
    from adviceline.advice.actions import map_of

    return [*map_of(version).nodes, *map_of(version).outcomes]


def test_a_task_that_is_done_is_not_raised_again(version, reviewer, clock):
    changed(clock, mark_superseded)
    task = next(each for each in raise_review_tasks(by=SYSTEM, at=clock.now) if each.why == "superseded")
    finish_task(task=task, reason=said("The new edition says the same."), by=reviewer, at=clock.now)

    assert task.pk not in [each.pk for each in raise_review_tasks(by=SYSTEM, at=clock.forward(days=1))]
    kept = ReviewTask.objects.get(pk=task.pk)
    assert (kept.done_reason, kept.done_by) == ("The new edition says the same.", reviewer)
    assert finish_task(task=task, reason=said(kept.done_reason), by=reviewer, at=clock.now).done_at == kept.done_at
    with pytest.raises(UnableToDoTask, match="done already"):
        finish_task(task=task, reason=said("Again."), by=reviewer, at=clock.now)


def test_a_passed_review_date_raises_a_task_for_each_source_and_outcome(version, clock):
    clock.now = london(2060, 1, 1)
    raised = [task for task in raise_review_tasks(by=SYSTEM, at=clock.now) if task.map_id == MAP]
    data = real_data()
    assert {task.places[0][0] for task in raised if task.why == "outcome_due"} == set(data["outcomes"])
    assert {task.source_title for task in raised if task.why == "review_due"} <= {
        source["title"] for source in data["sources"].values()
    }
    assert Event.objects.filter(action="map.review_task_raised").count() >= len(raised)


def test_a_task_has_an_owner_and_is_closed_with_a_reason(version, reviewer, adviser, clock):
    changed(clock, mark_superseded)
    task = raise_review_tasks(by=SYSTEM, at=clock.now)[0]
    with pytest.raises(UnableToDoTask, match="whose role"):
        assign_task(task=task, owner=adviser, by=reviewer, at=clock.now)
    assert assign_task(task=task, owner=reviewer, by=reviewer, at=clock.now).owner == reviewer
    assert assign_task(task=task, owner=None, by=reviewer, at=clock.now).owner is None
    with pytest.raises(UnableToDoTask, match="what was done"):
        finish_task(task=task, reason=said(""), by=reviewer, at=clock.now)
    with pytest.raises(UnableToDoTask, match="Your role"):
        finish_task(task=task, reason=said("Done."), by=adviser, at=clock.now)


# ---- Departures ------------------------------------------------------------------------------------------------------


@pytest.fixture
def left(version, adviser, clock):
    run = start_run(subject=uuid.uuid4(), map_id=MAP, by=adviser, at=clock.now)
    run = answer_run(run=run, node="I0", answer="yes", by=adviser, at=clock.forward(minutes=1))
    leave_run(run=run, reason=said("It is a question of policy."), by=adviser, at=clock.forward(minutes=1))
    return Departure.objects.get()


def test_a_departure_is_kept_with_its_place_when_the_run_is_taken_up_again(left, adviser, clock):
    assert (left.node, left.reason, left.left_by) == ("I1", "It is a question of policy.", adviser)

    run = answer_run(run=left.run, node="I1", answer="no", by=adviser, at=clock.forward(minutes=5))

    assert (run.left_reason, run.left_at) == ("", None)
    kept = Departure.objects.get()
    assert (kept.reason, kept.came_back_at) == ("It is a question of policy.", clock.now)
    leave_run(run=run, reason=said("The call ended."), by=adviser, at=clock.now)
    assert list(queries.departures().values_list("node", "reason")) == [
        ("I1", "It is a question of policy."), ("I2", "The call ended."),
    ]  # fmt: skip


def test_the_same_departure_sent_twice_is_one_and_another_reason_is_refused(left, adviser, clock):
    leave_run(run=left.run, reason=said("It is a question of policy."), by=adviser, at=clock.now)
    assert Departure.objects.count() == 1
    with pytest.raises(UnableToFollowMap, match="left already"):
        leave_run(run=left.run, reason=said("Another reason."), by=adviser, at=clock.now)
    with pytest.raises(UnableToFollowMap, match="300 characters"):
        leave_run(run=left.run, reason=said("word " * 100), by=adviser, at=clock.now)


def test_a_run_that_reached_its_outcome_cannot_be_left(version, adviser, clock):
    run = start_run(subject=uuid.uuid4(), map_id=MAP, by=adviser, at=clock.now)
    for node, answer in (("I0", "yes"), ("I1", "yes"), ("X1", "calling_now")):
        run = answer_run(run=run, node=node, answer=answer, by=adviser, at=clock.now)
    with pytest.raises(UnableToFollowMap, match="reached its outcome"):
        leave_run(run=run, reason=said("Done."), by=adviser, at=clock.now)


def test_a_reason_kept_against_the_guard_is_logged_for_review(version, adviser, clock):
    run = start_run(subject=uuid.uuid4(), map_id=MAP, by=adviser, at=clock.now)
    reason = screen_text("Call 01632 960123 first.", override_reason="A number of a made-up service.")
    leave_run(run=run, reason=reason, by=adviser, at=clock.now)
    assert GuardOverride.objects.get().field == "left_reason"


def test_a_change_of_the_map_becomes_a_comment_that_the_next_version_must_answer(left, supervisor, clock):
    review_departure(
        departure=left, conclusion="change_the_map", note=said("Add a way out for questions of policy."),
        by=supervisor, at=clock.now,
    )  # fmt: skip

    comment = MapComment.objects.get()
    assert (comment.place, comment.body, comment.departure) == (
        "I1", "Add a way out for questions of policy.", left.pk,
    )  # fmt: skip
    new = changed(clock, lambda data: data["nodes"]["I0"].update(title="Another title"))
    assert list(queries.carried_comments(new)) == [comment]
    assert not queries.departures().exists()
    assert queries.departures(reviewed=True).get().conclusion == "change_the_map"


@pytest.mark.parametrize(
    ("conclusion", "note", "told"),
    [("perhaps", "Words.", "Choose"), ("", "Words.", "Choose"), ("coaching", "", "few words"),
     ("change_the_map", "", "few words")],
)  # fmt: skip
def test_a_conclusion_that_is_none_or_says_nothing_is_refused(left, supervisor, clock, conclusion, note, told):
    with pytest.raises(UnableToReview, match=told):
        review_departure(departure=left, conclusion=conclusion, note=said(note), by=supervisor, at=clock.now)
    assert Departure.objects.get().conclusion == ""


def test_a_departure_is_reviewed_once_by_somebody_else_who_supervises(left, adviser, supervisor, person, clock):
    fine = {"departure": left, "conclusion": "fine", "note": said("")}
    with pytest.raises(UnableToReview, match="by a supervisor"):
        review_departure(by=adviser, at=clock.now, **fine)
    Departure.objects.update(left_by=supervisor)
    with pytest.raises(UnableToReview, match="somebody else must review"):
        review_departure(by=supervisor, at=clock.now, **fine)
    review_departure(by=person("service_manager"), at=clock.now, **fine)
    with pytest.raises(UnableToReview, match="already"):
        review_departure(by=person("supervisor"), at=clock.now, **fine)
    assert not MapComment.objects.exists()


def test_retention_erases_a_departure_with_its_run_and_keeps_the_comment(left, supervisor, clock):
    from adviceline.privacy.retention import apply_retention

    review_departure(
        departure=left, conclusion="change_the_map", note=said("Add a way out."), by=supervisor, at=clock.now
    )
    apply_retention(by=SYSTEM, at=clock.forward(days=6 * 365 + 2))
    assert not Departure.objects.exists()
    assert MapComment.objects.get().body == "Add a way out."
