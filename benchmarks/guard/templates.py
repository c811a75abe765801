"""Recall on sentences filled with made details and names, kind by kind."""

from __future__ import annotations

import random
import re
from collections import defaultdict

from adviceline.privacy.guard import detect
from adviceline.privacy.guard.lexicon import lexicon
from adviceline.privacy.guard.normalise import view_of
from benchmarks.guard.makers import MAKERS, STRUCTURED
from benchmarks.guard.texts import lines


def filled(template: str, people: list[str], r: random.Random) -> tuple[str, list[tuple[int, int, str]]]:
    """A text and where its identifiers are: (start, end, kind)."""
    (first, *rest), (other, *_) = (name.split(" ") for name in r.sample(people, 2))
    whole = " ".join([first, *rest])
    values = {
        "N": whole,
        "F": first,
        "G": other,
        "S": rest[-1],
        "f": first.lower(),
        "n": whole.lower(),
        "U": whole.upper(),
    }
    text, found, at = "", [], 0
    for slot in re.finditer(r"\{(\w+)\}", template):
        text += template[at : slot.start()]
        at = slot.end()
        key = slot.group(1)
        value = values.get(key) or (MAKERS[key](r) if key in MAKERS else str(r.randint(5, 17)))
        if key != "AGE":
            word = value if key in values else ""
            listed = bool(word) and all(
                lexicon().of(view_of(w).text.lower().replace("'", "")) for w in re.split(r"[ -]", word)
            )
            kind = ("name, listed" if listed else "name, not listed") if word else key
            found.append((len(text), len(text) + len(value), kind))
        text += value
    return text + template[at:], found


def measure_recall(seed: int, rounds: int, show: bool) -> None:
    r = random.Random(seed)
    people = lines("held_out_names.txt")
    total: dict[str, int] = defaultdict(int)
    got: dict[str, int] = defaultdict(int)
    blocked: dict[str, int] = defaultdict(int)
    missed: list[str] = []
    beyond = words_beyond = 0
    for _ in range(rounds):
        for template in lines("templates.txt"):
            text, wanted = filled(template, people, r)
            spans = detect(text)
            covered = {i for s in spans for i in range(s.start, s.end)}
            strictly = {i for s in spans if s.severity == "block" for i in range(s.start, s.end)}
            inside = {i for start, end, _ in wanted for i in range(start, end)}
            for start, end, kind in wanted:
                needed = {i for i in range(start, end) if text[i].isalnum()}
                total[kind] += 1
                got[kind] += needed <= covered
                blocked[kind] += needed <= strictly
                if not needed <= covered:
                    missed.append(f"{kind}: «{text[start:end]}» in: {text}")
            for word in re.finditer(r"\w[\w'-]*", text):
                if not inside & set(range(*word.span())):
                    words_beyond += 1
                    beyond += bool(covered & set(range(*word.span())))
    print(f"{'kind':<18}{'texts':>7}{'found':>9}{'blocked':>9}")
    groups = {"all structured": STRUCTURED, "all names": {k for k in total if k.startswith("name")}}
    for kind in [*sorted(total), *groups]:
        kinds = groups.get(kind, {kind})
        n, f, b = (sum(d[k] for k in kinds) for d in (total, got, blocked))
        print(f"{kind:<18}{n:>7}{f / n:>9.4f}{b / n:>9.4f}")
    print(f"words beside the identifiers touched: {beyond}/{words_beyond} = {beyond / words_beyond:.4f}")
    if show:
        print(*dict.fromkeys(missed), sep="\n")
