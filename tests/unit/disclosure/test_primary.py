"""Which counts are shown, and what a reader can work out of a single list and its total."""

from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import (
    Cell,
    Reason,
    Rule,
    is_sensitive,
    may_show_pairs,
    may_show_percentage,
    protect_count,
    reader_interval,
    rounded,
)

RULE = Rule()


@pytest.mark.parametrize(
    ("count", "shown"),
    [(0, 0), (1, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1_000_002, 1_000_000)],
)
def test_small_counts_are_hidden_and_others_rounded(count, shown):
    assert protect_count(count, RULE).value == shown


def test_the_threshold_the_base_and_zero_are_settings():
    assert protect_count(5, Rule(threshold=5)).hidden
    assert protect_count(7, Rule(rounding_base=1)) == Cell(7)
    assert protect_count(7, Rule(rounding_base=10)).value == 10
    assert protect_count(0, Rule(zero_is_disclosive=True)).hidden
    assert not protect_count(1, Rule(threshold=0, rounding_base=1)).hidden


def test_a_count_in_the_middle_goes_up():
    assert rounded(5, 10) == 10
    assert rounded(15, 10) == 20


def test_percentages_and_means_need_enough_behind_them():
    assert not may_show_percentage(19, RULE)
    assert may_show_percentage(20, RULE)
    assert not may_show_pairs(9, RULE)
    assert may_show_pairs(10, RULE)


@pytest.mark.parametrize("wrong", [{"threshold": -1}, {"rounding_base": 0}, {"smallest_pairs": 1}])
def test_a_rule_that_protects_nothing_by_mistake_is_refused(wrong):
    with pytest.raises(ValueError, match="disclosure rule"):
        Rule(**wrong)


RULES = st.builds(
    Rule, threshold=st.integers(0, 6), rounding_base=st.sampled_from([1, 3, 5, 10]), zero_is_disclosive=st.booleans()
)


@given(st.integers(0, 200), RULES)
def test_the_reader_s_interval_is_what_the_rule_leaves_open(count, rule):
    cell = protect_count(count, rule)
    low, high = reader_interval(cell, rule)
    if cell.hidden:
        assert (low, high) == (0, None)
    else:
        consistent = [other for other in range(400) if protect_count(other, rule) == cell]
        assert (low, high) == (min(consistent), max(consistent))


def consistent_values(cells, place, rule, total_low, total_high):
    """Brute force: what the cell at `place` can be in any list that looks like this and adds up to the total."""
    choices = []
    for cell in cells:
        low, high = reader_interval(cell, rule)
        choices.append(range(low, (total_high if high is None else high) + 1))
    return {values[place] for values in product(*choices) if total_low <= sum(values) <= total_high}


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.booleans())
def test_no_total_narrows_a_small_count_unless_everything_is_hidden(counts, exact):
    shown = protect_count(sum(counts), RULE)
    total = Cell(sum(counts)) if exact else shown
    cells = protect_list(counts, RULE, total=total)
    assert all(cell.hidden or cell == protect_count(count, RULE) for cell, count in zip(cells, counts, strict=True))
    if all(cell.hidden for cell in cells):
        return
    assume(total.value is not None)
    low, high = (total.value, total.value) if exact else reader_interval(total, RULE)
    for place, count in enumerate(counts):
        if is_sensitive(count, RULE):
            found = consistent_values(cells, place, RULE, low, high)
            assert min(found) <= 1
            assert max(found) >= RULE.threshold + 1


def test_the_cell_that_a_total_would_give_away_takes_another_with_it():
    cells = protect_list([40, 20, 3, 0], Rule(rounding_base=1), total=Cell(63))
    assert [cell.value for cell in cells] == [40, None, None, 0]
    assert cells[1].reason is Reason.COMPLEMENT


def test_rounding_alone_can_leave_enough_open():
    assert [cell.value for cell in protect_list([40, 20, 3, 0], RULE, total=Cell(63))] == [40, 20, None, 0]


def test_a_month_of_three_alike_shows_nothing_of_them():
    cells = protect_list([3, 0, 0], RULE, total=Cell(3))
    assert all(cell.hidden for cell in cells)


def test_without_small_counts_nothing_more_is_hidden():
    assert [cell.value for cell in protect_list([40, 20, 0], RULE, total=Cell(60))] == [40, 20, 0]
