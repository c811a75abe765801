"""The safety checks against an oracle written apart from them.

The checks walk groups of paths that nothing later can tell apart. The oracle is other code: it reads the map's plain
data, walks answer by answer, remembers everything, and judges each path by the rules as domain words put them.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adviceline.advice.engine import answer, start, suggest
from adviceline.advice.loading import map_from_data
from adviceline.advice.safety import check_map
from adviceline.advice.walk import Walker
from tests.support.advice_maps import TODAY, real_data, real_map, small_map

OUTSIDE = {"early_help", "social_care", "police", "health_or_sarc", "escalation", "specialist_consultation"}
#: Answers that matter at the end, whatever the working view.
NOTED = {
    "I4": ("yes",), "I5": ("yes", "not_known"), "I6a": ("only_one",),
}  # fmt: skip
VIEW_QUESTIONS = ("I6a", "I6b", "I6c", "I6d", "I6e", "I6f", "I6g")


def domain_view(given_answers: dict[str, str]) -> str | None:
    """Hackett's continuum as the content means it, in code of its own: None until enough has been asked."""
    a = given_answers
    if a.get("I6d") == "yes":
        return "H5"
    pressed = a.get("I6c") == "yes" or a.get("I6b") == "yes"
    goes_on = a.get("I6e") == "yes" or a.get("I6f") == "no"
    if pressed or (a.get("I6a") == "no" and goes_on):
        return "H4"
    if "not_known" in (a.get("I6a"), a.get("I6b"), a.get("I6c"), a.get("I6d"), a.get("I6g")):
        return "H0"
    if a.get("I6a") == "no" or a.get("I6g") == "unusual" or (a.get("I6e") == "yes" and a.get("I6f") == "no"):
        return "H3"
    if a.get("I6g") == "context" or a.get("I6e") in ("yes", "not_known") or a.get("I6f") in ("no", "not_known"):
        return "H2"
    return "H1" if "I6g" in a else None


@cache
def future_of_the_view(view_answers: frozenset[tuple[str, str]]) -> int:
    """A number for what these answers can still come to, whatever is asked next: one number, one future.

    Found by trying every way to answer the rest, in every order, with some left out. So the oracle may forget which
    answers were given, where nothing could ever show it.
    """
    answered = dict(view_answers)
    rest = [node_id for node_id in VIEW_QUESTIONS if node_id not in answered]
    ways = tuple(
        future_of_the_view(view_answers | {(node_id, code)})
        for node_id in rest
        for code in real_map().nodes[node_id].answers
    )
    return FUTURES.setdefault((tuple(rest), domain_view(answered), ways), len(FUTURES))


FUTURES: dict[Any, int] = {}


