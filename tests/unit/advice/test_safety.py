"""Each safety rule, broken on purpose in the real map: it is seen, and the path that breaks it is named."""

from datetime import date
from itertools import pairwise

import pytest

from adviceline.advice.engine import answer, replay, start, suggest
from adviceline.advice.loading import load_maps, map_from_data
from adviceline.advice.safety import OUTSIDE, check_map, flagged_for_review, reading_ages
from adviceline.content import load
from tests.support.advice_maps import CONTENT, TODAY, changed, real_data, real_map, small_map


def broken_rules(advice_map, today=TODAY):
    """The first place where each rule is broken, by rule."""
    found = {}
    for broken in check_map(advice_map, today=today).broken:
        found.setdefault(broken.rule, broken)
    return found


def edited(edit):
    data = real_data()
    edit(data)
    return map_from_data(data)


def test_the_real_map_keeps_every_rule_on_every_path():
    report = check_map(real_map(), today=TODAY)
    assert [str(broken) for broken in report.broken] == []
    assert report.paths > 1_000_000


def test_skipping_an_emergency_question_is_seen_and_the_path_named():
    broken = broken_rules(changed(I1_no="I3"))["emergencies_come_first"]
    assert broken.path_in_words == "I0 yes → I1 no → I3"
    assert "before the emergency question I2" in broken.message


def test_another_question_before_an_emergency_is_seen():
    data = real_data()
    data["nodes"]["I0"]["answers"]["no"]["next"] = "I8d"
    assert "emergencies_come_first" in broken_rules(map_from_data(data))


def test_ending_before_the_emergencies_without_a_number_is_seen():
    broken = broken_rules(changed(I2_no="O6"))["no_end_before_the_emergencies_are_settled"]
    assert broken.path_in_words == "I0 yes → I1 no → I2 no → O6"


@pytest.mark.parametrize("node", ["I1", "I2", "I3"])
def test_not_known_that_leads_elsewhere_than_yes_is_seen(node):
    onward = {"I1": "I2", "I2": "I3", "I3": "I4"}[node]
    broken = broken_rules(changed(**{f"{node}_not_known": onward}))["not_known_counts_as_yes"]
    assert broken.at == node


def test_not_known_that_leads_to_the_same_place_with_less_force_is_seen():
    def forget_the_flag(data):
        del data["nodes"]["I3"]["answers"]["not_known"]["sets"]

    assert broken_rules(edited(forget_the_flag))["not_known_counts_as_yes"].at == "I3"


def test_an_emergency_answer_that_shows_no_number_is_seen():
    broken = broken_rules(changed(I1_yes="I2", I1_not_known="I2"))
    assert "an_emergency_answer_shows_a_number" in broken


def test_an_exit_without_its_number_is_seen():
    def remove_number(data):
        data["nodes"]["X2"]["emergency"]["number"] = " "

    broken = broken_rules(edited(remove_number))["every_exit_shows_its_number"]
    assert broken.at == "X2"
    assert broken.path[-1] == ("I2", "yes")


def test_an_abusive_view_managed_internally_alone_is_seen():
    broken = broken_rules(changed(I9h_early_help="O10"))["abusive_or_violent_is_never_managed_internally_alone"]
    assert replay(real_map(), broken.path[:-1]).view in ("H4", "H5")
    assert broken.path_in_words.endswith("I9h early_help → O10")


@pytest.mark.parametrize("code", sorted(set(load(CONTENT).taxonomy["outcome"].codes) - OUTSIDE))
def test_only_what_brings_in_others_counts_as_help_from_outside(code):
    def offer(data):
        data["outcomes"]["O6"]["suggests"]["outcomes"] = ["managed_internally", code]

    assert broken_rules(edited(offer))["abusive_or_violent_is_never_managed_internally_alone"].at == "O6"


def test_what_brings_in_others_is_named_as_the_taxonomy_names_it():
    assert set(load(CONTENT).taxonomy["outcome"].codes) >= OUTSIDE


def test_an_unclear_view_closed_without_consultation_is_seen():
    def go_straight_on(data):
        for code in ("yes", "no", "not_known"):
            data["nodes"]["I8e"]["answers"][code]["next"].pop(0)

    assert "unclear_never_closes_without_consultation" in broken_rules(edited(go_straight_on))


