"""One place of a return: a number as it is published, or the mark that stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adviceline.reporting.returns.checking import refuse_unless


class CellState(StrEnum):
    """What a reader sees. `LOW` is a value that rounds to nought and is not nought; `NOT_APPLICABLE` an empty place in
    a table, where the question has no meaning."""

    EXACT = "exact"
    ROUNDED = "rounded"
    SUPPRESSED = "suppressed"
    NOT_COMPUTED = "not_computed"
    LOW = "low"
    NOT_APPLICABLE = "not_applicable"


#: The shorthand of the Analysis Function's guidance on spreadsheets.
MARKS = {
    CellState.SUPPRESSED: "[c]",
    CellState.NOT_COMPUTED: "[x]",
    CellState.LOW: "[low]",
    CellState.NOT_APPLICABLE: "[z]",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is as published, already rounded, and None in every state but exact and rounded."""

    state: CellState
    value: int | float | None = None

    def __post_init__(self) -> None:
        shown = self.state in (CellState.EXACT, CellState.ROUNDED)
        refuse_unless(shown == (self.value is not None), f"A cell that is {self.state} cannot be {self.value!r}.")
        if self.value is not None:
            refuse_unless(type(self.value) in (int, float), f"{self.value!r} is not a number.")
            refuse_unless(abs(self.value) < 1e15, f"{self.value!r} is too large, or not a number.")

    @property
    def suppressed(self) -> bool:
        return self.state is CellState.SUPPRESSED

    @property
    def mark(self) -> str:
        """`[c]` and its like; empty where there is a value."""
        return MARKS.get(self.state, "")

    @classmethod
    def exact(cls, value: int | float) -> Cell:
        return cls(CellState.EXACT, value)

    @classmethod
    def rounded(cls, value: int | float) -> Cell:
        return cls(CellState.ROUNDED, value)


SUPPRESSED = Cell(CellState.SUPPRESSED)
NOT_COMPUTED = Cell(CellState.NOT_COMPUTED)
LOW = Cell(CellState.LOW)
NOT_APPLICABLE = Cell(CellState.NOT_APPLICABLE)


def fits(cell: Cell, decimals: int) -> bool:
    """Whether the value has no more decimals than are published: a whole number where there are none."""
    if cell.value is None:
        return True
    if decimals == 0:
        return isinstance(cell.value, int)
    return isinstance(cell.value, float) and cell.value == round(cell.value, decimals) and str(cell.value) != "-0.0"
