import json

import pytest

from adviceline.advice.engine import (
    UnableToAnswer,
    UnableToGoBack,
    UnableToResume,
    answer,
    change_answer,
    go_back,
    replay,
    resume,
    start,
    suggest,
)
from adviceline.advice.loading import map_from_data, map_from_text, map_to_text
from tests.support.advice_maps import changed, real_data, real_map

CALM_START = [("I0", "yes"), ("I1", "no"), ("I2", "no"), ("I3", "no"), ("I4", "no"), ("I5", "no")]
EQUALS = [
    ("I6a", "yes"), ("I6b", "no"), ("I6c", "no"), ("I6d", "no"), ("I6e", "no"), ("I6f", "yes"), ("I6g", "expected"),
]  # fmt: skip
SAFE = [("I7", "yes"), ("I8a", "no"), ("I8b", "no"), ("I8c", "no"), ("I8d", "no"), ("I8e", "no")]
END = [("I10", "no"), ("I11", "yes"), ("I12", "children"), ("I13", "yes")]


def with_answers(steps, **answers):
    return [(node, answers.get(node, code)) for node, code in steps]


def test_a_run_starts_at_the_ground_rules():
    run = start(real_map())
    assert (run.at, run.node.safety, run.finished, run.view) == ("I0", "ground_rules", False, None)


def test_an_expected_mutual_incident_is_managed_internally():
    run = replay(real_map(), [*CALM_START, *EQUALS, *SAFE, ("I9", "internal"), *END])
    assert run.finished
    assert run.outcome.id == "O10"
    assert run.view == "H1"
    proposed = suggest(run)
    assert (proposed.kind, proposed.continuum, proposed.urgency) == ("E1", "H1", "soon")
    assert set(proposed.outcomes) == {"managed_internally", "safety_plan"}
    assert "behaviour-in-schools" in proposed.resources


def test_only_resources_of_the_answers_given_and_of_the_outcome_are_suggested():
    run = replay(real_map(), [*CALM_START, *EQUALS, *SAFE, ("I9", "internal"), *END])
    given = {each for _, chosen in run.path() for each in chosen.suggests.resources}
    proposed = suggest(run).resources
    assert set(proposed) == given | set(run.outcome.resources)
    assert len(set(proposed)) == len(proposed) < 12
    assert {"sexual-assault-referral-centres", "nwg-network", "searching-screening-confiscation"}.isdisjoint(proposed)
    reported = replay(real_map(), [*CALM_START[:3], ("I3", "not_known"), ("X3", "called")])
    assert {"sexual-assault-referral-centres", "when-to-call-the-police"} <= set(suggest(reported).resources)


def test_what_a_question_rests_on_is_not_proposed_to_be_given():
    data = real_data()
    data["nodes"]["I0"]["resources"] = ["nwg-network"]
    run = replay(map_from_data(data), [("I0", "yes")])
    assert run.map.nodes["I0"].resources == ("nwg-network",)
    assert suggest(run).resources == ()


def test_immediate_danger_leads_to_999_at_once():
    run = replay(real_map(), [("I0", "yes"), ("I1", "not_known")])
    assert run.node.emergency.number == "999"
    assert answer(run, "X1", "calling_now").outcome.emergency.number == "999"
    assert suggest(run).urgency == "immediate"


def test_a_pressure_answer_makes_the_view_abusive_and_closes_the_way_to_internal():
    run = replay(real_map(), [*CALM_START, *with_answers(EQUALS[:-1], I6c="yes"), *SAFE])
    assert run.view == "H4"
    assert run.at == "I9h"
    assert "internal" not in run.node.answers


@pytest.mark.parametrize(
    ("answers", "view"),
    [
        ({}, "H1"),
        ({"I6g": "context"}, "H2"),
        ({"I6e": "yes"}, "H2"),
        ({"I6g": "unusual"}, "H3"),
        ({"I6e": "yes", "I6f": "no"}, "H3"),
        ({"I6a": "no"}, "H3"),
        ({"I6g": "not_known"}, "H0"),
        ({"I6b": "not_known"}, "H0"),
        ({"I6a": "no", "I6c": "not_known"}, "H0"),
    ],
)
def test_the_working_view_follows_the_answers(answers, view):
    assert replay(real_map(), [*CALM_START, *with_answers(EQUALS, **answers)]).view == view


@pytest.mark.parametrize(
    ("answers", "view"),
    [
        ({"I6b": "yes"}, "H4"),
        ({"I6c": "yes", "I6d": "not_known"}, "H4"),
        ({"I6a": "no", "I6e": "yes"}, "H4"),
        ({"I6a": "no", "I6f": "no"}, "H4"),
        ({"I6d": "yes"}, "H5"),
        ({"I6d": "yes", "I6c": "yes"}, "H5"),
    ],
)
def test_an_abusive_or_violent_view_needs_no_judgement_of_what_is_expected(answers, view):
    run = replay(real_map(), [*CALM_START, *with_answers(EQUALS[:-1], **answers)])
    assert (run.view, run.at) == (view, "I7")


def test_flags_are_carried_in_the_maps_order():
    steps = [*with_answers(CALM_START, I4="yes")[:5], ("I4a", "not_known"), ("I5", "yes"), ("I5a", "yes")]
    run = replay(real_map(), steps)
    assert [flag.id for flag in run.flags] == ["must_refer", "images", "under_13", "under_10"]