def test_managing_internally_without_a_working_view_is_seen():
    assert "unasked_is_never_managed_internally_alone" in broken_rules(changed(I5_no="I9"))


def test_managing_internally_after_an_emergency_exit_is_seen():
    assert "after_an_emergency_exit_never_managed_internally_alone" in broken_rules(changed(X7_called="O10"))


def test_an_escalation_that_another_route_overrides_is_seen():
    def put_social_care_first(data):
        branches = data["nodes"]["I13"]["answers"]["no"]["next"]
        branches.insert(2, branches.pop(0))

    broken = broken_rules(edited(put_social_care_first))["escalation_is_not_lost"]
    assert ("I10a", "escalate") in broken.path
    assert broken.path[-1] == ("I13", "no")


@pytest.mark.parametrize("told", ["police_and_social_care", "social_care", "already_told", "not_known"])
def test_whoever_must_refer_and_was_turned_down_can_escalate(told):
    run = start(real_map())
    choices = {
        "I0": "yes",
        "I4": "yes",
        "I4a": "yes",
        "I7": "yes",
        "I9r": told,
        "I10": "yes",
        "I10a": "escalate",
        "I12": "children",
    }
    while not run.finished:
        run = answer(run, run.at, choices.get(run.at, "expected" if run.at == "I6g" else "no"))
    assert {"must_refer", "route_escalation"} <= run.flag_ids
    assert run.outcome.id == "O7"
    assert {"escalation", "social_care"} <= set(suggest(run).outcomes)
    assert "tell them first" in run.outcome.steps[0]


def test_a_circle_is_seen_and_named():
    broken = broken_rules(changed(I10_no="I7"))["no_cycle"]
    assert "I7" in broken.message
    assert "I10 → I7" in broken.message


def test_a_very_long_map_is_walked_and_its_circles_are_named():
    ids = [f"Q{number}" for number in range(1500)]
    chain = {here: {"yes": there} for here, there in pairwise([*ids, "O1"])}
    report = check_map(small_map(chain), today=TODAY)
    assert not {broken.rule for broken in report.broken} - {"outcomes_have_sources"}
    assert report.paths == 1
    looped = broken_rules(small_map({**chain, "Q1499": {"yes": "Q1497", "no": "O1"}}))["no_cycle"]
    assert "Q1497 → Q1498 → Q1499 → Q1497" in looped.message


def test_an_unreachable_question_is_seen():
    broken = broken_rules(changed(I7_no="X7", I7_not_known="X7"))
    assert broken["no_unreachable_place"].at == "I7a"


def test_a_dead_end_is_seen_with_its_path():
    broken = broken_rules(changed(I8c_no="I99"))["every_answer_leads_on"]
    assert broken.path[-1][0] == "I8b"
    assert "'no' at I8c leads nowhere" in broken.message


def test_a_branch_that_nobody_can_take_further_is_seen():
    advice_map = small_map({"A": {"yes": [{"to": "O1", "when": {"any_flag": ["never"]}}]}})
    assert "every_answer_leads_on" in broken_rules(advice_map)


def test_a_missing_emergency_question_is_seen():
    def unmark(data):
        del data["nodes"]["I2"]["safety"]

    assert "adult_involved" in broken_rules(edited(unmark))["emergency_questions"].message


def test_an_emergency_question_without_not_known_is_seen():
    def remove_answer(data):
        del data["nodes"]["I3"]["answers"]["not_known"]

    assert "not_known" in broken_rules(edited(remove_answer))["emergency_questions"].message


def test_an_outcome_without_a_source_is_seen():
    def remove_sources(data):
        data["outcomes"]["O9"]["sources"] = []

    assert broken_rules(edited(remove_sources))["outcomes_have_sources"].at == "O9"


def test_an_overdue_source_is_seen_unless_it_is_flagged():
    much_later = date(2031, 1, 1)
    overdue = {b.at for b in check_map(real_map(), today=much_later).broken if b.rule == "sources_in_date"}
    assert "O8" in overdue, "O8 rests on a current source, now overdue"
    assert "O7" not in overdue, "O7 rests on a source that is flagged as superseded"


def test_a_source_is_in_date_on_the_day_its_review_is_due():
    assert "sources_in_date" not in broken_rules(real_map(), today=date(2027, 9, 1))
    assert "sources_in_date" in broken_rules(real_map(), today=date(2027, 9, 2))


