"""What is said of scores given twice by the same person: before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

from adviceline.measures.algebra import median

FEWEST_PAIRS = 3
"""With fewer, a spread or a test says nothing: it cannot be estimated."""

EXACT_UP_TO = 50
"""Differences other than zero up to which the signed-rank distribution is counted out; beyond, its normal limit."""


@dataclass(frozen=True, slots=True)
class PairedSummary:
    """What cannot be estimated is None: everything but the counts, medians and mean for fewer than three pairs.

    `interval` is a 95 % interval for the mean difference by Student's t, and `effect_size` the mean difference over the
    standard deviation of the differences (d of z): None where all differences are equal. `wilcoxon_p` is two-sided,
    zeros dropped, ties at their mean rank, and `rank_biserial` the matched-pairs correlation of the same ranks (Kerby
    2014), -1 to 1: None when every difference is zero.
    """

    pairs: int
    before: Mapping[int, int]
    after: Mapping[int, int]
    before_median: float
    after_median: float
    mean_difference: float
    interval: tuple[float, float] | None
    wilcoxon_p: float | None
    effect_size: float | None
    rank_biserial: float | None
    up: int
    same: int
    down: int


def summarise(pairs: Mapping[tuple[int, int], int]) -> PairedSummary | None:
    """`pairs` counts (before, after). None when there are none."""
    number = sum(pairs.values())
    if not number:
        return None
    before: Counter[int] = Counter()
    after: Counter[int] = Counter()
    differences: Counter[int] = Counter()
    for (first, second), times in pairs.items():
        before[first] += times
        after[second] += times
        differences[second - first] += times
    mean = sum(value * times for value, times in differences.items()) / number
    enough = number >= FEWEST_PAIRS
    deviation = _standard_deviation(differences, mean) if enough else None
    return PairedSummary(
        pairs=number,
        before=before,
        after=after,
        before_median=median(before),
        after_median=median(after),
        mean_difference=mean,
        interval=_interval(mean, deviation, number) if deviation else None,
        wilcoxon_p=signed_rank_p(differences) if enough else None,
        effect_size=mean / deviation if deviation else None,
        rank_biserial=rank_biserial(differences) if enough else None,
        up=sum(times for value, times in differences.items() if value > 0),
        same=differences[0],
        down=sum(times for value, times in differences.items() if value < 0),
    )


def signed_rank_p(differences: Mapping[int, int]) -> float | None:
    """Two-sided p of Wilcoxon's signed-rank test over a histogram of differences, given their sizes.

    Given the tied ranks, each sign is a fair coin when nothing changed; the probability is counted out exactly up to
    `EXACT_UP_TO` differences, and comes from the normal limit with the tied variance beyond.
    """
    sizes, double_ranks = _ranked(differences)
    number = sum(sizes.values())
    if not number:
        return None
    observed = _double_positive_ranks(differences, double_ranks)
    if number > EXACT_UP_TO:
        centre = number * (number + 1) / 2
        spread = sqrt(sum(rank * rank * sizes[size] for size, rank in double_ranks.items()) / 4)
        return erfc(abs(observed - centre) / spread / sqrt(2))
    ways = [1]
    for size, rank in double_ranks.items():
        for _ in range(sizes[size]):
            longer = ways + [0] * rank
            for total, count in enumerate(ways):
                longer[total + rank] += count
            ways = longer
    extreme = min(observed, len(ways) - 1 - observed)
    return min(1.0, 2 * sum(ways[: extreme + 1]) / 2.0**number)


def rank_biserial(differences: Mapping[int, int]) -> float | None:
    """The ranks of rises less those of falls, over all ranks; None when every difference is zero."""
    _, double_ranks = _ranked(differences)
    every = sum(double_ranks[abs(value)] * times for value, times in differences.items() if value and times)
    return 2 * _double_positive_ranks(differences, double_ranks) / every - 1 if every else None


def _ranked(differences: Mapping[int, int]) -> tuple[Counter[int], dict[int, int]]:
    """How often each size of difference occurs, zeros dropped, and twice its (mean) rank, which is whole."""
    sizes: Counter[int] = Counter()
    for value, times in differences.items():
        if value and times:
            sizes[abs(value)] += times
    double_ranks: dict[int, int] = {}
    below = 0
    for size in sorted(sizes):
        double_ranks[size] = 2 * below + sizes[size] + 1
        below += sizes[size]
    return sizes, double_ranks


def _double_positive_ranks(differences: Mapping[int, int], double_ranks: Mapping[int, int]) -> int:
    return sum(double_ranks[value] * times for value, times in differences.items() if value > 0 and times)


def _standard_deviation(differences: Mapping[int, int], mean: float) -> float:
    """Of two differences or more. Exactly 0 where all are equal."""
    number = sum(differences.values())
    if len([value for value, times in differences.items() if times]) == 1:
        return 0.0
    return sqrt(sum(times * (value - mean) ** 2 for value, times in differences.items()) / (number - 1))


def _interval(mean: float, deviation: float, number: int) -> tuple[float, float]:
    from scipy.special import stdtrit  # late: only a page with enough pairs needs it

    reach = float(stdtrit(number - 1, 0.975)) * deviation / sqrt(number)
    return mean - reach, mean + reach
