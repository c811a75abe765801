"""How long a week's plan takes, and what pyworkforce says of the queues that it knows.

    python -m benchmarks.forecast                       times a plan of five days of 48 half hours
    python -m benchmarks.forecast peer PYTHON [--write]  asks pyworkforce, installed beside another Python

pyworkforce has Erlang C only, and brings a solver of its own with it, so it is no dependency of ours. What it said is kept in
tests/data/pyworkforce.json, with its version, and the suite holds our figures to it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

KEPT = Path(__file__).resolve().parents[1] / "tests" / "data" / "pyworkforce.json"
#: Calls in half an hour, minutes each, seconds in which they are to be answered, advisers.
CASES = [
    (1, 15, 20, 2), (3, 13, 20, 2), (6, 15, 20, 5), (12, 13, 20, 7), (30, 10, 20, 12), (60, 10, 30, 22), (100, 3, 20, 14),
    (200, 5, 10, 36), (500, 4, 10, 70), (2, 12, 60, 1),
]  # fmt: skip
ASK = """
import json, sys
from importlib.metadata import version
from pyworkforce.queuing import ErlangC
told = []
for calls, minutes, seconds, advisers in json.load(sys.stdin):
    queue = ErlangC(transactions=calls, asa=seconds / 60, aht=minutes, interval=30, shrinkage=0.0)
    told.append([queue.waiting_probability(advisers), queue.service_level(advisers), queue.achieved_occupancy(advisers),
                 queue.required_positions(service_level=0.8, max_occupancy=1.0)["raw_positions"]])
json.dump({"version": version("pyworkforce"), "told": told}, sys.stdout)
"""


def peer(python: str, *, write: bool) -> None:
    asked = subprocess.run([python, "-c", ASK], input=json.dumps(CASES), capture_output=True, text=True, check=True)
    found = json.loads(asked.stdout)
    kept = {
        "pyworkforce": found["version"],
        "columns": ["calls in half an hour", "minutes each", "seconds to answer in", "advisers",
                    "share who wait", "share in time", "occupancy", "advisers for 80 percent"],
        "rows": [[*case, *told] for case, told in zip(CASES, found["told"], strict=True)],
    }  # fmt: skip
    text = json.dumps(kept, indent=1) + "\n"
    print(text, end="")
    if write:
        KEPT.write_text(text, encoding="utf-8")


def times() -> None:
    from adviceline.workforce.rules.forecast.arrivals import Expected
    from adviceline.workforce.rules.forecast.planning import Assumptions, plan

    given = Assumptions("timed", 1.0, 900, 180, 0.3, 0.8, 20, Decimal("32.50"), 2)
    print("| calls in a half hour | half hours | advisers at once, most | elapsed, median | processor, median |")
    print("| --- | --- | --- | --- | --- |")
    for calls in (0.15, 3.0, 12.0, 60.0):
        week = {
            date(2022, 2, 7) + timedelta(days=day): {
                half: Expected(calls, calls * (1 + (half * 7 + day) % 5 / 10), calls) for half in range(48)
            }
            for day in range(5)
        }
        made = plan(week, given)  # the solver is loaded now
        elapsed, worked = [], []
        for _ in range(5):
            began, work = time.perf_counter(), time.process_time()
            made = plan(week, given)
            elapsed.append(time.perf_counter() - began)
            worked.append(time.process_time() - work)
        most = max(half.on_the_line for day in made.days.values() for half in day)
        print(
            f"| {calls:g} | {made.half_hours} | {most} | {statistics.median(elapsed):.2f} s | {statistics.median(worked):.2f} s |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["times", "peer"], default="times")
    parser.add_argument("python", nargs="?", help="a Python that has pyworkforce")
    parser.add_argument("--write", action="store_true", help="keep what it said for the suite")
    asked = parser.parse_args()
    if asked.what == "peer":
        if not asked.python:
            parser.error("name a Python that has pyworkforce")
        peer(asked.python, write=asked.write)
    else:
        times()


if __name__ == "__main__":
    main()