@pytest.mark.parametrize(
    "question",
    [
        "What is the child's name?",
        "Which school does the child go to?",
        "How old is the child?",
        "What is the child's date of birth?",
        "Can you describe it for me?",
        "What exactly happened between them?",
        "What are their initials?",
        "When did it happen, and on what date?",
        "What is the child called?",
        "Can you tell me who the child is?",
        "Who is the younger child?",
        "Which year group and form is the child in?",
        "Where does the child go to school?",
        "Where did it take place?",
        "How many years old is the child?",
        "What is the child\u2019s age?",
        "Can you talk me through the incident step by step?",
        "Can you tell us more about the incident?",
        "Which of your pupils is it?",
        "What is the child known as?",
        "What's her age?",
        "What's he called?",
        "What are the children's details?",
        "Which academy are you from?",
        "Which local authority is the child in?",
        "What is their ethnicity and first language?",
        "Could you identify the child?",
        "What is the child's username?",
        "Is the child in Year 4?",
        "Is the child 9 or 10?",
        "Whereabouts does the child live?",
        "Which family is it?",
        "Who reported it?",
        "Who are we talking about?",
        "What did you see?",
        "What was seen or heard?",
        "How did it happen?",
        "What did the image show?",
        "What did one child do to the other?",
        "Can you set out the sequence of events?",
        "Can you give an account of the incident?",
    ],
)
def test_a_question_that_asks_for_an_identifier_or_an_account_is_seen(question):
    def ask(data):
        data["nodes"]["I8d"]["question"] = question

    assert broken_rules(edited(ask))["no_question_asks_for_an_identifier"].at == "I8d"


@pytest.mark.parametrize(
    "question",
    [
        "Which age band is the child in?",
        "What is the age band of the younger child?",
        "Has somebody called the police already?",
        "What is the number to call in your area?",
        "Is the child under 13?",
        "Where will you look for support?",
        "Who will you consult before this is closed?",
        "Who needs support?",
        "Which route seems right to you?",
        "Which best describes your part in this?",
        "When will you look at the plan again?",
        "What does your policy cover?",
        "What has brought this up now?",
        "Are incidents logged by place, time and type?",
        "Who is the safe adult for each child?",
        "Who are you going to tell?",
        "Has anyone looked at this in the last 6 or 12 months?",
        "Where do you work: in early years, a school or a college?",
    ],
)
def test_a_band_and_what_is_done_may_be_asked(question):
    def ask(data):
        data["nodes"]["I8d"]["question"] = question

    assert "no_question_asks_for_an_identifier" not in broken_rules(edited(ask))


@pytest.mark.parametrize("where", ["say", "why", "listen_for", "steps"])
@pytest.mark.parametrize(
    "asked", ["What is the child's name and date of birth?", "Please tell us the child's initials."]
)
def test_an_identifier_asked_in_the_other_words_is_seen(where, asked):
    words = f"Thank you. {asked} Then we go on."

    def ask(data):
        if where == "say":
            data["nodes"]["I8d"]["answers"]["no"]["say"] = words
        elif where == "why":
            data["nodes"]["I8d"]["why"] = words
        elif where == "listen_for":
            data["nodes"]["I8d"]["listen_for"].append(words)
        else:
            data["outcomes"]["O9"]["steps"].append(words)

    assert broken_rules(edited(ask))["no_question_asks_for_an_identifier"].at == ("O9" if where == "steps" else "I8d")


def test_an_identifier_asked_in_a_settings_own_words_is_seen():
    def ask(data):
        data["nodes"]["I1"]["wording"]["police"] = "What is the name of the suspect?"

    assert "no_question_asks_for_an_identifier" in broken_rules(edited(ask))


def test_the_reviewer_is_shown_every_place_that_rests_on_a_flagged_source():
    notes = "\n".join(flagged_for_review(real_map()))
    assert "Keeping children safe in education, September 2025 (unconfirmed): I2" in notes
    assert "A 2026 edition exists" in notes
    assert "I10a: Local escalation procedures differ" in notes


def test_every_question_has_a_reading_age():
    ages = reading_ages(real_map())
    assert ages.keys() == real_map().nodes.keys()
    assert max(ages.values()) < 15


