"""Disclosure control of random linked systems: what leaks afterwards, what it costs, and how long it takes.

    python -m benchmarks.disclosure systems [--count 1000] [--first 0] [--cells 150] [--largest 10000]
    python -m benchmarks.disclosure speed [--cells 5000]

`systems` protects each system and attacks the result again, told nothing. It reports leaks (of which there must be
none), the cost against the proved lower bound where there is one, the heuristic against the optimum, and the rule
'hide what is small and round the rest' beside it: what that loses and what it still gives away. Every hundredth system
is a large one. One line of JSON is written for each system to --rows, so that a run can go on where it stopped.
"""

from __future__ import annotations

import argparse
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
from adviceline.disclosure.protection import UnableToProtect, protect
from adviceline.disclosure.system import System, system_from_json
from tests.support.linked_systems import dimension, random_system, table

BASE = 5


def suppress_and_round(document: dict[str, Any]) -> tuple[System, float, float]:
    """The simple rule: counts from 1 to the threshold hidden, everything else rounded. Answers the share of cells
    hidden, and the mean absolute error of those shown."""
    threshold = document["levels"]["threshold"]
    values = {cell["id"]: cell["value"] for cell in document["cells"]}
    said: dict[str, Any] = {}
    for key, value in values.items():
        small = 1 <= value <= threshold
        said[key] = "[c]" if small else {"rounded": rounded(value, BASE), "base": BASE}
    earlier = [each for each in document["publications"] if each.get("released", True)]
    simple = {**document, "publications": [*earlier, {"id": "simple", "cells": said}]}
    shown = [key for key in values if said[key] != "[c]"]
    error = statistics.fmean(abs(said[key]["rounded"] - values[key]) for key in shown) if shown else 0.0
    return system_from_json(simple), 1 - len(shown) / len(values), error


def one(seed: int, cells: int) -> dict[str, Any]:
    document = random_system(seed, most_cells=cells)
    system = system_from_json(document)
    row: dict[str, Any] = {"seed": seed, "cells": len(system.cells), "base": system.levels.rounding_base}
    row["dimensions"] = len(system.cells[0].id.split("|"))
    started = time.perf_counter()
    try:
        result = protect(system)
    except UnableToProtect as refused:
        return {**row, "refused": str(refused), "protect": time.perf_counter() - started}
    row["protect"] = time.perf_counter() - started
    started = time.perf_counter()
    after = attack(result.system, intervals="leaks", explained=0)
    row |= {"attack": time.perf_counter() - started, "leaks": len(after.findings), "method": result.method}
    loss = result.loss
    row |= {"hidden": loss.hidden / loss.cells, "primary": loss.hidden_small / loss.cells, "error": loss.error}
    row |= {"weight": loss.weight, "least": result.least, "gap": result.gap}
    if result.method == "exact":
        row["heuristic"] = protect(system, optimal=False).loss.weight
    if system.levels.rounding_base == BASE:
        simple, share, error = suppress_and_round(document)
        row |= {"simple_hidden": share, "simple_error": error}
        row["simple_leaks"] = len(attack(simple, intervals="leaks", explained=0).findings)
    return row


def systems(count: int, first: int, cells: int, largest: int, rows: Path) -> None:
    done = [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []
    seen = {row["seed"] for row in done}
    with rows.open("a") as kept:
        for seed in range(first, first + count):
            if seed in seen:
                continue
            size = random.Random(seed).choice([cells // 4, cells // 2, cells]) if seed % 100 != 99 else largest
            row = one(seed, size)
            done.append(row)
            kept.write(json.dumps(row) + "\n")
            kept.flush()
    report(done)


def report(rows: list[dict[str, Any]]) -> None:
    good = [row for row in rows if "refused" not in row]
    proved = [row for row in good if row["least"] is not None]
    optimal = [row for row in proved if not row["gap"]]
    both = [row for row in optimal if row["weight"]]
    simple = [row for row in good if "simple_leaks" in row]
    print(f"systems {len(rows)}, cells {min(r['cells'] for r in rows)} to {max(r['cells'] for r in rows)}")
    print(f"refused {len(rows) - len(good)}; protected {len(good)}; leaks after: {sum(r['leaks'] for r in good)}")
    print(
        f"optimal {len(optimal)} of {len(proved)} tried; greatest gap {max((r['gap'] for r in proved), default=0):.1%}"
    )
    if both:
        over = [row["heuristic"] / row["weight"] - 1 for row in both]
        print(f"heuristic over the optimum: median {statistics.median(over):.1%}, mean {statistics.fmean(over):.1%}")
    print(f"hidden {statistics.fmean(r['hidden'] for r in good):.1%}, of which small {_mean(good, 'primary'):.1%}")
    if simple:
        print(
            f"with base {BASE}: ours hides {_mean(simple, 'hidden'):.1%}, error {_mean(simple, 'error'):.2f}; "
            f"hide-small-and-round hides {_mean(simple, 'simple_hidden'):.1%}, error {_mean(simple, 'simple_error'):.2f}, "
            f"and leaks in {sum(r['simple_leaks'] > 0 for r in simple)} of {len(simple)} "
            f"({sum(r['simple_leaks'] for r in simple)} cells)"
        )
    for name in ("protect", "attack"):
        times = sorted(row[name] for row in good)
        print(f"{name}: median {statistics.median(times):.2f} s, longest {times[-1]:.1f} s")


def _mean(rows: list[dict[str, Any]], name: str) -> float:
    return statistics.fmean(row[name] for row in rows)


def speed(cells: int) -> None:
    """A return-like system: areas in regions × groups of themes × roles, of about so many cells."""
    for base in (1, BASE):
        r = random.Random(5)
        regions = max(2, round((cells / 13 / 4) ** 0.5 - 0.5))
        dimensions = [dimension("a", [regions] * regions), dimension("b", [3, 3, 3]), dimension("c", [3])]
        values, equations = table(dimensions, r, mean=12, zeros=0.2)
        document = {
            "levels": {"rounding_base": base},
            "cells": [{"id": key, "value": value} for key, value in values.items()],
            "equations": equations,
            "publications": [{"id": "draft", "released": False, "shows": list(values)}],
        }
        system = system_from_json(document)
        started, worked = time.perf_counter(), time.process_time()
        result = protect(system)
        protected, protected_work = time.perf_counter() - started, time.process_time() - worked
        again, worked = time.perf_counter(), time.process_time()
        after = attack(result.system, intervals="leaks", explained=0)
        attacked, attacked_work = time.perf_counter() - again, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(values)} cells, base {base}: protect with its audit {protected:.1f} s ({protected_work:.1f} s of "
            f"processor), attack told nothing {attacked:.1f} s ({attacked_work:.1f} s); {len(after.findings)} leaks; "
            f"{result.loss.hidden_small} small and {result.loss.hidden_for_others} others hidden; {memory:.0f} MiB",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    many = commands.add_parser("systems")
    many.add_argument("--count", type=int, default=1000)
    many.add_argument("--first", type=int, default=0)
    many.add_argument("--cells", type=int, default=150)
    many.add_argument("--largest", type=int, default=10_000)
    many.add_argument("--rows", type=Path, default=Path("var/disclosure-benchmark.jsonl"))
    commands.add_parser("speed").add_argument("--cells", type=int, default=5000)
    chosen = parser.parse_args()
    if chosen.command == "speed":
        speed(chosen.cells)
    else:
        chosen.rows.parent.mkdir(parents=True, exist_ok=True)
        systems(chosen.count, chosen.first, chosen.cells, chosen.largest, chosen.rows)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
