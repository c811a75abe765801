"""How much the identifier guard finds, how much innocent text it touches, and how its time grows.

    python -m benchmarks.guard [--seed 7] [--rounds 12] [--show-missed] [--show-touched]
    python -m benchmarks.guard --only another_hand_4 --half even

Recall counts an identifier as found when every one of its characters is inside some span. A word of innocent text
is touched when any of its characters is inside a span of any severity.
"""

from __future__ import annotations

import argparse

from benchmarks.guard.sentences import measure_innocent, measure_sentences
from benchmarks.guard.templates import measure_recall
from benchmarks.guard.times import measure_time

SENTENCES = (
    "held_out_sentences",
    "outside_seen",
    "outside_fresh",
    "second",
    "third",
    "another_hand",
    "another_hand_2",
    "another_hand_3",
    "another_hand_4",
    "another_hand_5",
    "families",
    "families_2",
    "families_3",
    "families_kept",
    "innocent_enquiries",
    "innocent_signed",
    "short_seen",
    "short_kept",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--show-missed", action="store_true")
    parser.add_argument("--show-touched", action="store_true")
    parser.add_argument("--no-time", action="store_true")
    parser.add_argument("--only", metavar="SET", help="one file of marked texts and nothing else")
    parser.add_argument("--half", choices=("odd", "even"), default="", help="with --only: every second text")
    options = parser.parse_args()
    if options.only:
        measure_sentences(options.only, options.show_missed, options.half)
        return
    measure_recall(options.seed, options.rounds, options.show_missed)
    measure_innocent(options.show_touched)
    for name in SENTENCES:
        measure_sentences(name, options.show_missed)
    if not options.no_time:
        measure_time()


if __name__ == "__main__":
    main()
