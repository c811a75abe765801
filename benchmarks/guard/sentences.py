"""What is found and touched in texts as people write them: files of marked texts, and the innocent ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from adviceline.privacy.guard import detect
from benchmarks.guard.texts import TEXTS, Mark, marked_texts

_WORD = re.compile(r"\w[\w'-]*")


def measure_innocent(show: bool) -> None:
    text = "\n".join(
        line for line in (TEXTS / "innocent.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    )
    for label, pieces in {"paragraph by paragraph": text.split("\n\n"), "as one text": [text]}.items():
        words = touched = refused = 0
        for piece in pieces:
            spans = detect(piece)
            refused += any(s.severity == "block" for s in spans)
            covered = {i for s in spans for i in range(s.start, s.end)}
            for word in re.finditer(r"\w[\w'-]*", piece):
                words += 1
                touched += bool(covered & set(range(*word.span())))
            if show:
                for s in spans:
                    before, after = piece[max(0, s.start - 30) : s.start], piece[s.end : s.end + 20]
                    print(f"  {s.kind}/{s.severity}/{s.rule}: …{before}«{piece[s.start : s.end]}»{after}…")
        print(f"innocent words touched, {label}: {touched}/{words} = {touched / words:.4f}")
        print(f"innocent texts refused, {label}: {refused}/{len(pieces)}")
        show = False


@dataclass
class Tally:
    """Of one file. A structured identifier counts half-found when half of its letters and figures are."""

    names: int = 0
    found: int = 0
    refused: int = 0
    numbers: int = 0
    heard: int = 0
    half_heard: int = 0
    words: int = 0
    touched: int = 0
    innocent: int = 0
    innocent_refused: int = 0
    signed: int = 0
    signed_refused: int = 0
    missed: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    kinds_found: Counter[str] = field(default_factory=Counter)

    def take(self, text: str, marks: list[Mark]) -> None:
        spans = detect(text)
        covered = {i for s in spans for i in range(s.start, s.end)}
        strictly = {i for s in spans if s.severity == "block" for i in range(s.start, s.end)}
        for start, end, kind in marks:
            needed = {i for i in range(start, end) if text[i].isalnum()}
            if kind == "other":
                continue
            if kind == "name":
                self.names += 1
                self.found += needed <= covered
                self.refused += needed <= strictly
            else:
                self.numbers += 1
                self.heard += needed <= covered
                self.half_heard += 2 * len(needed & covered) >= len(needed)
            self.kinds[kind] += 1
            self.kinds_found[kind] += needed <= covered
            if not needed <= covered:
                self.missed.append(f"{kind}: «{text[start:end]}» in: {text}")
        inside = {i for start, end, _ in marks for i in range(start, end)}
        for word in _WORD.finditer(text):
            place = set(range(*word.span()))
            if not inside & place:
                self.words += 1
                self.touched += bool(covered & place)
                if covered & place:
                    self.missed.append(f"touched: «{word.group()}» in: {text}")
        if not marks:
            self.innocent += 1
            self.innocent_refused += bool(strictly)
        elif all(kind == "other" for _, _, kind in marks):
            self.signed += 1
            self.signed_refused += bool(strictly)


def measure_sentences(name: str, show: bool, half: str = "") -> None:
    """A file of marked sentences: of what is marked, how much is found; of what is not, how much is touched.

    `half`: 'odd' for the first, third … text, 'even' for the others.
    """
    t = Tally()
    for text, marks in islice(marked_texts(name), half == "even", None, 2 if half else 1):
        t.take(text, marks)
    print(
        f"{name}: names found {t.found}/{t.names} = {t.found / max(t.names, 1):.4f}, blocked {t.refused / max(t.names, 1):.4f}"
    )
    print(
        f"{name}: structured found {t.heard}/{t.numbers} = {t.heard / max(t.numbers, 1):.4f}, "
        f"at least half {t.half_heard / max(t.numbers, 1):.4f}"
    )
    print(
        f"{name}: innocent words touched {t.touched}/{t.words} = {t.touched / max(t.words, 1):.4f}; innocent texts refused "
        f"{t.innocent_refused}/{t.innocent}, signed ones {t.signed_refused}/{t.signed}"
    )
    if len(t.kinds) > 2:
        print(f"{name}: " + ", ".join(f"{kind} {t.kinds_found[kind]}/{n}" for kind, n in sorted(t.kinds.items())))
    if show:
        print(*t.missed, sep="\n")
