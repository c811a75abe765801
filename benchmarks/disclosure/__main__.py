"""Disclosure control: what leaks after protection, what it costs, and how long it takes.

    python -m benchmarks.disclosure systems [--count 1000] [--first 0] [--after 0] [--cells 150] [--largest 10000]
    python -m benchmarks.disclosure published
    python -m benchmarks.disclosure speed [--cells 5000]

`systems`: random linked systems of two to four dimensions, in turn, many of them with hierarchies; their sizes are spread
evenly by their logarithm, from a dozen cells to --cells, and of every 40th from 1,000 to --largest; the small come first. Each
is protected and the result attacked again, told nothing. The report has the leaks (of which there must be none), the cost
against the proved lower bound where there is one, the heuristic against the optimum, and the rule 'hide what is small and
round the rest' beside it: what that loses, and what it still gives away. One line of JSON is written for each system to
--rows, so that a run can go on where it stopped; when every system has its line, it only reports. --after leaves out so many
of the smallest, which an earlier run has told of. `published`: tables that
others published, with their pattern and ours. `speed`: one table like a return's, of about so many cells.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.disclosure.published import published
from benchmarks.disclosure.report import report
from benchmarks.disclosure.speed import speed
from benchmarks.disclosure.systems import systems


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    many = commands.add_parser("systems")
    many.add_argument("--count", type=int, default=1000)
    many.add_argument("--first", type=int, default=0)
    many.add_argument("--after", type=int, default=0)
    many.add_argument("--cells", type=int, default=150)
    many.add_argument("--largest", type=int, default=10_000)
    many.add_argument("--rows", type=Path, default=Path("var/disclosure-benchmark.jsonl"))
    commands.add_parser("published")
    commands.add_parser("speed").add_argument("--cells", type=int, default=5000)
    chosen = parser.parse_args()
    if chosen.command == "speed":
        speed(chosen.cells)
    elif chosen.command == "published":
        published()
    else:
        chosen.rows.parent.mkdir(parents=True, exist_ok=True)
        report(systems(chosen.count, chosen.first, chosen.after, chosen.cells, chosen.largest, chosen.rows))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
