"""Uncertainty, and a quiet alarm for unusual rises. Pure.

The alarm looks at the last whole weeks against those before them. For a code (a theme, a role…) the question is whether
its share of enquiries rose: under ‘nothing changed’ the number with the code among the latest is hypergeometric given
the totals (Fisher's exact test, one side), whatever the number of enquiries, its growth or its season. For all enquiries
the question is whether there were more than the weeks before lead one to expect: given the total, the latest number is
binomial with the share of the weeks (the exact conditional test of two Poisson rates).

Every code of a look is asked at once, so Holm's procedure holds the chance that a look raises any false alarm at all at
`FALSE_ALARMS` or less. Both tests are exact, so for small numbers the true chance is well below it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

LATEST_WEEKS = 4
FEWEST_WEEKS_BEFORE = 6
MOST_WEEKS_BEFORE = 48
#: The chance that one look at all codes together raises any alarm though nothing changed.
FALSE_ALARMS = 0.05
#: Fewer than these of late are no news, however few there were before.
FEWEST_OF_LATE = 4
_Z = 1.959964  # 95 %


@dataclass(frozen=True, slots=True)
class Weeks:
    """Enquiries of each whole week, the earliest first, and of each code among them."""

    totals: tuple[int, ...]
    codes: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Alarm:
    """`late` of `late_all` against `before` of `before_all`; `code` empty for all enquiries. `chance`: that so many or
    more would be found by chance alone, before the other codes are taken into account."""

    code: str
    late: int
    late_all: int
    before: int
    before_all: int
    weeks_before: int
    chance: float


def share_interval(count: int, total: int) -> tuple[float, float, float] | None:
    """The share in per cent with its 95 % interval by Wilson; None of nothing."""
    if not total:
        return None
    share = count / total
    middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    reach = _Z * sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    return 100 * share, 100 * max(0.0, middle - reach), 100 * min(1.0, middle + reach)


def may_look(weeks: Weeks) -> bool:
    """Whether there is enough before the latest weeks to compare them with."""
    return len(weeks.totals) >= LATEST_WEEKS + FEWEST_WEEKS_BEFORE and sum(weeks.totals[:-LATEST_WEEKS]) > 0


def look(weeks: Weeks, *, level: float = FALSE_ALARMS) -> list[Alarm]:
    """The alarms of one look, the least likely first. Empty where there is too little to compare with."""
    if not may_look(weeks):
        return []
    questions = [_of_all(weeks), *(_of_code(code, counts, weeks) for code, counts in sorted(weeks.codes.items()))]
    ordered = sorted(questions, key=lambda each: (each.chance, each.code))
    raised = []
    for place, each in enumerate(ordered):
        if each.chance > level / (len(ordered) - place):
            break
        if each.late >= FEWEST_OF_LATE:
            raised.append(each)
    return raised


def _split(counts: Sequence[int]) -> tuple[int, int, int]:
    """Of late, before, and in how many weeks before."""
    kept = counts[-LATEST_WEEKS - MOST_WEEKS_BEFORE :]
    return sum(kept[-LATEST_WEEKS:]), sum(kept[:-LATEST_WEEKS]), len(kept) - LATEST_WEEKS


def _of_all(weeks: Weeks) -> Alarm:
    from scipy.stats import binom

    late, before, number = _split(weeks.totals)
    chance = float(binom.sf(late - 1, late + before, LATEST_WEEKS / (LATEST_WEEKS + number)))
    return Alarm("", late, late, before, before, number, chance)


def _of_code(code: str, counts: Sequence[int], weeks: Weeks) -> Alarm:
    from scipy.stats import hypergeom

    late, before, number = _split(counts)
    late_all, before_all, _ = _split(weeks.totals)
    chance = float(hypergeom.sf(late - 1, late_all + before_all, late + before, late_all)) if late else 1.0
    return Alarm(code, late, late_all, before, before_all, number, chance)
