"""Random systems of linked tables, from a seed: two to four dimensions with hierarchies, every total, tables that share
their margins, months and their quarter."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

#: A node of a dimension, and the nodes it sums.
Tree = dict[str, list[str]]
#: How the groups of a dimension are made up: so many leaves, or groups in turn.
Groups = Sequence["int | Groups"]
KINDS = ("cross", "cross", "earlier", "tables", "periods")


@dataclass
class Dimension:
    """`margin`: group disclosure is looked for along it (not along time)."""

    name: str
    sums: Tree = field(default_factory=dict)  # total -> parts, from the top down
    leaves: list[str] = field(default_factory=list)
    margin: bool = True

    @property
    def nodes(self) -> list[str]:
        return [*self.leaves, *reversed(self.sums)]


def dimension(name: str, groups: Groups, *, margin: bool = True) -> Dimension:
    """One number: so many leaves under a total. Several: so many groups, with so many leaves each, or groups in turn."""
    made = Dimension(name, margin=margin)
    if len(groups) == 1 and isinstance(groups[0], int):
        made.leaves = [f"{name}{at}" for at in range(groups[0])]
        made.sums = {f"{name}*": made.leaves}
    else:
        _group(made, f"{name}*", name, groups)
    return made


def _group(made: Dimension, total: str, prefix: str, groups: Groups) -> None:
    made.sums[total] = [f"{prefix}{letter}*" for letter in range(len(groups))]
    for letter, size in enumerate(groups):
        if not isinstance(size, int):
            _group(made, f"{prefix}{letter}*", f"{prefix}{letter}.", size)
            continue
        inner = [f"{prefix}{letter}.{at}" for at in range(size)]
        made.sums[f"{prefix}{letter}*"] = inner
        made.leaves += inner


def table(
    dimensions: Sequence[Dimension], r: random.Random, *, mean: float, zeros: float
) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Cells (id -> count) of the whole cross, and its equations."""
    values: dict[tuple[str, ...], int] = {}
    for coordinates in product(*(each.leaves for each in dimensions)):
        values[coordinates] = 0 if r.random() < zeros else min(int(r.expovariate(1 / mean)), 400)
    for axis, each in enumerate(dimensions):
        others = [one.nodes if at < axis else one.leaves for at, one in enumerate(dimensions) if at != axis]
        for total in reversed(each.sums):
            for rest in product(*others):
                key = (*rest[:axis], total, *rest[axis:])
                values[key] = sum(values[(*rest[:axis], part, *rest[axis:])] for part in each.sums[total])
    equations = [one for _, one in _sums(dimensions, range(len(dimensions)))]
    return {name(key): value for key, value in values.items()}, equations


def _sums(dimensions: Sequence[Dimension], axes: Iterable[int]) -> list[tuple[str, dict[str, Any]]]:
    """The equations of the table of these dimensions, the others being at their tops; each with its id."""
    shown = set(axes)
    tops = [next(iter(each.sums)) for each in dimensions]
    found = []
    for axis in sorted(shown):
        each = dimensions[axis]
        others = [one.nodes if at in shown else [tops[at]] for at, one in enumerate(dimensions) if at != axis]
        for total, parts in each.sums.items():
            for rest in product(*others):
                key = (*rest[:axis], total, *rest[axis:])
                made = {
                    "id": f"sum {name(key)} over {each.name}",
                    "total": name(key),
                    "parts": [name((*rest[:axis], part, *rest[axis:])) for part in parts],
                    "margin": each.margin,
                }
                found.append((str(made["id"]), made))
    return found


def name(coordinates: Sequence[str]) -> str:
    return "|".join(coordinates)


def shape(r: random.Random, most_cells: int, many: int) -> list[Dimension]:
    """So many dimensions, some with groups and groups of groups, whose whole cross has at most so many cells, and more
    than half of them. Where so few cells cannot have so many dimensions, there are fewer."""
    while 3**many > most_cells:
        many -= 1
    while True:
        shares = [r.uniform(0.5, 1.5) for _ in range(many)]
        dimensions = [
            dimension(letter, _groups(r, most_cells ** (share / sum(shares))))
            for letter, share in zip("abcd", shares, strict=False)
        ]
        if most_cells / 2 < prod(len(each.nodes) for each in dimensions) <= most_cells:
            return dimensions


