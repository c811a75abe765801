"""Whether those who answered a question differ from those who did not: in what they are, and in where they began.

A difference found here says that the answers may not speak for everybody; none found does not prove that they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adviceline.measures.algebra import median

FEWEST = 3
SMALLEST_EXPECTED, MOST_BELOW_FIVE = 1, 0.2
"""Cochran's rule (1954): no expected count below 1, at most a fifth below 5; else chi-square is not to be trusted."""


@dataclass(frozen=True, slots=True)
class GroupComparison:
    """Pearson's chi-square over groups by whether people answered. None, and `why`, where it cannot be estimated."""

    statistic: float | None
    degrees: int | None
    p: float | None
    cramers_v: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ScoreComparison:
    """Mann-Whitney over scores; `delta` is Cliff's, -1 to 1, above 0 where those who answered scored higher."""

    answered: int
    silent: int
    answered_median: float | None
    silent_median: float | None
    p: float | None
    delta: float | None
    why: str = ""


def compare_groups(answered: Mapping[str, int], silent: Mapping[str, int]) -> GroupComparison:
    """`answered` and `silent` count people by group."""
    names = sorted(name for name in {*answered, *silent} if answered.get(name, 0) + silent.get(name, 0))
    rows = [[each.get(name, 0) for name in names] for each in (answered, silent)]
    if min(map(sum, rows)) < FEWEST:
        return GroupComparison(None, None, None, None, f"Fewer than {FEWEST} answered, or fewer did not.")
    if len(names) < 2:
        return GroupComparison(None, None, None, None, "All are of one group.")
    from scipy.stats import chi2_contingency  # late: only an evaluation needs it

    found = chi2_contingency(rows, correction=False)
    expected = [value for row in found.expected_freq for value in row]
    if min(expected) < SMALLEST_EXPECTED or sum(value < 5 for value in expected) > MOST_BELOW_FIVE * len(expected):
        return GroupComparison(None, None, None, None, "Too few in some of the groups.")
    number = sum(map(sum, rows))
    return GroupComparison(
        float(found.statistic), int(found.dof), float(found.pvalue), float((found.statistic / number) ** 0.5)
    )


def compare_scores(answered: Mapping[int, int], silent: Mapping[int, int]) -> ScoreComparison:
    """`answered` and `silent` count people by the score that they gave at the start."""
    here, away = (sum(each.values()) for each in (answered, silent))
    medians = [median(each) if number else None for each, number in ((answered, here), (silent, away))]
    if min(here, away) < FEWEST:
        why = f"Fewer than {FEWEST} of either gave a score at the start."
        return ScoreComparison(here, away, medians[0], medians[1], None, None, why)
    if len({score for each in (answered, silent) for score, times in each.items() if times}) < 2:
        return ScoreComparison(here, away, medians[0], medians[1], None, None, "All gave the same score.")
    from scipy.stats import mannwhitneyu

    samples = [[score for score, times in sorted(each.items()) for _ in range(times)] for each in (answered, silent)]
    found = mannwhitneyu(*samples, alternative="two-sided")
    delta = 2 * float(found.statistic) / (here * away) - 1
    return ScoreComparison(here, away, medians[0], medians[1], float(found.pvalue), delta)
