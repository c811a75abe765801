"""What an attack found."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Leak(Enum):
    NARROW = "narrow"
    PINNED = "pinned"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Interval:
    """What a reader can deduce of a cell, over whole numbers; `high` None is no limit. `complete` False: every value
    named is possible, and others may be (the ends were not searched for, since the cell was safe without)."""

    place: int
    low: int
    high: int | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell (`minus`: the difference of a total and that cell) that a reader knows too well.

    `impossible`: values that had to stay possible and are not ('5' with `or_more` for the last). `publications` are a
    smallest set that together give it away (leave out any one and they do not), `statements` the cells they speak of.
    `reader`: None for anybody, or the place of the cell in which the reader is counted.
    """

    place: int
    minus: int | None
    leak: Leak
    why: str
    impossible: tuple[int, ...]
    beyond_impossible: bool
    low: int
    high: int | None
    reader: int | None = None
    publications: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    explained: bool = False


@dataclass(slots=True)
class Certificate:
    """How it was found out."""

    solver: str = ""
    unknowns: int = 0
    free: int = 0
    parts: int = 0
    largest_part: int = 0
    targets: int = 0
    tables_found: int = 0
    questions: int = 0
    undecided: int = 0
    hints_used: int = 0


@dataclass(frozen=True, slots=True)
class AttackResult:
    findings: tuple[Finding, ...]
    intervals: tuple[Interval, ...]
    certificate: Certificate = field(default_factory=Certificate)

    @property
    def safe(self) -> bool:
        return not self.findings
