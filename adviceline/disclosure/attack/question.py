"""One question to a body of knowledge, from the ground up: are such values possible at all?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from adviceline.disclosure.attack.parts import divide
from adviceline.disclosure.attack.propagation import Contradiction, propagate
from adviceline.disclosure.attack.solver import Answer, find
from adviceline.disclosure.system.knowledge import Knowledge, Row, lower_of
from adviceline.disclosure.system.sensitive import Target


def with_differences(knowledge: Knowledge, targets: Sequence[Target]) -> tuple[Knowledge, list[int]]:
    """Knowledge with an unknown for each difference that is a target; and for each target the unknown in question."""
    low, high, rows, unknowns = list(knowledge.low), list(knowledge.high), list(knowledge.rows), []
    for target in targets:
        if target.minus is None:
            unknowns.append(target.place)
            continue
        unknowns.append(len(low))
        rows.append(Row(((target.minus, 1), (target.place, -1), (len(low), -1)), 0, 0, "difference"))
        low.append(0)
        high.append(None)
    return replace(knowledge, low=tuple(low), high=tuple(high), rows=tuple(rows)), unknowns


def derived_rows(knowledge: Knowledge) -> list[Row]:
    """The facts from which the values of helpers of gaps, and of differences, follow."""
    return [row for row in knowledge.rows if row.terms[-1][0] >= knowledge.cells]


def completed(knowledge: Knowledge, cells: Sequence[int], derived: Sequence[Row] | None = None) -> list[int]:
    """Values of all unknowns from those of the cells. `derived`: of `derived_rows`, for whoever asks often."""
    values = [*cells, *[0] * (len(knowledge.low) - len(cells))]
    for row in derived_rows(knowledge) if derived is None else derived:
        last, coefficient = row.terms[-1]
        if row.said_by == "difference":
            values[last] = values[row.terms[0][0]] - values[row.terms[1][0]]
        elif row.high is not None and coefficient < 0 and values[row.terms[0][0]] > row.high:
            values[last] = 1
    return values


def possible(
    knowledge: Knowledge, limits: Sequence[tuple[int, int, int | None]], base: Sequence[int] | None = None
) -> bool:
    """Whether unknowns can all lie within their limits (unknown, least, greatest). Undecided counts as not possible.

    `base`: values of all unknowns that hold without the limits.
    """
    low, high = list(knowledge.low), list(knowledge.high)
    for unknown, least, greatest in limits:
        low[unknown], high[unknown] = max(low[unknown], least), lower_of(high[unknown], greatest)
    try:
        bounds = propagate(replace(knowledge, low=tuple(low), high=tuple(high)))
    except Contradiction:
        return False
    for part in divide(knowledge, *bounds):
        if base is not None:
            known = np.array([base[unknown] for unknown in part.unknowns], dtype=np.int64)
            if part.holds(known):
                continue
        answer, _ = find(part, [], None)
        if answer is not Answer.FOUND:
            return False
    return True
