"""Runs of the map of advice as they are kept: versions, answers, ways back, two tabs, and the history of it all."""

from __future__ import annotations

import dataclasses
import uuid
from types import SimpleNamespace

import pytest

from adviceline.advice import queries
from adviceline.advice.actions import (
    UnableToFollowMap,
    UnableToLoadMap,
    answer_run,
    go_back,
    leave_run,
    map_of,
    register_maps,
    start_run,
    walk_of,
)
from adviceline.advice.loading import map_to_text
from adviceline.advice.models import AdviceRun, MapVersion
from adviceline.audit.actors import SYSTEM
from adviceline.audit.models import Event
from adviceline.content.current import current_content
from adviceline.privacy.screening import screen_text
from tests.support.advice_maps import publish_maps, real_data

MAP = "individual-incident"


@pytest.fixture
def content():
    return current_content()


@pytest.fixture
def loaded(content, clock, db):
    return publish_maps(content, at=clock.now)


@pytest.fixture
def run(loaded, adviser, clock):
    return start_run(subject=uuid.uuid4(), map_id=MAP, by=adviser, at=clock.now)


@pytest.fixture
def step(adviser, clock):
    """Answers questions in order, a minute apart."""

    def answers(run: AdviceRun, *given: tuple[str, str]) -> AdviceRun:
        for node, code in given:
            run = answer_run(run=run, node=node, answer=code, by=adviser, at=clock.forward(minutes=1))
        return run

    return answers


def edited(content, **words):
    """The content with the first question of the map reworded."""
    document = content.advice[MAP]
    data = real_data()
    data["nodes"]["I0"] |= words
    return SimpleNamespace(
        advice={MAP: dataclasses.replace(document, data=data)}, resources=content.resources, taxonomy=content.taxonomy
    )


def test_loading_the_same_content_again_changes_nothing(loaded, content, clock):
    before = list(MapVersion.objects.values())
    events = Event.objects.filter(action="map.loaded").count()

    register_maps(content=content, by=SYSTEM, at=clock.forward(days=1))

    assert list(MapVersion.objects.values()) == before
    assert Event.objects.filter(action="map.loaded").count() == events == len(loaded)


def test_new_content_is_a_new_version_and_a_run_keeps_to_its_own(run, step, content, clock, adviser):
    run = step(run, ("I0", "yes"), ("I1", "no"))
    old = run.map_version

    changed = edited(content, question="Before we begin: may I tell you how this works?")
    new = next(one for one in publish_maps(changed, at=clock.forward(days=1)) if one.map_id == MAP)

    assert new.hash != old.hash
    assert [one.hash for one in queries.current_versions() if one.map_id == MAP] == [new.hash]
    kept = AdviceRun.objects.get(pk=run.pk)
    assert kept.map_version_id == old.pk
    assert walk_of(kept).map.nodes["I0"].question == map_of(old).nodes["I0"].question
    assert step(kept, ("I2", "no")).steps == [["I0", "yes"], ["I1", "no"], ["I2", "no"]]
    fresh = start_run(subject=uuid.uuid4(), map_id=MAP, by=adviser, at=clock.now)
    assert walk_of(fresh).node.question == "Before we begin: may I tell you how this works?"


def test_going_back_to_an_earlier_version_publishes_it_again_without_a_second_copy(loaded, content, clock):
    first = next(one for one in loaded if one.map_id == MAP)
    publish_maps(edited(content, title="Another title"), at=clock.forward(days=1))

    publish_maps(content, at=clock.forward(days=1))

    assert MapVersion.objects.filter(map_id=MAP).count() == 2
    assert MapVersion.objects.get(map_id=MAP, is_current=True) == first


def test_the_text_of_a_version_gives_the_same_map_again(loaded):
    for version in loaded:
        assert map_to_text(map_of(version)) == version.text
        assert map_of(version).hash == version.hash


def test_a_version_whose_text_was_changed_is_not_followed(loaded, adviser, clock):
    version = next(one for one in loaded if one.map_id == MAP)
    MapVersion.objects.filter(pk=version.pk).update(text=version.text.replace("I0", "I99", 1))
    from adviceline.advice.actions import versions

    versions._MAPS.pop(version.hash, None)
    with pytest.raises((ValueError, KeyError)):
        map_of(MapVersion.objects.get(pk=version.pk))
    versions._MAPS.pop(version.hash, None)


def test_answers_are_kept_as_they_are_given_with_their_history(run, step, adviser):
    run = step(run, ("I0", "yes"), ("I1", "no"))

    kept = AdviceRun.objects.get(pk=run.pk)
    assert kept.steps == [["I0", "yes"], ["I1", "no"]]
    assert [entry[1:] for entry in kept.history] == [["answered", "I0", "yes"], ["answered", "I1", "no"]]
    assert list(
        Event.objects.filter(subject=f"run:{run.pk}").order_by("seq").values_list("action", "actor")
    ) == [(action, adviser.actor_key) for action in ("advice.started", "advice.answered", "advice.answered")]  # fmt: skip


