"""Random linked systems, protected and attacked one after another; a line of JSON for each."""

from __future__ import annotations

import json
import random
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from adviceline.disclosure.attack import attack
from adviceline.disclosure.primary import rounded
from adviceline.disclosure.protection import Protected, UnableToProtect, protect
from adviceline.disclosure.system import System, UnusableSystem, system_from_json
from adviceline.disclosure.system.writing import system_as_json
from tests.support.linked_systems import KINDS, random_system

LARGE_EVERY, SMALLEST, LARGE_FROM = 40, 12, 1000
#: Months are released one after another, each protected with those before it: not for the large.
MOST_PERIODS = 700

Row = dict[str, Any]


def systems(count: int, first: int, after: int, cells: int, largest: int, rows: Path) -> list[Row]:
    """The lines that were there already, and those of the systems that had none. What is at work is said on stderr."""
    done: list[Row] = [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []
    seen = {row["seed"] for row in done}
    wanted = sorted(range(first, first + count), key=lambda seed: _asked(seed, cells, largest))[after:]
    with rows.open("a") as kept:
        for seed in wanted:
            if seed in seen:
                continue
            size, many, kind = _asked(seed, cells, largest)
            print(f"{seed}: {kind}, {many} dimensions, at most {size:,} cells", file=sys.stderr, flush=True)
            row = one(seed, size, many, kind)
            done.append(row)
            kept.write(json.dumps(row) + "\n")
            kept.flush()
    return done


def _is_large(seed: int) -> bool:
    return seed % LARGE_EVERY == LARGE_EVERY - 1


def _asked(seed: int, cells: int, largest: int) -> tuple[int, int, str]:
    """At most how many cells, how many dimensions, and of which kind."""
    r = random.Random(f"asked {seed}")
    many = 2 + seed % 3
    least, most = (LARGE_FROM, largest) if _is_large(seed) else (max(SMALLEST, 3**many), cells)
    size = round(least * (most / least) ** r.random())
    return size, many, r.choice([kind for kind in KINDS if size <= MOST_PERIODS or kind != "periods"])


def one(seed: int, size: int, many: int, kind: str) -> Row:
    """Seconds are of the processor, so that other work on the machine does not lengthen them much."""
    document = random_system(seed, most_cells=size, many=many, kind=kind)
    system = system_from_json(document)
    names = [cell.id.split("|") for cell in system.cells]
    row: Row = {"seed": seed, "kind": kind, "cells": len(names), "dimensions": len(names[0])}
    row["hierarchies"] = sum(any("." in each[axis] for each in names) for axis in range(len(names[0])))
    row |= {"base": system.levels.rounding_base, "threshold": system.levels.threshold}
    started = time.process_time()
    try:
        last, results = _released(document, one_by_one=kind == "periods")
    except UnusableSystem as fault:  # ours: told with the refused, and the run goes on
        return row | {"refused": f"FAULT: {fault}", "protect": time.process_time() - started}
    except UnableToProtect as refused:
        return row | {"refused": str(refused), "protect": time.process_time() - started}
    row |= {"protect": time.process_time() - started, "method": results[-1].method}
    started = time.process_time()
    after = attack(results[-1].system, intervals="leaks", explained=0)
    row |= {"attack": time.process_time() - started, "leaks": len(after.findings)}
    places = sum(result.loss.cells for result in results)
    row["hidden"] = sum(result.loss.hidden for result in results) / places
    row["small"] = sum(result.loss.hidden_small for result in results) / places
    row["error"] = statistics.fmean(result.loss.error for result in results)
    row |= {"weight": results[-1].loss.weight, "least": results[-1].least, "gap": results[-1].gap}
    if results[-1].method == "exact" and results[-1].loss.weight:
        row["heuristic"] = protect(last, optimal=False).loss.weight
    simple, share, error = _simple_rule(document)
    row |= {"simple_hidden": share, "simple_error": error}
    # Of the large, whether it leaks at all: thousands of leaks, each with its interval, would take hours.
    found = attack(simple, intervals="leaks", explained=0, first=len(names) >= LARGE_FROM)
    row["simple_leaks"] = len(found.findings)
    row["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return row


def _released(document: dict[str, Any], *, one_by_one: bool) -> tuple[System, list[Protected]]:
    """All drafts together, or one after another, each with those before it known. Answers the system of the last
    protection too."""
    drafts = [each for each in document["publications"] if not each.get("released", True)]
    before = [each for each in document["publications"] if each.get("released", True)]
    results: list[Protected] = []
    for together in [[draft] for draft in drafts] if one_by_one else [drafts]:
        system = system_from_json({**document, "publications": [*before, *together]})
        results.append(protect(system))
        before = system_as_json(results[-1].system)["publications"]
    return system, results


def _simple_rule(document: dict[str, Any]) -> tuple[System, float, float]:
    """What is sensitive hidden, everything else rounded (to 5 where the system rounds nothing). Answers the share of cells
    hidden, and the mean absolute error of those shown."""
    levels = document["levels"]
    base = max(levels["rounding_base"], 5)
    first = 0 if levels["zero_is_disclosive"] else 1
    values = {cell["id"]: cell["value"] for cell in document["cells"]}
    said: dict[str, Any] = {
        key: "[c]" if first <= value <= levels["threshold"] else {"rounded": rounded(value, base), "base": base}
        for key, value in values.items()
    }
    earlier = [each for each in document["publications"] if each.get("released", True)]
    simple = {**document, "publications": [*earlier, {"id": "simple", "cells": said}]}
    shown = [key for key in values if said[key] != "[c]"]
    error = statistics.fmean(abs(said[key]["rounded"] - values[key]) for key in shown) if shown else 0.0
    return system_from_json(simple), 1 - len(shown) / len(values), error
