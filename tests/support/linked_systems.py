"""Random systems of linked tables, from a seed: dimensions with hierarchies, every total, months and a quarter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

#: A node of a dimension, and the nodes it sums.
Tree = dict[str, list[str]]


@dataclass
class Dimension:
    name: str
    sums: Tree = field(default_factory=dict)  # total -> parts, from the top down
    leaves: list[str] = field(default_factory=list)

    @property
    def nodes(self) -> list[str]:
        return [*self.leaves, *reversed(self.sums)]


def dimension(name: str, groups: Sequence[int]) -> Dimension:
    """One number: so many leaves under a total. Several: so many groups, with so many leaves each."""
    made = Dimension(name)
    if len(groups) == 1:
        made.leaves = [f"{name}{at}" for at in range(groups[0])]
        made.sums = {f"{name}*": made.leaves}
        return made
    made.sums = {f"{name}*": [f"{name}{letter}*" for letter in range(len(groups))]}
    for letter, size in enumerate(groups):
        inner = [f"{name}{letter}.{at}" for at in range(size)]
        made.sums[f"{name}{letter}*"] = inner
        made.leaves += inner
    return made


def table(
    dimensions: Sequence[Dimension], r: random.Random, *, mean: float, zeros: float
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Cells (id -> count) of the whole cross, and its equations."""
    values: dict[tuple[str, ...], int] = {}
    for coordinates in product(*(each.leaves for each in dimensions)):
        values[coordinates] = 0 if r.random() < zeros else min(int(r.expovariate(1 / mean)), 400)
    equations: list[dict[str, Any]] = []
    for axis, each in enumerate(dimensions):
        others = [one.nodes if at < axis else one.leaves for at, one in enumerate(dimensions) if at != axis]
        for total in reversed(each.sums):
            for rest in product(*others):
                key = (*rest[:axis], total, *rest[axis:])
                values[key] = sum(values[(*rest[:axis], part, *rest[axis:])] for part in each.sums[total])
    for axis, each in enumerate(dimensions):
        others = [one.nodes for at, one in enumerate(dimensions) if at != axis]
        for total, parts in each.sums.items():
            for rest in product(*others):
                key = (*rest[:axis], total, *rest[axis:])
                equations.append(
                    {
                        "id": f"sum {name(key)} over {each.name}",
                        "total": name(key),
                        "parts": [name((*rest[:axis], part, *rest[axis:])) for part in parts],
                        "margin": True,
                    }
                )
    return {name(key): value for key, value in values.items()}, equations


def name(coordinates: Sequence[str]) -> str:
    return "|".join(coordinates)


def shape(r: random.Random, most_cells: int) -> list[Dimension]:
    """Two to four dimensions, some with groups, whose whole cross has at most so many cells (and at least a third)."""
    while True:
        dimensions = []
        for at in range(r.choice([2, 2, 3, 3, 4])):
            if r.random() < 0.4:
                dimensions.append(dimension("abcd"[at], [r.randint(2, 6) for _ in range(r.randint(2, 6))]))
            else:
                dimensions.append(dimension("abcd"[at], [r.randint(2, 14)]))
        cells = 1
        for each in dimensions:
            cells *= len(each.nodes)
        if most_cells / 3 <= cells <= most_cells:
            return dimensions


def random_system(seed: int, *, most_cells: int = 200) -> dict[str, Any]:
    """In the JSON form: a draft, in one of three kinds: alone; a quarter after its released months; with another base."""
    r = random.Random(seed)
    dimensions = shape(r, most_cells)
    mean, zeros = r.choice([1.5, 4, 12, 30]), r.choice([0.0, 0.2, 0.5])
    values, equations = table(dimensions, r, mean=mean, zeros=zeros)
    levels: dict[str, Any] = {"threshold": r.choice([3, 4, 4, 5]), "rounding_base": r.choice([1, 1, 5])}
    publications: list[dict[str, Any]] = []
    cells = [{"id": key, "value": value} for key, value in values.items()]
    if r.random() < 0.4:  # an earlier release of one slice: the totals over the last dimension, exact where large
        top = next(iter(dimensions[-1].sums))
        earlier = {key: value for key, value in values.items() if key.endswith(top)}
        above = 3 * levels["threshold"]
        said = {key: value if value > above or value == 0 else "[c]" for key, value in earlier.items()}
        publications.append({"id": "earlier", "hides_small": False, "cells": protected_slice(said, equations)})
    publications.append({"id": "draft", "released": False, "shows": list(values)})
    return {"levels": levels, "cells": cells, "equations": equations, "publications": publications}


def protected_slice(said: dict[str, Any], equations: list[dict[str, Any]]) -> dict[str, Any]:
    """An earlier release that shows only cells whose sums all show at least nothing else: whole totals alone."""
    totals = {equation["total"] for equation in equations}
    grand = {key for key in said if key in totals and all(part.endswith("*") for part in key.split("|"))}
    return {key: (value if key in grand else "[c]") for key, value in said.items()}
