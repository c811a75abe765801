"""How fast the map of advice is: engine steps a second, every path of both flows, and the drawing.

    python benchmarks/maps.py [--repeats 7]

Steps: walks by chance on each map, from the first question to an outcome, each answer one step of the engine that
advisers use. Paths: every path of each map, walked as `adviceline content check` walks them; paths that nothing later can
tell apart are walked together, so the count of paths is exact and the count of states is what was visited. Drawing: the
layout and the SVG of each map, and of maps made by chance of 150 places; fitting a map to one sheet of paper is apart.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

STEPS = 40_000
PLACES = 150


def main() -> None:
    from adviceline.advice.drawing import draw_map
    from adviceline.advice.drawing.printing import print_of
    from adviceline.advice.loading import load_maps
    from adviceline.advice.model import AdviceMap
    from adviceline.advice.safety import check_map
    from adviceline.content import load

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=7)
    repeats: int = parser.parse_args().repeats
    maps = load_maps(load(ROOT / "content" / "hsb"))
    print(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, load {' '.join(f'{x:.1f}' for x in os.getloadavg())}"
    )

    for advice_map in maps.values():
        rates = [steps_a_second(advice_map, seed) for seed in range(repeats)]
        print(f"{advice_map.id}: {statistics.median(rates):,.0f} steps a second (median), {max(rates):,.0f} (best)")

    for advice_map in maps.values():
        report = check_map(advice_map, today=date(2026, 11, 23))
        best, median = timed(partial(check_map, advice_map, today=date(2026, 11, 23)), repeats)
        print(
            f"{advice_map.id}: {report.paths:,} paths as {report.states:,} states in {median:.3f} s (median), "
            f"{best:.3f} s (best)"
        )

    for advice_map in maps.values():
        best, median = timed(partial(draw_map, advice_map), repeats)
        print(f"{advice_map.id}: drawn in {median * 1000:.0f} ms (median), {best * 1000:.0f} ms (best)")
        best, median = timed(partial(print_of, advice_map), min(repeats, 3))
        print(f"{advice_map.id}: fitted to a sheet in {median:.2f} s (median), {best:.2f} s (best)")
    made: list[AdviceMap] = [by_chance(seed) for seed in range(repeats)]
    times = sorted((timed(partial(draw_map, each), 1)[0], len(draw_map(each))) for each in made)
    print(
        f"{len(made)} maps by chance of {PLACES} places: drawn in {times[len(times) // 2][0]:.2f} s (median), "
        f"{times[-1][0]:.2f} s (slowest, {times[-1][1] / 1e6:.1f} MB of SVG)"
    )
    print(f"load at the end {' '.join(f'{x:.1f}' for x in os.getloadavg())}")


def steps_a_second(advice_map: Any, seed: int) -> float:
    from adviceline.advice import engine

    chance = random.Random(seed)
    codes = {node.id: tuple(node.answers) for node in advice_map.nodes.values()}
    choices = [chance.random() for _ in range(STEPS)]
    taken = 0
    began = time.perf_counter()
    while taken < STEPS:
        run = engine.start(advice_map)
        while not run.finished and taken < STEPS:
            open_to = codes[run.at]
            run = engine.answer(run, run.at, open_to[int(choices[taken] * len(open_to))])
            taken += 1
    return taken / (time.perf_counter() - began)


def timed(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Seconds: the best and the median."""
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times), statistics.median(times)


def by_chance(seed: int) -> Any:
    """A map of PLACES places in which each question leads to up to three others, anywhere further on."""
    from adviceline.advice.loading import map_from_data

    chance = random.Random(seed)
    questions = PLACES * 4 // 5
    ids = [f"Q{number}" for number in range(questions)] + [f"O{number}" for number in range(PLACES - questions)]
    leads: dict[str, list[str]] = {node: [] for node in ids[:questions]}
    for number in range(1, PLACES):
        leads[ids[chance.randrange(min(number, questions))]].append(ids[number])
    for number in range(questions):
        leads[ids[number]] += [ids[chance.randint(number + 1, PLACES - 1)] for _ in range(chance.randint(1, 3))]
    title = "A question with a title of some length"
    return map_from_data({
        "id": "chance", "title": "By chance", "about": "Made by chance.", "flow": "whole_system", "status": "draft",
        "start": ids[0], "settings": {}, "sources": {},
        "nodes": {
            node: {
                "step": node, "title": title, "question": f"{title}, and what is asked?", "why": "Because.",
                "listen_for": ["doubt"], "avoid": ["haste"], "sources": [],
                "answers": {
                    f"answer_{index}": {"label": f"Answer {index}", "say": "Thank you.", "next": to}
                    for index, to in enumerate(targets)
                },
            }
            for node, targets in leads.items()
        },
        "outcomes": {
            outcome: {
                "title": "An outcome", "summary": "The end.", "steps": ["Stop."], "contacts": [], "record": ["what"],
                "resources": [], "sources": [], "suggests": {}, "review_due_date": "2027-09-01",
            }
            for outcome in ids[questions:]
        },
    })  # fmt: skip


if __name__ == "__main__":
    main()
