"""Where to go next. Pure.

The rule: an area is a gap by the enquiries that would have come if it had as many for each establishment as England has, less
those that came. An area whose count is hidden is left out: its place in the order would tell of it. Areas in which something is
running or planned come after those in which nothing is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """`count` is None where it is hidden."""

    code: str
    name: str
    region: str
    count: int | None
    base: int


@dataclass(frozen=True, slots=True)
class Gap:
    """`missing` enquiries against England's rate. `has_plans`: something is running or planned there."""

    area: Area
    missing: float
    has_plans: bool


def gaps(areas: Iterable[Area], *, total: int, base: int, planned: Collection[str], most: int) -> list[Gap]:
    """The widest first; `planned` are regions with something running or planned."""
    if not base:
        return []
    found = []
    for area in areas:
        if area.count is None:
            continue
        missing = total * area.base / base - area.count
        if missing >= 1:
            found.append(Gap(area, missing, area.region in planned))
    return sorted(found, key=lambda gap: (gap.has_plans, -gap.missing, gap.area.name))[:most]
