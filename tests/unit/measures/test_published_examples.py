"""Worked examples from the literature: what was printed there is what comes out here.

- Student (1908), "The probable error of a mean", Biometrika 6: hours of sleep gained (Cushny and Peebles 1905). As
  printed for `sleep` in the reference manual of R: t = 4.0621, 95 % interval 0.70 to 2.46, paired.
- Fisher (1935), The Design of Experiments, chapter 3: Darwin's crossed and self-fertilised maize, in eighths of an inch:
  sum 314, mean 20.93, t = 2.148. Signed ranks: 96 against 24 (Box, Hunter and Hunter; Hand and others 1994, set 130).
- Hollander and Wolfe (1973), Nonparametric Statistical Methods, p. 29: Hamilton scale of nine patients, V = 40,
  p = 0.0195 one-sided; p. 69: permeability of membranes, W = 35, p = 0.1272 one-sided.
- Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, table 18.4: kappa 0.68, standard error
  0.087. Altman (1991), Practical Statistics for Medical Research, p. 403: xeromammograms, kappa 0.47.
- Agresti (2007), An Introduction to Categorical Data Analysis, p. 39: party by sex, X2 = 30.07 on 2 degrees of freedom.
"""

import math
from collections import Counter

import pytest
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa

from adviceline.measures.agreement import agreement
from adviceline.measures.paired import rank_biserial, signed_rank_p, summarise
from adviceline.measures.response import compare_groups, compare_scores

SLEEP = ([7, -16, -2, -12, -1, 34, 37, 8, 0, 20], [19, 8, 11, 1, -1, 44, 55, 16, 46, 34])  # tenths of an hour
MAIZE = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
HAMILTON = ([1830, 500, 1620, 2480, 1680, 1880, 1550, 3060, 1300], [878, 647, 598, 2050, 1060, 1290, 1060, 3140, 1290])
PSYCHIATRY = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
MAMMOGRAMS = [[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]]


def pairs_of(table):
    return [(f"c{i}", f"c{j}") for i, row in enumerate(table) for j, times in enumerate(row) for _ in range(times)]


def test_students_sleep():
    found = summarise(Counter(zip(*SLEEP, strict=True)))
    assert found.mean_difference / 10 == pytest.approx(1.58)
    assert [end / 10 for end in found.interval] == pytest.approx([0.7001142, 2.4598858])
    assert found.effect_size * math.sqrt(10) == pytest.approx(4.0621, abs=5e-5)
    assert (found.up, found.same, found.down) == (9, 1, 0)
    # Two differences are tied and one is nought: of the nine others all rise, so V = 45 as R prints it, and p = 2 / 2^9.
    assert found.rank_biserial == 1
    assert found.wilcoxon_p == pytest.approx(2 / 2**9)


def test_darwins_maize():
    found = summarise(Counter((100, 100 + each) for each in MAIZE))
    assert found.mean_difference == pytest.approx(314 / 15)
    assert found.effect_size * math.sqrt(15) == pytest.approx(2.148, abs=5e-4)
    assert found.rank_biserial == pytest.approx((96 - 24) / 120)
    assert found.wilcoxon_p == pytest.approx(stats.wilcoxon(MAIZE, method="exact").pvalue)
    assert found.wilcoxon_p == pytest.approx(0.0413, abs=5e-5)


def test_hollander_and_wolfes_depression_scale():
    differences = Counter(after - before for before, after in zip(*HAMILTON, strict=True))
    assert signed_rank_p(differences) == pytest.approx(2 * 0.01953, abs=1e-5)
    assert rank_biserial(differences) == pytest.approx(-(40 - 5) / 45)


def test_fleiss_two_psychiatrists():
    found = agreement(pairs_of(PSYCHIATRY))
    assert found.kappa == pytest.approx(0.68, abs=0.005)
    assert (found.interval[1] - found.kappa) / stats.norm.ppf(0.975) == pytest.approx(0.087, abs=0.001)
    assert found.kappa == pytest.approx(cohens_kappa(PSYCHIATRY).kappa)


def test_altmans_mammograms():
    assert agreement(pairs_of(MAMMOGRAMS)).kappa == pytest.approx(0.47, abs=0.005)


def test_agrestis_party_by_sex():
    found = compare_groups({"democrat": 762, "independent": 327, "republican": 468},
                           {"democrat": 484, "independent": 239, "republican": 477})  # fmt: skip
    assert (found.statistic, found.degrees) == (pytest.approx(30.07, abs=0.005), 2)
    assert found.p == pytest.approx(2.954e-07, rel=1e-3)


def test_hollander_and_wolfes_permeability():
    here = Counter([80, 83, 189, 104, 145, 138, 191, 164, 73, 146])
    away = Counter([115, 88, 90, 74, 121])
    found = compare_scores(here, away)
    assert found.p == pytest.approx(2 * 0.1272, abs=1e-4)
    assert found.delta == pytest.approx(2 * 35 / 50 - 1)


# ---- What cannot be estimated -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "why"),
    [([], "Nothing was coded"), ([("B1", "B1")] * 5, "one category")],
    ids=["nothing", "one category"],
)
def test_kappa_that_cannot_be_estimated_says_why(chosen, why):
    found = agreement(chosen)
    assert (found.kappa, found.interval) == (None, None)
    assert why in found.why


def test_full_agreement_and_two_things_have_no_interval():
    assert agreement([("a", "a"), ("b", "b"), ("a", "a")]).kappa == 1
    assert agreement([("a", "a"), ("b", "b"), ("a", "a")]).interval is None
    assert agreement([("a", "b"), ("b", "b")]).interval is None


@pytest.mark.parametrize("number", [0, 1, 2])
def test_too_few_to_compare_say_so(number):
    assert compare_scores({5: number}, {4: 10, 5: 3}).why
    assert compare_scores({5: number}, {4: 10, 5: 3}).p is None
    assert compare_groups({"a": number}, {"a": 10, "b": 5}).why
    assert compare_scores({5: 4}, {5: 10}).why == "All gave the same score."
    assert compare_groups({"a": 6}, {"a": 9}).why == "All are of one group."


def test_chi_square_is_not_given_where_groups_are_too_small():
    assert compare_groups({"a": 3, "b": 1, "c": 1}, {"a": 4, "b": 1, "c": 0}).why == "Too few in some of the groups."
