"""Counts by region, authority and phase as they may be shown together. Pure.

The table is linked: England is the sum of the regions, a region the sum of its authorities, and England the sum of the phases
too. Small counts are hidden, and others so that none can be worked out; then the whole is attacked (`disclosure.protection`).
England's total is exact, as it is everywhere. Where nothing protects, everything but the total is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from adviceline.disclosure.primary import Cell, Reason, Rule
from adviceline.disclosure.protection import UnableToProtect, protect
from adviceline.disclosure.system import Cell as SystemCell
from adviceline.disclosure.system import Equation, Levels, Publication, Status, System
from adviceline.disclosure.system.statements import Exact

TOTAL = ("total", "")
#: What stands for an area that was not recorded, or that is outside England.
UNKNOWN = ""
Key = tuple[str, str]


def protect_reach(
    regions: Mapping[str, int], authorities: Mapping[tuple[str, str], int], phases: Mapping[str, int], rule: Rule
) -> dict[Key, Cell]:
    """`authorities` by (region, authority). Answers a cell for each ('region', code), ('authority', code), ('phase', code)
    and for the total; an authority that is not recorded is ('authority in', its region)."""
    made = _protected(
        tuple(sorted(regions.items())), tuple(sorted(authorities.items())), tuple(sorted(phases.items())), rule
    )
    return dict(made)


@lru_cache(maxsize=32)
def _protected(
    regions: tuple[tuple[str, int], ...], authorities: tuple[tuple[tuple[str, str], int], ...],
    phases: tuple[tuple[str, int], ...], rule: Rule,
) -> tuple[tuple[Key, Cell], ...]:  # fmt: skip
    total = sum(number for _, number in regions)
    keys: list[Key] = [TOTAL]
    values = [total]
    for code, number in regions:
        keys.append(("region", code))
        values.append(number)
    for (region, code), number in authorities:
        keys.append(("authority", code) if code else ("authority in", region))
        values.append(number)
    for code, number in phases:
        keys.append(("phase", code))
        values.append(number)
    place = {key: number for number, key in enumerate(keys)}
    equations = [_sum("regions", 0, [place["region", code] for code, _ in regions])]
    for region, _ in regions:
        parts = [
            place[("authority", code) if code else ("authority in", within)]
            for (within, code), _ in authorities if within == region
        ]  # fmt: skip
        if parts:
            equations.append(_sum(f"region {region}", place["region", region], parts))
    if phases:
        equations.append(_sum("phases", 0, [place["phase", code] for code, _ in phases]))
    levels = Levels(threshold=rule.threshold, zero_is_disclosive=rule.zero_is_disclosive, group_disclosure=False)
    system = System(
        tuple(
            SystemCell(
                " ".join(key), value, status=Status.OPEN if key == TOTAL else Status.BY_RULE, weight=_weight(key, value)
            )
            for key, value in zip(keys, values, strict=True)
        ),
        tuple(equations),
        (Publication("reach", shows=tuple(range(len(keys))), always_shows=frozenset({0}), draft=True, levels=levels),),
        levels,
    )
    try:
        done = protect(system, optimal=False, intervals="leaks")
    except UnableToProtect:
        return tuple((key, Cell(total) if key == TOTAL else Cell(None, reason=Reason.COMPLEMENT)) for key in keys)
    shown = {
        statement.place: statement.value
        for publication in done.system.publications
        for statement in publication.statements
        if isinstance(statement, Exact)
    }
    return tuple(
        (key, Cell(shown[number]) if number in shown else Cell(None, reason=_why(values[number], levels)))
        for number, key in enumerate(keys)
    )


def _weight(key: Key, value: int) -> int:
    """What hiding a cell costs: regions and phases are kept before authorities, and the largest of each before the others."""
    return (value + 1) * (1 if key[0].startswith("authority") else 20)


def _sum(name: str, total: int, parts: list[int]) -> Equation:
    return Equation(name, ((total, -1), *((part, 1) for part in parts)))


def _why(value: int, levels: Levels) -> Reason:
    return Reason.SMALL if levels.covers(value) else Reason.COMPLEMENT
