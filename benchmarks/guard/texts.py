"""The texts of `guard_texts` and what is marked: a name, a professional ("other"), or an identifier ("number" or its kind)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

TEXTS = Path(__file__).parents[1] / "guard_texts"
Mark = tuple[int, int, str]
_KINDS = {"professional": "other"}


def lines(name: str) -> list[str]:
    return [line for line in (TEXTS / name).read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]


def marked_texts(name: str) -> Iterator[tuple[str, list[Mark]]]:
    """The texts of a file with their marks: one to a line, or JSON lines that list the strings or the places that identify."""
    if (TEXTS / f"{name}.txt").exists():
        for line in lines(f"{name}.txt"):
            yield unmarked(line.strip().replace("\\n", "\n").replace("\\t", "\t"))
        return
    for line in lines(f"{name}.jsonl"):
        record = json.loads(line)
        if "spans" in record:
            yield record["text"], [(s["start"], s["end"], _KINDS.get(s["kind"], s["kind"])) for s in record["spans"]]
            continue
        kinds = (("names", "name"), ("structured", "number"), ("professional", "other"))
        marks = {
            (start, start + len(value), kind)
            for key, kind in kinds
            for value in record.get(key, ())
            for start in places_of(value, record["text"])
        }
        yield record["text"], sorted(marks)


def places_of(value: str, text: str) -> list[int]:
    whole = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text)]
    return whole or [m.start() for m in re.finditer(re.escape(value), text)]


def unmarked(line: str) -> tuple[str, list[Mark]]:
    """A sentence without its marks, and where they were."""
    text, found, at = "", [], 0
    for mark in re.finditer(r"(?s)\[\[(.+?)\]\]|\{\{(.+?)\}\}(?!\})|<<(.+?)>>", line):
        text += line[at : mark.start()]
        inner = mark[1] or mark[2] or mark[3]
        kind = "name" if mark[1] else "number" if mark[2] else "other"
        found.append((len(text), len(text) + len(inner), kind))
        text, at = text + inner, mark.end()
    return text + line[at:], found