def test_declined_before_suggests_a_threshold_enquiry():
    steps = [*CALM_START, *EQUALS, *SAFE, ("I9", "internal"), ("I10", "yes"), ("I10a", "escalate")]
    proposed = suggest(replay(real_map(), steps))
    assert (proposed.kind, proposed.threshold) == ("E5", "disputed")
    assert "escalation" in proposed.outcomes


def test_the_highest_urgency_wins_whatever_the_order():
    steps = [("I0", "yes"), ("I1", "yes"), ("X1", "called"), ("I2", "yes")]
    assert suggest(replay(real_map(), steps)).urgency == "immediate"


def test_going_back_takes_off_that_answer_and_all_later_ones():
    run = replay(real_map(), [*CALM_START, *EQUALS])
    back = go_back(run, "I6c")
    assert back.at == "I6c"
    assert "I6c" not in back.answers
    assert back.answers["I6b"] == "no"
    assert run.at == "I7", "the earlier run is untouched"


def test_going_back_takes_off_the_flags_that_were_set_since():
    run = replay(real_map(), [*CALM_START[:4], ("I4", "yes"), ("I4a", "yes")])
    assert run.flag_ids == {"images", "must_refer"}
    assert go_back(run, "I4a").flag_ids == {"images"}


def test_going_back_to_the_question_that_stands_changes_nothing():
    run = replay(real_map(), CALM_START)
    assert go_back(run, "I6a") is run


def test_going_back_to_a_question_never_asked_is_refused():
    with pytest.raises(UnableToGoBack, match="I9h was not asked"):
        go_back(replay(real_map(), CALM_START), "I9h")


def test_changing_an_answer_keeps_the_later_ones_that_still_apply():
    run = replay(real_map(), [*CALM_START, *EQUALS, *SAFE, ("I9", "internal"), *END])
    milder = change_answer(run, "I6g", "context")
    assert (milder.at, milder.view) == ("O10", "H2")


def test_changing_an_answer_stops_at_the_first_question_that_is_new():
    run = replay(real_map(), [*CALM_START, *EQUALS, *SAFE, ("I9", "internal"), *END])
    graver = change_answer(run, "I6c", "yes")
    assert (graver.at, graver.view) == ("I9h", "H4")
    assert "I6g" not in graver.answers
    assert graver.answers["I8e"] == "no"


@pytest.mark.parametrize(
    ("node", "code", "message"),
    [
        ("I4", "yes", "That is not the question that is asked now"),
        ("I0", "yes", "That question has been answered already"),
        ("I1", "maybe", "That is not an answer to this question. Choose one of: Yes, No, Not known"),
        ("nonsense", "yes", "Answer the one that is shown"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_words(node, code, message):
    run = replay(real_map(), [("I0", "yes")])
    with pytest.raises(UnableToAnswer, match=message.replace(".", r"\.")):
        answer(run, node, code)


def test_nothing_can_be_answered_after_the_outcome():
    run = replay(real_map(), [("I0", "yes"), ("I1", "yes"), ("X1", "calling_now")])
    with pytest.raises(UnableToAnswer, match="has reached its outcome"):
        answer(run, "O1", "yes")


def test_a_saved_run_resumes_where_it_stood():
    run = replay(real_map(), [*CALM_START, *EQUALS])
    saved = json.loads(json.dumps(run.to_dict()))
    assert resume(real_map(), saved) == run


def test_a_saved_run_is_refused_on_another_version():
    saved = replay(real_map(), CALM_START).to_dict()
    with pytest.raises(UnableToResume, match="another version"):
        resume(changed(I8d_no="I8e", I7_yes="I8b"), saved)


@pytest.mark.parametrize("steps", [None, "I0", [["I0"]], [["I0", 1]], [["I0", "yes"], ["I9", "yes"]]])
def test_a_spoilt_saved_run_is_refused(steps):
    with pytest.raises(UnableToResume):
        resume(real_map(), {"map": real_map().id, "hash": real_map().hash, "steps": steps})


def test_a_kept_version_comes_back_the_same_and_in_the_same_order():
    kept = map_to_text(real_map())
    again = map_from_text(kept, expected_hash=real_map().hash)
    assert again == real_map()
    assert list(again.nodes["I6a"].answers) == ["yes", "no", "only_one", "not_known"]


def test_a_kept_version_that_was_changed_is_refused():
    spoilt = map_to_text(real_map()).replace("Call 999", "Call later", 1)
    with pytest.raises(ValueError, match="has been changed"):
        map_from_text(spoilt, expected_hash=real_map().hash)


@pytest.mark.parametrize(
    ("codes", "setting"),
    [
        ({"role": "dsl", "setting": "mainstream_school", "phase": "primary"}, "primary"),
        ({"role": "dsl", "setting": "mainstream_school", "phase": "all_through"}, "secondary"),
        ({"role": "dsl", "setting": "alternative_provision", "phase": "secondary"}, "alternative_provision"),
        ({"role": "police", "setting": "mainstream_school", "phase": "secondary"}, "police"),
        ({"role": "health"}, "health"),
        ({"role": "other", "setting": "other"}, None),
        ({}, None),
    ],
)
def test_wording_is_chosen_by_where_a_person_works(codes, setting):
    assert real_map().setting_for(**codes) == setting


def test_a_setting_without_words_of_its_own_hears_the_general_question():
    node = real_map().nodes["I6f"]
    assert node.question_for("police") == node.question == node.question_for(None)
    assert real_map().nodes["I1"].question_for("primary") != real_map().nodes["I1"].question
