"""Covering a day's need with whole shifts at the least cost: a whole-number programme, solved exactly by HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Covering:
    """`shifts`: (first half hour, how many half hours, how many people). `there` for each half hour of the day, from its first."""

    shifts: tuple[tuple[int, int, int], ...]
    there: tuple[int, ...]

    @property
    def half_hours(self) -> int:
        """Worked by everybody together."""
        return sum(length * people for _, length, people in self.shifts)


def cover_day(needed: Sequence[int], *, lengths: Sequence[int] = (8, 12, 16)) -> Covering | None:
    """The fewest half hours of work, and of those the fewest shifts, that put `needed` people into each half hour. `lengths` are
    in half hours; a day shorter than the shortest is one shift long. None where it cannot be solved."""
    if not any(needed):
        return Covering((), tuple(0 for _ in needed))
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp  # late: it takes a while to load

    day = len(needed)
    fitting = [each for each in lengths if each <= day] or [day]
    kinds = [(start, length) for length in fitting for start in range(day - length + 1)]
    matrix = np.array([[start <= half < start + length for start, length in kinds] for half in range(day)], dtype=float)
    cost = np.array([length + 0.001 for _, length in kinds])  # a thousandth for each shift: fewer of equal cost
    found = milp(
        cost, constraints=LinearConstraint(matrix, lb=np.array(needed, dtype=float)), integrality=np.ones(len(kinds)),
        bounds=Bounds(0, max(needed)),
    )  # fmt: skip
    if not found.success:
        return None
    people = [round(each) for each in found.x]
    chosen = tuple((start, length, number) for (start, length), number in zip(kinds, people, strict=True) if number)
    there = tuple(
        sum(number for start, length, number in chosen if start <= half < start + length) for half in range(day)
    )
    return Covering(chosen, there)
