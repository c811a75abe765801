"""What changed between two versions of a map: words, ways and what each emergency answer can lead to.

Every value of the content is compared, so that two versions with different hashes always show a difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from adviceline.advice.leads import leads_of, titles_of
from adviceline.advice.model import AdviceMap
from adviceline.advice.paths import UnableToWalk, paths_of
from adviceline.advice.walk import Loop
from adviceline.advice.wording import ADDED, REMOVED, Part, word_parts

CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field. `parts` read in order give both texts: without what was added the old, without what was removed the new."""

    field: str
    what: str
    old: str
    new: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A question, an outcome, a source, a flag or a setting, by its id. `fields` is empty when nothing else is to say."""

    id: str
    title: str
    what: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class WayChange:
    """An answer that leads elsewhere, or on other conditions. `old` and `new` in words; empty where there is no answer."""

    node: str
    answer: str
    label: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class EmergencyChange:
    """An answer to an emergency question after which other outcomes can be reached than before."""

    node: str
    question: str
    answer: str
    what: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`problem` says why the paths of a version could not be compared; then `emergencies` and the counts are empty."""

    old_hash: str
    new_hash: str
    about: tuple[FieldChange, ...]
    nodes: tuple[PlaceChange, ...]
    ways: tuple[WayChange, ...]
    outcomes: tuple[PlaceChange, ...]
    others: Mapping[str, tuple[PlaceChange, ...]]
    emergencies: tuple[EmergencyChange, ...]
    paths: tuple[int, int] | None
    problem: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def same(self) -> bool:
        return self.old_hash == self.new_hash


def compare(old: AdviceMap, new: AdviceMap) -> Difference:
    """What has to be done to `old` to make `new` of it."""
    about = tuple(_fields(_top(old.data, new.data), _top(new.data, old.data)))
    nodes = _places(old.data["nodes"], new.data["nodes"], without_ways=True)
    ways = tuple(_ways(old, new))
    outcomes = _places(old.data["outcomes"], new.data["outcomes"])
    others = {
        name: changes
        for name in ("sources", "flags", "settings")
        if (changes := _places(old.data.get(name, {}), new.data.get(name, {})))
    }
    if old.hash != new.hash and not (about or nodes or ways or outcomes or others):
        about = (FieldChange("layout of the data", CHANGED, old.hash, new.hash, ()),)
    emergencies, paths, problem = _paths(old, new)
    titles = {**titles_of(old), **titles_of(new)}
    return Difference(
        old.hash, new.hash, about, nodes, ways, outcomes, others, emergencies, paths, problem, titles
    )  # fmt: skip


# ---- Fields ----------------------------------------------------------------------------------------------------------