def _groups(r: random.Random, nodes: float) -> Groups:
    """Of about so many nodes, totals among them."""
    depth = r.choice([1, 2, 2] if nodes < 15 else [1, 2, 2, 3]) if nodes >= 7 else 1
    if depth == 1:
        return [max(2, round(nodes) - 1)]
    groups: list[int | Groups] = []
    left = nodes - 1
    while left >= 2 or len(groups) < 2:
        if depth == 3:
            made: int | Groups = [r.randint(1, 4) for _ in range(r.randint(2, 3))]
            left -= 1 + sum(1 + one for one in made)
        else:
            made = r.randint(1, 6)
            left -= 1 + made
        groups.append(made)
    return groups


def random_system(seed: int, *, most_cells: int = 200, many: int | None = None, kind: str = "") -> dict[str, Any]:
    """In the JSON form. `many`: dimensions. `kind`: a whole cross; the same after an earlier release of its great totals;
    two or three tables that share margins; months, each a draft, and then their quarter."""
    r = random.Random(seed)
    dimensions = shape(r, most_cells, many or r.choice([2, 3, 4]))
    kind = kind or r.choice(KINDS)
    if kind == "periods":
        last = dimensions[-1].name
        months = len(dimensions[-1].nodes) - 1 if len(dimensions) > 1 else 2
        dimensions[-1] = dimension(last, [min(3, max(2, months))], margin=False)
    values, equations = table(dimensions, r, mean=r.choice([1.5, 4, 12, 30]), zeros=r.choice([0.0, 0.2, 0.5]))
    levels: dict[str, Any] = {
        "threshold": r.choice([3, 4, 4, 5]),
        "rounding_base": r.choice([1, 1, 3, 5, 5, 10]),
        "zero_is_disclosive": r.random() < 0.05,
        "contributors_know_their_own": most_cells <= 60 and r.random() < 0.1,
    }
    drafts = [("draft", list(values))]
    publications: list[dict[str, Any]] = []
    if kind == "earlier":
        publications.append({"id": "earlier", "hides_small": False, "cells": _great(values, equations, levels)})
    elif kind == "tables" and len(dimensions) > 2:
        equations, drafts = _tables(dimensions, r)
        values = {key: values[key] for key in dict.fromkeys(key for _, shows in drafts for key in shows)}
    elif kind == "periods":
        parts = dimensions[-1].nodes
        drafts = [(part, [key for key in values if key.split("|")[-1] == part]) for part in parts]
    none = set(r.sample(sorted(values), len(values) // 20)) if r.random() < 0.2 else set()
    cells = [
        {"id": key, "value": value} | ({"high": 0} if key in none and value == 0 else {})
        for key, value in values.items()
    ]
    publications += [{"id": one, "released": False, "shows": shows} for one, shows in drafts]
    return {"levels": levels, "cells": cells, "equations": equations, "publications": publications}


def _great(values: dict[str, int], equations: list[dict[str, Any]], levels: dict[str, Any]) -> dict[str, Any]:
    """An earlier release of totals over everything, as they are where they are great or nought; all others hidden."""
    totals = {equation["total"] for equation in equations}
    above = 3 * levels["threshold"]
    said: dict[str, Any] = {}
    for key, value in values.items():
        if all(part.endswith("*") for part in key.split("|")):
            said[key] = value if key in totals and (value > above or value == 0) else "[c]"
    return said


def _tables(
    dimensions: Sequence[Dimension], r: random.Random
) -> tuple[list[dict[str, Any]], list[tuple[str, list[str]]]]:
    """Tables of all dimensions but one, or of two of them; each a draft of its own, with the margins that they share."""
    tops = [next(iter(each.sums)) for each in dimensions]
    everything = range(len(dimensions))
    chosen = [tuple(axis for axis in everything if axis != out) for out in r.sample(everything, 2)]
    if len(dimensions) == 4:
        chosen.append(tuple(sorted(r.sample(everything, 2))))
    equations: dict[str, dict[str, Any]] = {}
    drafts = []
    for axes in dict.fromkeys(chosen):
        equations |= _sums(dimensions, axes)
        nodes = [each.nodes if at in axes else [tops[at]] for at, each in enumerate(dimensions)]
        drafts.append((" by ".join(dimensions[at].name for at in axes), [name(key) for key in product(*nodes)]))
    return list(equations.values()), drafts
