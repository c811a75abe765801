"""Scores before and after, against scipy."""

import random
from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from adviceline.measures.paired import signed_rank_p, summarise


def brute_force(differences):
    """Every assignment of signs to the ranks, one by one."""
    sizes = [abs(each) for each in differences if each]
    ranks = stats.rankdata(sizes)
    observed = sum(rank for rank, each in zip(ranks, [d for d in differences if d], strict=True) if each > 0)
    totals = [
        sum(rank for rank, up in zip(ranks, signs, strict=True) if up) for signs in product((0, 1), repeat=len(sizes))
    ]
    low = sum(total <= observed for total in totals)
    high = sum(total >= observed for total in totals)
    return min(1.0, 2 * min(low, high) / len(totals))


@given(st.lists(st.integers(-10, 10), min_size=1, max_size=9).filter(any))
def test_small_samples_are_counted_out_exactly_ties_and_all(differences):
    assert signed_rank_p(Counter(differences)) == pytest.approx(brute_force(differences))


def test_without_ties_it_is_scipy_s_exact_test():
    differences = [1, -2, 3, 4, -5, 6, 7, 8, 9, 10]
    assert signed_rank_p(Counter(differences)) == pytest.approx(stats.wilcoxon(differences, method="exact").pvalue)


def test_large_samples_are_scipy_s_normal_limit():
    chance = random.Random(7)
    differences = [chance.randint(-4, 6) for _ in range(400)]
    expected = stats.wilcoxon(differences, zero_method="wilcox", correction=False, method="asymptotic").pvalue
    assert signed_rank_p(Counter(differences)) == pytest.approx(expected)


def test_where_nothing_changed_there_is_nothing_to_test():
    assert signed_rank_p({0: 12}) is None
    assert summarise({(5, 5): 12}).wilcoxon_p is None


def test_no_pairs_have_no_summary():
    assert summarise({}) is None


@pytest.mark.parametrize("pairs", [{(3, 7): 1}, {(3, 7): 1, (4, 6): 1}, {(3, 7): 2}])
def test_of_one_pair_or_two_there_is_a_mean_and_nothing_can_be_estimated(pairs):
    summary = summarise(pairs)
    assert summary.mean_difference > 2
    assert {summary.interval, summary.effect_size, summary.wilcoxon_p, summary.rank_biserial} == {None}


def test_where_all_changes_are_equal_no_spread_can_be_estimated():
    summary = summarise({(2, 5): 3, (4, 7): 4})
    assert (summary.interval, summary.effect_size, summary.rank_biserial) == (None, None, 1.0)
    assert summarise({(5, 5): 12}).rank_biserial is None


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=3, max_size=40))
def test_mean_interval_and_medians_are_scipy_s(pairs):
    summary = summarise(Counter(pairs))
    differences = [after - before for before, after in pairs]
    assert summary.pairs == len(pairs)
    assert summary.mean_difference == pytest.approx(sum(differences) / len(differences))
    assert (summary.up, summary.same, summary.down) == (
        sum(each > 0 for each in differences),
        sum(each == 0 for each in differences),
        sum(each < 0 for each in differences),
    )
    error = stats.sem(differences)
    if error:
        low, high = stats.t.interval(0.95, len(pairs) - 1, loc=sum(differences) / len(differences), scale=error)
        assert summary.interval == (pytest.approx(low), pytest.approx(high))
    else:
        assert summary.interval is None
