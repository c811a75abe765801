"""Which cells must stay in doubt, and between which values (what design calls sensitive)."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.disclosure.system.levels import Levels
from adviceline.disclosure.system.model import Equation, Status, System


@dataclass(frozen=True, slots=True)
class Target:
    """What must be possible for a reader. `minus` None: the cell itself; otherwise the difference cell `minus` less
    cell `place`, which is what a margin holds beside its one full cell.

    Every value from `first` to `last` must be possible (none where last < first), and some value of `beyond` or more.
    """

    place: int
    first: int
    last: int
    beyond: int
    why: str
    minus: int | None = None


def targets(system: System) -> list[Target]:
    """In the order of cells, then of equations."""
    found: list[Target] = []
    levels = system.levels_of_cells()
    for place, cell in enumerate(system.cells):
        rule = levels[place]
        if cell.status is Status.OPEN or not rule.threshold or cell.high == 0:
            continue
        if cell.status is Status.SENSITIVE or (cell.value is not None and rule.covers(cell.value)):
            found.append(_small(place, cell.high, rule))
    for equation in system.equations:
        if (full := full_cell(system, equation)) is not None and levels[full].group_disclosure:
            assert equation.total is not None
            found.append(Target(full, 0, -1, 1, "all of a margin in one cell", minus=equation.total))
    return found


def _small(place: int, high: int | None, rule: Levels) -> Target:
    """Where everybody knows without any publication that a count is small (`high`), no reader may learn more than that."""
    if high is not None and high <= rule.threshold:
        return Target(place, 0, high - 1, high, "a small count")
    return Target(place, rule.first, rule.threshold, rule.threshold + 1, "a small count")


def full_cell(system: System, equation: Equation) -> int | None:
    """The one part that holds the whole of its margin, if there is one; not where the others can only be 0."""
    if equation.total is None:
        return None
    total = system.cells[equation.total].value
    parts = [place for place, _ in equation.terms if place != equation.total]
    if not total or len(parts) < 2:
        return None
    filled = [place for place in parts if system.cells[place].value != 0]
    if len(filled) != 1 or system.cells[filled[0]].value != total:
        return None
    if system.cells[filled[0]].status is Status.OPEN:
        return None
    others_can = any(system.cells[place].high != 0 for place in parts if place != filled[0])
    return filled[0] if others_can else None