def test_going_back_takes_answers_off_and_leaves_them_in_the_history(run, step, adviser, clock):
    run = step(run, ("I0", "yes"), ("I1", "no"), ("I2", "no"))

    run = go_back(run=run, node="I1", by=adviser, at=clock.forward(minutes=1))

    assert (run.steps, walk_of(run).at) == ([["I0", "yes"]], "I1")
    assert [entry[1:] for entry in run.history][-2:] == [["answered", "I2", "no"], ["went_back", "I1", ""]]


def test_an_earlier_answer_may_be_changed_and_the_later_ones_that_still_apply_stay(run, step):
    run = step(run, ("I0", "yes"), ("I1", "no"), ("I2", "no"), ("I3", "no"))

    changed = step(run, ("I2", "not_known"))

    assert changed.steps[2] == ["I2", "not_known"]
    assert changed.history[-1][1:] == ["changed", "I2", "not_known"]
    walk_of(changed)  # what is kept is a walk that the map allows


def test_the_same_form_sent_twice_is_one_answer(run, step):
    run = step(run, ("I0", "yes"))
    events = Event.objects.filter(subject=f"run:{run.pk}").count()

    again = step(run, ("I0", "yes"))

    assert again.steps == [["I0", "yes"]]
    assert len(again.history) == 1
    assert Event.objects.filter(subject=f"run:{run.pk}").count() == events


def test_an_old_tab_neither_loses_an_answer_nor_skips_a_question(run, step):
    first_tab = AdviceRun.objects.get(pk=run.pk)
    second_tab = AdviceRun.objects.get(pk=run.pk)
    step(first_tab, ("I0", "yes"), ("I1", "no"))

    # the second tab still shows the first question and answers it the same: nothing changes
    assert step(second_tab, ("I0", "yes")).steps == [["I0", "yes"], ["I1", "no"]]
    # and what it cannot have been asked is refused
    with pytest.raises(UnableToFollowMap):
        step(second_tab, ("I4", "no"))
    assert AdviceRun.objects.get(pk=run.pk).steps == [["I0", "yes"], ["I1", "no"]]


@pytest.mark.parametrize(
    ("node", "answer"), [("I0", "perhaps"), ("I0", ""), ("", ""), ("nowhere", "yes"), ("I9", "yes"), ("I0", "x" * 5000)]
)
def test_an_answer_that_does_not_fit_is_refused_in_words_and_nothing_is_written(run, step, node, answer):
    events = Event.objects.count()
    with pytest.raises(UnableToFollowMap, match=r"\w+ \w+"):
        step(run, (node, answer))
    kept = AdviceRun.objects.get(pk=run.pk)
    assert (kept.steps, kept.history, Event.objects.count()) == ([], [], events)


def test_going_back_to_a_question_that_was_not_asked_is_refused(run, step, adviser, clock):
    run = step(run, ("I0", "yes"))
    with pytest.raises(UnableToFollowMap, match="not asked"):
        go_back(run=run, node="I7", by=adviser, at=clock.now)


def test_reaching_an_outcome_finishes_the_run_and_going_back_opens_it_again(run, step, adviser, clock):
    run = step(run, ("I0", "yes"), ("I1", "yes"), ("X1", "calling_now"))
    assert run.finished_at == clock.now
    assert walk_of(run).outcome is not None

    run = go_back(run=run, node="I1", by=adviser, at=clock.forward(minutes=1))
    assert run.finished_at is None


def test_leaving_needs_a_reason_and_answering_again_takes_it_up(run, step, adviser, clock):
    with pytest.raises(UnableToFollowMap, match="few words"):
        leave_run(run=run, reason=screen_text(""), by=adviser, at=clock.now)

    left = leave_run(run=run, reason=screen_text("It does not fit a question of policy."), by=adviser, at=clock.now)
    assert (left.left_reason, left.left_at) == ("It does not fit a question of policy.", clock.now)
    assert left.history[-1][1] == "left"

    resumed = step(left, ("I0", "yes"))
    assert (resumed.left_reason, resumed.left_at) == ("", None)
    assert [entry[1] for entry in resumed.history] == ["left", "answered"]


def test_a_map_that_is_not_loaded_cannot_be_started(loaded, adviser, clock):
    with pytest.raises(UnableToFollowMap, match="not loaded"):
        start_run(subject=uuid.uuid4(), map_id="nowhere", by=adviser, at=clock.now)


def test_an_unsafe_map_is_refused_and_the_current_one_stays(loaded, content, clock):
    current = MapVersion.objects.get(map_id=MAP, is_current=True)
    document = content.advice[MAP]
    data = real_data()
    for node in data["nodes"].values():
        node.pop("safety", None)
    unsafe = SimpleNamespace(
        advice={MAP: dataclasses.replace(document, data=data)}, resources=content.resources, taxonomy=content.taxonomy
    )

    with pytest.raises(UnableToLoadMap, match="not safe to follow"):
        register_maps(content=unsafe, by=SYSTEM, at=clock.now)

    assert MapVersion.objects.get(map_id=MAP, is_current=True) == current
