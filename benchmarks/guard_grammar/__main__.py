"""How many of the identifying details of the grammar the guard finds, kind by kind.

python -m benchmarks.guard_grammar [--seed 1] [--rounds 20] [--kind AGE] [--show-missed 40]
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from adviceline.privacy.guard import detect
from benchmarks.guard import TEXTS, unmarked
from benchmarks.guard_grammar.forms import KINDS
from benchmarks.guard_grammar.layouts import LAYOUTS
from benchmarks.guard_grammar.wider import WIDER

FRAMES = Path(__file__).parent / "frames.txt"
Marks = list[tuple[int, int, str]]


def frames() -> list[tuple[str, str]]:
    lines = [line for line in FRAMES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [
        (kind, text.replace("\\n", "\n").replace("\\t", "\t")) for kind, _, text in (x.partition(": ") for x in lines)
    ]


def made(seed: int, rounds: int, only: str = "") -> Iterator[tuple[str, str, Marks]]:
    """(kind, text, marks), each frame in `rounds` forms and layouts."""
    r = random.Random(seed)
    people = [
        line for line in (TEXTS / "held_out_names.txt").read_text(encoding="utf-8").splitlines() if line[0] != "#"
    ]
    for _ in range(rounds):
        for kind, frame in frames():
            one, two = r.sample(people, 2)
            wider = kind in WIDER and r.random() < 0.5
            value = (WIDER if wider else KINDS)[kind](r)
            layout = r.choice(LAYOUTS)
            if only and kind != only:
                continue
            words = {
                "F": f"[[{one.split()[0]}]]",
                "G": f"[[{two.split()[0]}]]",
                "N": f"[[{one}]]",
                "V": f"{{{{{value}}}}}",
            }
            marked = frame
            for slot, word in words.items():
                marked = marked.replace("{" + slot + "}", word)
            yield kind, *unmarked(layout(marked, r))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kind", default="")
    parser.add_argument("--show-missed", type=int, default=0)
    options = parser.parse_args()
    wanted: dict[str, int] = defaultdict(int)
    found: dict[str, int] = defaultdict(int)
    refused: dict[str, int] = defaultdict(int)
    missed: dict[str, list[str]] = defaultdict(list)
    for kind, text, marks in made(options.seed, options.rounds, options.kind):
        spans = detect(text)
        covered = {i for s in spans for i in range(s.start, s.end)}
        strictly = {i for s in spans if s.severity == "block" for i in range(s.start, s.end)}
        for start, end, what in marks:
            label = kind if what == "number" else "names"
            needed = {i for i in range(start, end) if text[i].isalnum()}
            wanted[label] += 1
            refused[label] += needed <= strictly
            if needed <= covered:
                found[label] += 1
            else:
                missed[label].append(f"{label}: «{text[start:end]}» in: {text!r}")
    structured = [k for k in wanted if k != "names"]
    print(f"{'kind':<12}{'texts':>7}{'found':>9}{'refused':>9}")
    for kind in sorted(wanted):
        print(f"{kind:<12}{wanted[kind]:>7}{found[kind] / wanted[kind]:>9.4f}{refused[kind] / wanted[kind]:>9.4f}")
    total = sum(wanted[k] for k in structured)
    print(f"{'structured':<12}{total:>7}{sum(found[k] for k in structured) / total:>9.4f}")
    for lines in missed.values():
        print(*lines[: options.show_missed], sep="\n", end="\n" if options.show_missed else "")


if __name__ == "__main__":
    main()
