"""The attack on a list of counts and its exact total, before it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from adviceline.disclosure import primary
from adviceline.disclosure.attack import attack
from adviceline.disclosure.system import Cell, Equation, Levels, Publication, Status, System
from adviceline.disclosure.system.statements import Exact, Hidden, Rounded, Statement


def gives_away(counts: Sequence[int], cells: Sequence[primary.Cell], rule: primary.Rule) -> bool:
    """Whether an outsider who knows the rule and the total could tell too much of a small count."""
    return any(cell.hidden for cell in cells) and _gives_away(tuple(counts), tuple(cells), rule)


@lru_cache(maxsize=256)
def _gives_away(counts: tuple[int, ...], cells: tuple[primary.Cell, ...], rule: primary.Rule) -> bool:
    """Kept, since an evaluation is made twice where something is left out, and again for each of its files."""
    levels = Levels(
        threshold=rule.threshold, zero_is_disclosive=rule.zero_is_disclosive, rounding_base=rule.rounding_base,
        group_disclosure=False,  # of a list of one thing, being in one row says that thing alone
    )  # fmt: skip
    total = sum(counts)
    said: list[Statement] = [Exact(0, total)]
    for place, cell in enumerate(cells, start=1):
        if cell.value is None:
            said.append(Hidden(place))
        elif cell.rounded:
            said.append(Rounded(place, cell.value, rule.rounding_base))
        else:
            said.append(Exact(place, cell.value))
    system = System(
        (Cell("total", total, status=Status.OPEN), *(Cell(str(place), count) for place, count in enumerate(counts))),
        (Equation("sum", ((0, -1), *((place + 1, 1) for place in range(len(counts))))),),
        (Publication("list", tuple(said), levels=levels),),
        levels,
    )
    return not attack(system, explained=0).safe
