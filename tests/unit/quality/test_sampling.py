"""Drawing enquiries for review."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from adviceline.quality.rules.rubric import problems_with
from adviceline.quality.rules.sampling import Candidate, draw, reasons_of, weight_of

WEIGHTS = {"urgent": 3.0, "reopened": 2.0}
names = st.lists(st.text("ABCDEFGH", min_size=1, max_size=6), unique=True, max_size=30)


@given(names, st.integers(0, 2_000_000_000), st.integers(0, 40), st.integers(0, 40), st.randoms())
def test_the_same_seed_draws_the_same_in_whatever_order_they_come(names, seed, some, more, shuffle):
    candidates = [Candidate(name, number, ("urgent",) if number % 3 == 0 else ()) for number, name in enumerate(names)]
    drawn = draw(candidates, seed=seed, random_number=some, weighted_number=more, weights=WEIGHTS)
    shuffle.shuffle(candidates)
    assert draw(candidates, seed=seed, random_number=some, weighted_number=more, weights=WEIGHTS) == drawn
    assert len({each.candidate.name for each in drawn}) == len(drawn) == min(len(names), some + more)
    assert Counter(each.how for each in drawn)["random"] == min(len(names), some)


def test_random_is_even_and_weighted_follows_the_weights():
    candidates = [Candidate(f"E{number}", number, ("urgent",) if number == 0 else ()) for number in range(4)]
    runs = 6_000
    for how, expected in (
        ({"random_number": 1, "weighted_number": 0}, 1 / 4),
        ({"random_number": 0, "weighted_number": 1}, 3 / 6),
    ):
        first = sum(
            draw(candidates, seed=seed, weights=WEIGHTS, **how)[0].candidate.number == 0 for seed in range(runs)
        )
        assert abs(first / runs - expected) < 5 * (expected * (1 - expected) / runs) ** 0.5


def test_weights_multiply_and_reasons_are_named():
    found = reasons_of(urgency="immediate", threshold="", was_hard=False, was_reopened=True, left_the_map=False)
    assert found == ("urgent", "reopened")
    assert weight_of(found, WEIGHTS) == 6
    assert weight_of(("something_new",), WEIGHTS) == 1


def test_every_question_is_answered_with_a_known_answer():
    rubric = {"safety": "Was it?", "map": "Was it?"}
    assert problems_with({"safety": "met", "map": "not_applicable"}, rubric) == ""
    assert problems_with({"safety": "met"}, rubric)
    assert problems_with({"safety": "met", "map": "splendid"}, rubric)
