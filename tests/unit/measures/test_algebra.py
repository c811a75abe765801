"""The forms of a figure, by hand and against other people's implementations."""

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adviceline.measures.algebra import Count, Mean, MeanPairedDifference, Percentile, Source, percentage, percentile
from adviceline.measures.predicates import Between, Equals, IsFalse, IsKnown, IsTrue, OneOf, every

CALLS = Source("calls", "month", "its month")
ROWS = [
    {"outcome": "answered", "talk": 60, "kept": True},
    {"outcome": "answered", "talk": 120, "kept": True},
    {"outcome": "answered", "talk": None, "kept": True},
    {"outcome": "abandoned", "talk": None, "kept": True},
    {"outcome": "abandoned", "talk": None, "kept": False, "weight": 5},
]
ANSWERED = every(IsTrue("kept"), Equals("outcome", "answered"))


def test_a_count_adds_up_the_weights_of_its_rows():
    assert Count(CALLS, every()).evaluate(ROWS).value == 9
    assert Count(CALLS, every(IsFalse("kept"))).evaluate(ROWS).value == 5


def test_a_percentage_comes_with_what_it_was_worked_out_from():
    figure = percentage(CALLS, part=Equals("outcome", "answered"), whole=IsTrue("kept")).evaluate(ROWS)
    assert (figure.value, figure.numerator, figure.denominator) == (75.0, 3, 4)


def test_a_percentage_of_nothing_has_no_value():
    figure = percentage(CALLS, part=Equals("outcome", "answered"), whole=Equals("outcome", "lost")).evaluate(ROWS)
    assert (figure.value, figure.numerator, figure.denominator) == (None, 0, 0)


def test_a_mean_leaves_out_what_is_not_known():
    figure = Mean(CALLS, "talk", ANSWERED).evaluate(ROWS)
    assert (figure.value, figure.numerator, figure.denominator) == (90.0, 180, 2)


def test_a_mean_and_a_percentile_of_nothing_have_no_value():
    lost = every(Equals("outcome", "lost"))
    assert Mean(CALLS, "talk", lost).evaluate(ROWS).value is None
    assert Percentile(CALLS, "talk", 95, lost).evaluate(ROWS).value is None


def test_a_paired_difference_leaves_out_halves():
    rows = [{"a": 2, "b": 7}, {"a": 9, "b": 8, "weight": 2}, {"a": None, "b": 3}, {"a": 3, "b": None}]
    figure = MeanPairedDifference(CALLS, "a", "b", every()).evaluate(rows)
    assert (figure.value, figure.numerator, figure.denominator) == (1.0, 3, 3)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60), st.sampled_from([0, 5, 25, 50, 90, 95, 100]))
def test_percentiles_are_numpy_s_linear_ones(values, percent):
    histogram = {value: values.count(value) for value in values}
    assert percentile(histogram, percent) == pytest.approx(float(numpy.percentile(values, percent)))


def test_a_percentile_between_two_values_lies_on_the_line_between_them():
    assert percentile({10: 1, 20: 1}, 50) == 15
    assert percentile({10: 1, 20: 1}, 95) == 19.5
    assert percentile({7: 1}, 95) == 7


@pytest.mark.parametrize(
    ("predicate", "row", "holds"),
    [
        (OneOf("x", ("a", "b")), {"x": "b"}, True),
        (OneOf("x", ("a", "b")), {"x": "c"}, False),
        (Between("x", 1, 3), {"x": 3}, True),
        (Between("x", 1, 3), {"x": 0}, False),
        (IsKnown("x"), {"x": 0}, True),
        (IsKnown("x"), {"x": None}, False),
        (every(IsKnown("x"), Equals("x", 1)), {"x": 2}, False),
    ],
)
def test_a_condition_holds_or_does_not(predicate, row, holds):
    assert predicate.holds(row) is holds


def test_a_quotation_mark_in_a_code_does_not_end_the_literal():
    assert Equals("x", "o'clock").sql() == "x = 'o''clock'"


def test_nested_conditions_are_laid_flat_so_that_equal_ones_compare_equal():
    one, two, three = Equals("a", 1), Equals("b", 2), Equals("c", 3)
    assert every(every(one, two), three) == every(one, every(two, three))