class Oracle:
    """Walks the plain data of a map, and says why it is unsafe, or None."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.nodes = data["nodes"]
        self.outcomes = data["outcomes"]
        self.start = data["start"]
        self.tested = {
            flag
            for node in self.nodes.values()
            for given_answer in node["answers"].values()
            if not isinstance(given_answer["next"], str)
            for branch in given_answer["next"]
            for flag in branch.get("when", {}).get("any_flag", ())
        }
        self.seen: set[Any] = set()

    def why_unsafe(self) -> str | None:
        trouble = self.go(self.start, frozenset(), frozenset(), (), False, False, False, frozenset(), ())
        lost = {*self.nodes, *self.outcomes} - {memory[0] for memory in self.seen}
        return trouble or (f"no path leads to {min(lost)}" if lost else None)

    def go(self, at, view_answers, flags, emergencies, consulted, escalated, left_by_exit, noted, trail):
        """Depth first. Two walks that stand at one place with one memory have one future; only that is remembered."""
        if at in trail:
            return f"{at} is asked twice"
        view_ahead = future_of_the_view(view_answers)
        memory = (at, view_ahead, flags & self.tested, emergencies, consulted, escalated, left_by_exit, noted)
        if memory in self.seen:
            return None
        self.seen.add(memory)
        if at in self.outcomes:
            asked = {node_id for node_id, _ in view_answers}
            view = domain_view(dict(view_answers))
            return self.end(at, view, emergencies, consulted, escalated, left_by_exit, noted, asked)
        if at not in self.nodes:
            return f"{at} does not exist"
        node = self.nodes[at]
        if at not in ("I0", "X1", "X2", "X3", "X7", "I1", "I2", "I3") and emergencies != ("I1", "I2", "I3"):
            return f"{at} comes before the emergencies"
        if at in ("I1", "I2", "I3"):
            if (*emergencies, at) != ("I1", "I2", "I3")[: len(emergencies) + 1]:
                return f"{at} comes out of turn"
            emergencies = (*emergencies, at)
            yes, unknown = node["answers"]["yes"], node["answers"]["not_known"]
            if yes["next"] != unknown["next"]:
                return f"not known is not yes at {at}"
            place = self.nodes.get(yes["next"]) or self.outcomes.get(yes["next"]) or {}
            if not place.get("emergency"):
                return f"{at} yes shows no number"
        left_by_exit = left_by_exit or "emergency" in node
        for code, given_answer in node["answers"].items():
            views = view_answers | {(at, code)} if at in VIEW_QUESTIONS else view_answers
            now = flags | set(given_answer.get("sets", ()))
            chosen = given_answer.get("suggests", {}).get("outcomes", ())
            asks, goes_up = consulted or "specialist_consultation" in chosen, escalated or "escalation" in chosen
            to = self.led_to(given_answer["next"], now, domain_view(dict(views)))
            also = noted | {f"{at} {code}"} if at in NOTED and code in NOTED[at] else noted
            if at == "I4a" and code != "no":
                also = also | {"refer"}
            if {"I4 yes", "I5 yes"} <= also or {"I4 yes", "I5 not_known"} <= also:
                also = also | {"refer"}
            if "refer" in also or at == "I5":  # nothing else of it matters any more
                also = also - {"I4 yes", "I5 yes", "I5 not_known"}
            trouble = self.go(to, views, now, emergencies, asks, goes_up, left_by_exit, also, (*trail, at))
            if trouble:
                return trouble
        return None

    def led_to(self, written, flags, view):
        if isinstance(written, str):
            return written
        for branch in written:
            when = branch.get("when", {})
            if "any_flag" in when and not flags & set(when["any_flag"]):
                continue
            if "view" in when and view not in when["view"]:
                continue
            return branch["to"]
        return "nowhere"

    def end(self, at, view, emergencies, consulted, escalated, left_by_exit, noted, asked):
        outcome = self.outcomes[at]
        if emergencies != ("I1", "I2", "I3") and not outcome.get("emergency"):
            return f"{at} ends before the emergencies are settled"
        offered = set(outcome["suggests"]["outcomes"])
        if not offered & OUTSIDE and (view in ("H4", "H5", None) or left_by_exit):
            return f"{at} leaves {view} to the setting alone"
        alone = "I6a only_one" in noted
        if not offered & OUTSIDE and not alone and not {"I6b", "I6c", "I6d"} <= asked:
            return f"{at} leaves it to the setting alone, unasked about power, pressure or force"
        if "refer" in noted and not offered & {"police", "social_care", "escalation"}:
            return f"{at} refers nobody, and there are images that must be referred"
        if view == "H0" and not consulted and "specialist_consultation" not in offered:
            return f"{at} closes an unclear view without consultation"
        if escalated and "escalation" not in offered and not outcome.get("emergency"):
            return f"{at} loses the escalation that was chosen"
        return None


def one_edge_changed(rng: random.Random) -> tuple[dict[str, Any], str]:
    """The real map with one place that one answer leads to changed for another, at random."""
    data = {**real_map().data, "nodes": dict(real_map().data["nodes"])}
    node_id = rng.choice(sorted(data["nodes"]))
    code = rng.choice(sorted(data["nodes"][node_id]["answers"]))
    node = data["nodes"][node_id] = copy.deepcopy(data["nodes"][node_id])
    given_answer = node["answers"][code]
    places = sorted({*data["nodes"], *data["outcomes"], "nowhere"})
    if isinstance(given_answer["next"], str):
        was = given_answer["next"]
        given_answer["next"] = to = rng.choice([place for place in places if place != was])
    else:
        branch = rng.choice(given_answer["next"])
        was = branch["to"]
        branch["to"] = to = rng.choice([place for place in places if place != was])
    return data, f"{node_id} {code}: {was} → {to}"


def test_the_oracle_finds_the_real_map_safe():
    assert Oracle(real_data()).why_unsafe() is None


@pytest.mark.parametrize("part", range(4))
def test_the_checks_catch_every_unsafe_change_of_one_edge(part):
    """Four parts of 250 changes, so that they can run side by side.

    What the checks let pass is always put to the oracle; of what they refuse, one in four.
    """
    rng = random.Random(f"edges {part}")
    tally = Counter()
    refused = 0
    for _ in range(250):
        data, change = one_edge_changed(rng)
        found = check_map(map_from_data(data), today=TODAY).broken
        refused += bool(found)
        if found and refused % 4:
            continue
        unsafe = Oracle(data).why_unsafe()
        tally[bool(unsafe), bool(found)] += 1
        assert not (unsafe and not found), f"missed: {change}: {unsafe}"
    assert refused > 150, "most changes of an edge are unsafe: the test has something to catch"
    assert tally[False, False] >= 5, "some changes are harmless, and the checks say so"
    assert not tally[False, True], "the checks refuse nothing that the oracle finds safe"


def views_that_differ(data: dict[str, Any]) -> bool:
    """Whether some way of answering I6 now gives another view than the domain means."""
    views = map_from_data(data).views
    answers = [list(real_map().nodes[node_id].answers) for node_id in VIEW_QUESTIONS]
    for codes in product(*answers):
        given_answers = dict(zip(VIEW_QUESTIONS, codes, strict=True))
        if given_answers["I6a"] != "only_one" and views.of(given_answers) != domain_view(given_answers):
            return True
    return False


@pytest.mark.parametrize("dropped", range(len(real_data()["views"]["rules"])))
def test_the_checks_catch_every_view_rule_that_is_dropped(dropped):
    data = real_data()
    rule = data["views"]["rules"].pop(dropped)
    assert views_that_differ(data), f"{rule} says nothing that the others do not"
    assert "the_working_view_heeds_what_was_told" in {
        each.rule for each in check_map(map_from_data(data), today=TODAY).broken
    }, rule


def test_the_checks_catch_two_view_rules_that_are_dropped_or_an_answer_that_a_rule_forgets():
    rng = random.Random("views")
    for _ in range(30):
        data = real_data()
        rules = data["views"]["rules"]
        if rng.random() < 0.5:
            for _ in range(2):
                rules.pop(rng.randrange(len(rules)))
        else:
            rule = rng.choice([each for each in rules if any(len(codes) > 1 for codes in each["when"].values())])
            codes = next(codes for codes in rule["when"].values() if len(codes) > 1)
            codes.pop(rng.randrange(len(codes)))
        assert views_that_differ(data)
        assert check_map(map_from_data(data), today=TODAY).broken


def test_the_content_gives_the_views_that_the_domain_means():
    """All ways of answering I6, against the continuum written as code of its own."""
    answers = [list(real_map().nodes[node_id].answers) for node_id in VIEW_QUESTIONS]
    for codes in product(*answers):
        given_answers = dict(zip(VIEW_QUESTIONS, codes, strict=True))
        if given_answers["I6a"] == "only_one":
            for skipped in ("I6b", "I6c", "I6d"):
                del given_answers[skipped]
        assert real_map().views.of(given_answers) == domain_view(given_answers), given_answers


@given(st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_any_conversation_on_the_real_map_ends_safely(rng):
    run = start(real_map())
    while not run.finished:
        run = answer(run, run.at, rng.choice(list(run.node.answers)))
    proposed = suggest(run)
    assert run.outcome.sources
    assert proposed.urgency
    if run.view in ("H4", "H5"):
        assert set(run.outcome.suggests.outcomes) & OUTSIDE
    if run.view == "H0":
        assert "specialist_consultation" in proposed.outcomes
    if run.answers["I1"] in ("yes", "not_known"):
        assert run.steps[2][0] == "X1"
        assert run.outcome.id != "O10"


# ---- The grouping itself, against the engine on small maps where every path can be written out ----

VIEWS = ("H1", "H2", "H3")
NAMES = ("A", "B", "C", "D", "E", "F")


@st.composite
def small_maps(draw):
    """Maps of up to six questions whose branches test flags and views in every combination."""
    count = draw(st.integers(2, len(NAMES)))
    names = NAMES[:count]
    nodes = {}
    for index, name in enumerate(names):
        onward = st.sampled_from([*names[index + 1 :], "O1", "O2"])
        branch = st.fixed_dictionaries(
            {"to": onward},
            optional={
                "when": st.one_of(
                    st.fixed_dictionaries({"any_flag": st.lists(st.sampled_from(["p", "q"]), min_size=1, unique=True)}),
                    st.fixed_dictionaries(
                        {"view": st.lists(st.sampled_from(["H1", "H2", "H3"]), min_size=1, unique=True)}
                    ),
                )
            },
        )
        nodes[name] = {
            code: (
                [*draw(st.lists(branch, max_size=2)), {"to": draw(onward)}],
                draw(st.lists(st.sampled_from(["p", "q"]), unique=True, max_size=2)),
            )
            for code in ("yes", "no", "not_known")
        }
    codes = st.lists(st.sampled_from(["yes", "no", "not_known"]), min_size=1, unique=True)
    rules = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    "view": st.sampled_from(VIEWS),
                    "when": st.dictionaries(st.sampled_from(names), codes, min_size=1, max_size=3),
                }
            ),
            min_size=1,
            max_size=5,
        )
    )
    flags = {flag: {"label": flag, "carried": flag} for flag in ("p", "q")}
    views = {"rules": rules, "otherwise": "H0", "complete_when": draw(st.sampled_from(names))}
    return small_map(nodes, ("O1", "O2"), flags=flags, views=views)


def every_ending(run):
    if run.finished:
        yield run.at, run.view
        return
    for code in run.node.answers:
        yield from every_ending(answer(run, run.at, code))


@given(small_maps())
@settings(max_examples=150)
def test_walking_in_groups_is_the_same_as_walking_every_path(advice_map):
    one_by_one = Counter(every_ending(start(advice_map)))
    walker = Walker(advice_map, frozenset())
    in_groups: Counter[Any] = Counter()
    for stand in walker.walk():
        if stand.state.at in advice_map.outcomes:
            in_groups[stand.state.at, stand.state.view.settled] += stand.paths
    assert in_groups == one_by_one


@given(small_maps())
@settings(max_examples=50)
def test_the_example_path_of_a_group_leads_to_where_it_says(advice_map):
    walker = Walker(advice_map, frozenset())
    for stand in walker.walk():
        run = start(advice_map)
        for node_id, code in stand.example:
            run = answer(run, node_id, code)
        assert run.at == stand.state.at
        assert run.view == stand.state.view.settled or not run.finished