def _top(data: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs to the map as a whole, with the order of the parts that both versions have."""
    places = ("nodes", "outcomes", "sources", "flags", "settings")
    top = {name: value for name, value in data.items() if name not in places}
    return top | {f"order of {name}": _shared(data.get(name, {}), other.get(name, {})) for name in places}


def _shared(own: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [key for key in own if key in other]


def _places(
    old: Mapping[str, Any], new: Mapping[str, Any], *, without_ways: bool = False
) -> tuple[PlaceChange, ...]:  # fmt: skip
    """Places in the old order, then those that were added in theirs."""
    changes = []
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        if before == after and _order(before) == _order(after):
            continue
        what = ADDED if before is None else REMOVED if after is None else CHANGED
        fields = tuple(_fields(_flat(before, after, without_ways), _flat(after, before, without_ways)))
        if fields or what != CHANGED:
            entry = after if after is not None else before
            changes.append(PlaceChange(key, _title(entry), what, fields))
    return tuple(changes)


def _title(entry: Any) -> str:
    return str(entry.get("title") or entry.get("label") or "") if isinstance(entry, Mapping) else ""


def _order(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _flat(entry: Any, other: Any, without_ways: bool) -> dict[str, Any]:
    """The entry as fields. A question's answers are fields of their own; where they lead is told with the ways."""
    if entry is None:
        return {}
    if not without_ways:
        return dict(entry)
    flat = {name: value for name, value in entry.items() if name != "answers"}
    for code, answer in entry["answers"].items():
        flat |= {f"answer {code} {name}": value for name, value in answer.items() if name != "next"}
    if other is not None:
        flat["order of answers"] = _shared(entry["answers"], other["answers"])
    return flat


def _fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    flat_old, flat_new = _texts(old), _texts(new)
    for name in dict.fromkeys([*flat_old, *flat_new]):
        before, after = flat_old.get(name), flat_new.get(name)
        if before == after:
            continue
        what = ADDED if before is None else REMOVED if after is None else CHANGED
        yield FieldChange(name, what, before or "", after or "", word_parts(before or "", after or ""))


def _texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """Every value as text, by its name in words; a list has a line for each of its items."""
    texts: dict[str, str] = {}
    for name, value in entry.items():
        words = name.replace("_", " ")
        if isinstance(value, Mapping):
            texts |= {f"{words}: {inner}": text for inner, text in _texts(value).items()}
        else:
            texts[words] = _text(value)
    return texts


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return "\n".join(_item(item) for item in value)
    return json.dumps(value, ensure_ascii=False)


def _item(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name.replace('_', ' ')}: {_item(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_item(inner) for inner in value)
    return _text(value)


# ---- Ways and paths --------------------------------------------------------------------------------------------------


def _ways(old: AdviceMap, new: AdviceMap) -> Iterator[WayChange]:
    for node_id in dict.fromkeys([*old.nodes, *new.nodes]):
        before, after = _ways_of(old, node_id), _ways_of(new, node_id)
        for code in dict.fromkeys([*before, *after]):
            (old_label, old_way), (new_label, new_way) = before.get(code, ("", "")), after.get(code, ("", ""))
            if _next(old, node_id, code) == _next(new, node_id, code):
                continue
            what = ADDED if code not in before else REMOVED if code not in after else CHANGED
            yield WayChange(node_id, code, new_label or old_label, what, old_way, new_way)


def _next(advice_map: AdviceMap, node_id: str, code: str) -> Any:
    node = advice_map.nodes.get(node_id)
    return node.answers[code].branches if node and code in node.answers else None


def _ways_of(advice_map: AdviceMap, node_id: str) -> dict[str, tuple[str, str]]:
    node = advice_map.nodes.get(node_id)
    if node is None:
        return {}
    return {
        code: (
            answer.label,
            "; ".join(
                f"{lead.to} {lead.title}{f', {lead.when}' if lead.when else ''}"
                for lead in leads_of(advice_map, answer)
            ),
        )
        for code, answer in node.answers.items()
    }


def _paths(
    old: AdviceMap, new: AdviceMap
) -> tuple[tuple[EmergencyChange, ...], tuple[int, int] | None, str]:  # fmt: skip
    try:
        before, after = paths_of(old), paths_of(new)
    except Loop as loop:
        return (), None, f"The paths cannot be compared: a version goes round in a circle ({loop})."
    except UnableToWalk as error:
        return (), None, f"The paths cannot be compared. {error}"
    changes = []
    for node_id, code in dict.fromkeys([*before.after, *after.after]):
        was, now = before.after.get((node_id, code)), after.after.get((node_id, code))
        if was == now:
            continue
        what = ADDED if was is None else REMOVED if now is None else CHANGED
        was, now = was or frozenset(), now or frozenset()
        node = (new if node_id in new.nodes and code in new.nodes[node_id].answers else old).nodes[node_id]
        label = node.answers[code].label
        changes.append(
            EmergencyChange(
                node_id, node.title, label, what, _listed(now - was), _listed(was - now), _listed(was & now)
            )
        )
    return tuple(changes), (before.count, after.count), ""


def _listed(places: frozenset[str]) -> tuple[str, ...]:
    """O2 before O10."""
    return tuple(sorted(places, key=_natural))


def _natural(place: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|\D+", place))
