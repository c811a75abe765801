"""Red, amber, green by stated rules, and what a phase will end with. Pure.

Green: the target is met. Amber: it is missed, but not by more than the amber limit. Red: worse than that. A count is held
against the share of its target that belongs to the working days that have passed.

A count at the end is what there is so far, and for the working days left, the average of the whole months per working day. The
range is where the end will lie four times in five if months go on to differ as they did: Student's t on the months' totals
for an average month, whose variance is taken as at least that of a Poisson count. A level (a percentage, a mean, a median) at
the end is the average of the whole months' values, weighed by working days; its range narrows as fewer days are left. Neither
is given before two months are over.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Rating(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"


RATING_WORDS = {
    Rating.GREEN: "Green: target met",
    Rating.AMBER: "Amber: a little off",
    Rating.RED: "Red: off target",
    Rating.UNKNOWN: "Not known yet",
}
FEWEST_MONTHS = 2
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class MonthSeen:
    """A month that is over: its figure, and the working days of the phase in it."""

    value: float
    days: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the end is expected to be; `low` to `high` four times in five."""

    central: float
    low: float
    high: float


def rate(value: float | None, *, target: float, amber_to: float, higher_is_better: bool) -> Rating:
    """`amber_to` is the worst value that is still amber."""
    if value is None or math.isnan(value):
        return Rating.UNKNOWN
    sign = 1 if higher_is_better else -1
    if sign * value >= sign * target:
        return Rating.GREEN
    return Rating.AMBER if sign * value >= sign * amber_to else Rating.RED


def count_at_end(seen: Sequence[MonthSeen], *, so_far: float, days_left: int) -> Outlook | None:
    """Of a count. `so_far` includes a month that is not over; None before two months are over."""
    if days_left <= 0:
        return Outlook(so_far, so_far, so_far)
    months = [each for each in seen if each.days > 0]
    if len(months) < FEWEST_MONTHS:
        return None
    days = sum(each.days for each in months)
    per_day = sum(each.value for each in months) / days
    usual = days / len(months)
    totals = [each.value / each.days * usual for each in months]
    left = days_left / usual
    spread = max(_variance(totals), per_day * usual)
    reach = _t(len(months) - 1) * math.sqrt(spread * (left + left * left / len(months)))
    central = so_far + per_day * days_left
    return Outlook(central, max(so_far, central - reach), central + reach)


def level_at_end(
    seen: Sequence[MonthSeen], *, days_left: int, least: float = -math.inf, most: float = math.inf
) -> Outlook | None:
    """Of a percentage, a mean or a median, which lies from `least` to `most`; None before two months are over."""
    months = [each for each in seen if each.days > 0]
    days = sum(each.days for each in months)
    if not months or (days_left > 0 and len(months) < FEWEST_MONTHS):
        return None
    central = sum(each.value * each.days for each in months) / days
    if days_left <= 0:
        return Outlook(central, central, central)
    usual = days / len(months)
    left = days_left / usual
    still_open = days_left / (days + days_left)
    spread = _variance([each.value for each in months])
    reach = _t(len(months) - 1) * still_open * math.sqrt(spread * (1 / left + 1 / len(months)))
    return Outlook(central, max(least, central - reach), min(most, central + reach))


def _variance(values: Sequence[float]) -> float:
    mean = sum(values) / len(values)
    return sum((value - mean) ** 2 for value in values) / (len(values) - 1)


def _t(freedom: int) -> float:
    from scipy.special import stdtrit  # late: only pages with an outlook need it

    return float(stdtrit(freedom, (1 + SHARE) / 2))
