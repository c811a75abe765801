"""A difference between two versions told as text, for a terminal, and as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from adviceline.advice.difference import CHANGED, Difference, EmergencyChange, FieldChange, PlaceChange
from adviceline.advice.wording import ADDED, REMOVED

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_MARKS = {REMOVED: ("[-", "-]"), ADDED: ("{+", "+}")}


def as_data(difference: Difference) -> dict[str, Any]:
    """Plain data for JSON. `parts` are [what, text] pairs; `paths` is null when they could not be counted."""
    data = asdict(difference)
    del data["titles"]
    paths = data.pop("paths")
    return {
        "same": difference.same,
        "old": data.pop("old_hash"),
        "new": data.pop("new_hash"),
        "paths": {"old": paths[0], "new": paths[1]} if paths else None,
        **data,
    }


def as_lines(difference: Difference) -> Iterator[str]:
    """For people. What was removed stands in [-…-], what was added in {+…+}."""
    for line in _lines(difference):
        yield from _CONTROLS.sub("\ufffd", line).split("\n")


def _lines(difference: Difference) -> Iterator[str]:
    if difference.same:
        yield f"No difference: both are version {difference.old_hash[:12]}."
        return
    yield f"From version {difference.old_hash[:12]} to {difference.new_hash[:12]}: {summary(difference)}."
    yield ""
    yield "What the emergency answers can lead to"
    yield from (f"  {line}" for line in _emergencies(difference))
    if difference.ways:
        yield ""
        yield "Where answers lead"
        for way in difference.ways:
            yield f"  {way.what:<8} {way.node} '{way.label}': {way.old or 'nothing'} → {way.new or 'nothing'}"
    places = [("Questions", difference.nodes), ("Outcomes", difference.outcomes)]
    places += [(name.capitalize(), changes) for name, changes in difference.others.items()]
    for heading, changes in places:
        yield from _places(heading, changes)
    if difference.about:
        yield ""
        yield "The map as a whole"
        for change in difference.about:
            yield from _field(change, "  ")


def summary(difference: Difference) -> str:
    """'1 question changed, 2 answers lead elsewhere, 1 outcome added'."""
    parts = [*_counted("question", difference.nodes), *_counted("outcome", difference.outcomes)]
    if difference.ways:
        many = len(difference.ways)
        parts.insert(0, f"{many} answer{'' if many == 1 else 's'} lead{'s' if many == 1 else ''} elsewhere")
    for name, changes in difference.others.items():
        parts += _counted(name.removesuffix("s"), changes)
    if difference.about:
        parts.append("the map as a whole changed")
    return ", ".join(parts)


def _counted(word: str, changes: Iterable[PlaceChange]) -> list[str]:
    parts = []
    for what in (ADDED, REMOVED, CHANGED):
        many = sum(change.what == what for change in changes)
        if many:
            parts.append(f"{many} {word}{'' if many == 1 else 's'} {what}")
    return parts


def _emergencies(difference: Difference) -> Iterator[str]:
    if difference.problem:
        yield difference.problem
        return
    for change in difference.emergencies:
        yield in_words(change, difference)
    if not difference.emergencies:
        yield "Nothing changed: the same outcomes can be reached after each of them."
    if difference.paths:
        old, new = difference.paths
        yield f"Paths through the map: {old:,} before, {new:,} now."


def in_words(change: EmergencyChange, difference: Difference) -> str:
    """One emergency answer in a sentence."""

    def named(places: tuple[str, ...]) -> str:
        return ", ".join(f"{place} {difference.titles.get(place, '')}".strip() for place in places)

    head = f"{change.node} {change.question}, answered '{change.answer}'"
    if change.what != CHANGED:
        return f"{head}: this answer was {change.what}. {named(change.gained or change.lost)}"
    parts = []
    if change.gained:
        parts.append(f"now can lead to {named(change.gained)}")
    if change.lost:
        parts.append(f"can no longer lead to {named(change.lost)}")
    return f"{head}: {'; '.join(parts)}."


def _places(heading: str, changes: tuple[PlaceChange, ...]) -> Iterator[str]:
    if not changes:
        return
    yield ""
    yield heading
    for change in changes:
        yield f"  {change.what:<8} {change.id} {change.title}".rstrip()
        if change.what == CHANGED:
            for one in change.fields:
                yield from _field(one, "      ")


def _field(change: FieldChange, indent: str) -> Iterator[str]:
    said = "".join(
        f"{_MARKS.get(what, ('', ''))[0]}{text}{_MARKS.get(what, ('', ''))[1]}" for what, text in change.parts
    )
    yield f"{indent}{change.field}: " + said.replace("\n", f"\n{indent}  ")