def test_the_whole_system_map_keeps_its_rules_and_takes_a_child_at_risk_first():
    whole = load_maps(load(CONTENT))["whole-system"]
    report = check_map(whole, today=TODAY)
    assert [str(broken) for broken in report.broken] == []
    assert report.paths > 1_000_000
    at_risk = replay(whole, [("S0", "lead"), ("S1", "incident"), ("S1a", "not_known")])
    assert at_risk.outcome.emergency.number == "999"


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [({}, "W4"), ({"S2": "not_known"}, "W2"), ({"S4": "no"}, "W3"), ({"S4": "partly", "S10": "no"}, "W3")],
)
def test_the_gaps_named_make_the_whole_system_plan(answers, outcome):
    whole = load_maps(load(CONTENT))["whole-system"]
    steps = [("S0", "lead"), ("S1", "audit"), *((f"S{n}", answers.get(f"S{n}", "yes")) for n in range(2, 12))]
    assert replay(whole, steps).outcome.id == outcome


# ---- What no working view of a map's own making may get round -------------------------------------------------------


@pytest.mark.parametrize("question", ["I6a", "I6b", "I6c", "I6d"])
def test_a_view_rule_that_is_left_out_does_not_make_the_behaviour_mild(question):
    def forget(data):
        data["views"]["rules"] = [
            rule for rule in data["views"]["rules"] if not (set(rule["when"]) == {question} and rule["view"] != "H3")
        ]

    broken = broken_rules(edited(forget))["the_working_view_heeds_what_was_told"]
    assert broken.path
    assert "allows only" in broken.message


def test_force_that_is_called_less_than_violent_is_seen():
    def soften(data):
        data["views"]["rules"][0]["view"] = "H4"

    broken = broken_rules(edited(soften))["the_working_view_heeds_what_was_told"]
    assert ("I6d", "yes") in broken.path
    assert "allows only H5" in broken.message


def test_a_view_rule_put_before_the_grave_ones_is_seen():
    def put_first(data):
        data["views"]["rules"].insert(0, {"view": "H1", "when": {"I6g": ["expected"]}})

    assert "the_working_view_heeds_what_was_told" in broken_rules(edited(put_first))


@pytest.mark.parametrize(("edge", "skipped"), [("I6a", "power_gap"), ("I6b", "pressure"), ("I6c", "force")])
def test_nobody_is_left_to_manage_alone_who_was_not_asked_about_a_grave_sign(edge, skipped):
    following = {"I6a": "I6c", "I6b": "I6d", "I6c": "I6e"}[edge]
    broken = broken_rules(changed(**{f"{edge}_no": following}))["managed_internally_alone_only_when_all_was_asked"]
    assert skipped in broken.message
    assert (edge, "no") in broken.path


def test_images_without_an_adult_pressure_or_a_child_under_13_need_not_be_asked_about_the_age_again():
    """Asked twice, the two answers could contradict each other, and images of a child under 13 be kept inside."""
    run = replay(real_map(), [("I0", "yes"), *((f"I{n}", "no") for n in (1, 2, 3)), ("I4", "yes"), ("I4a", "no")])
    assert run.at == "I6a"


@pytest.mark.parametrize("age", ["yes", "not_known"])
def test_images_with_a_child_under_13_that_nobody_is_told_of_are_seen(age):
    def ask_the_age_after_all(data):
        data["nodes"]["I4a"]["answers"]["no"]["next"] = "I5"
        other = "yes" if age == "not_known" else "not_known"
        data["nodes"]["I5"]["answers"][other]["next"] = "O5"

    broken = broken_rules(edited(ask_the_age_after_all))["images_that_must_be_referred_are"]
    assert {("I4", "yes"), ("I4a", "no"), ("I5", age)} <= set(broken.path)


def test_images_with_pressure_that_nobody_is_told_of_are_seen():
    def forget_the_flag(data):
        del data["nodes"]["I4a"]["answers"]["yes"]["sets"]

    assert ("I4a", "yes") in broken_rules(edited(forget_the_flag))["images_that_must_be_referred_are"].path


def test_an_individual_map_that_calls_itself_another_is_seen():
    def rename(data):
        data["flow"] = "whole_system"

    assert "whole_system" in broken_rules(edited(rename))["flow_without_marks"].message


def test_a_question_that_a_rule_rests_on_is_missed():
    def unmark(data):
        del data["nodes"]["I6c"]["safety"]

    assert "pressure" in broken_rules(edited(unmark))["marked_questions"].message
