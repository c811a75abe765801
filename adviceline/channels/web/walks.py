"""Walks through the map by visitors: read from an address, and put into words for those who send them with an enquiry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from adviceline.advice import engine
from adviceline.advice.actions import map_of
from adviceline.advice.loading import load_maps
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import MapVersion
from adviceline.advice.queries import current_versions, unsigned_maps_may_run, was_published
from adviceline.channels.web.shown import sentence
from adviceline.content.current import current_content

_HASH = re.compile(r"[0-9a-f]{64}")
#: `I0.yes~I1.no`: question and answer, in order.
_BETWEEN, _WITHIN = "~", "."
MOST_STEPS, LONGEST_QUERY = 200, 6000
_MAPS: dict[str, dict[str, AdviceMap]] = {}


class NoSuchWalk(LookupError):
    """The address names no map, or answers that do not fit it."""


def current_maps() -> dict[str, AdviceMap]:
    """The maps that a walk may begin on, by id: signed and published ones, asked for each time since publishing is
    instant. In a demonstration also those of the content that were never loaded, unsigned: what a reviewer withdrew stays
    withdrawn."""
    in_use = {version.map_id: map_of(version) for version in current_versions().defer("text")}
    if not unsigned_maps_may_run():
        return in_use
    content = current_content()
    if content.hash not in _MAPS:
        _MAPS[content.hash] = dict(load_maps(content))
    known = set(MapVersion.objects.values_list("map_id", flat=True))
    return {each.id: each for each in _MAPS[content.hash].values() if each.id not in known} | in_use


def walk_in(asked: Mapping[str, str]) -> engine.Run:
    """The walk that an address or a form names: `map` its id, `v` its version, `s` the answers. Raises NoSuchWalk."""
    maps = current_maps()
    advice_map = maps.get(asked.get("map", ""))
    version = asked.get("v", "")
    if version and (advice_map is None or version != advice_map.hash):
        advice_map = _older(asked.get("map", ""), version)
    if advice_map is None:
        raise NoSuchWalk("There is no such map.")
    steps = [tuple(pair.split(_WITHIN)) for pair in asked.get("s", "").split(_BETWEEN) if pair]
    if len(steps) > MOST_STEPS or any(len(step) != 2 for step in steps):
        raise NoSuchWalk("The answers cannot be read.")
    try:
        return engine.replay(advice_map, steps)
    except engine.UnableToAnswer as error:
        raise NoSuchWalk(str(error)) from error


def _older(map_id: str, version: str) -> AdviceMap:
    found = MapVersion.objects.filter(hash=version).first() if _HASH.fullmatch(version) else None
    if found is None or found.map_id != map_id or not (unsigned_maps_may_run() or was_published(found)):
        raise NoSuchWalk("There was never such a version in use.")
    return map_of(found)


def written(steps: tuple[tuple[str, str], ...]) -> str:
    return _BETWEEN.join(f"{node}{_WITHIN}{code}" for node, code in steps)


def query_of(run: engine.Run, setting: str = "") -> str:
    """The walk as the query of an address."""
    state = {"map": run.map.id, "v": run.map.hash, "w": setting, "s": written(run.steps)}
    return urlencode({name: value for name, value in state.items() if value})


def walk_to_send(query: str) -> engine.Run | None:
    """The walk of a query, if there is one with an answer."""
    if len(query) > LONGEST_QUERY:
        return None
    try:
        run = walk_in(dict(parse_qsl(query)))
    except NoSuchWalk:
        return None
    return run if run.steps else None


def walk_in_words(query: str) -> str:
    """Every question with its answer, for the adviser who reads the enquiry; empty when there is no such walk."""
    run = walk_to_send(query)
    if run is None:
        return ""
    lines = [f"{node.id} {node.question} {chosen.label}." for node, chosen in run.path()]
    end = run.outcome.title if run.outcome else run.map.nodes[run.at].question
    heading = sentence("web.map_sent", map=run.map.title, version=run.map.hash[:12])
    return "\n".join([heading, *lines, f"{run.at} {end}"])


def walk_in_short(query: str) -> str:
    """'An individual case or incident: Call 999 now (3 answers)'; empty when there is no such walk."""
    run = walk_to_send(query)
    if run is None:
        return ""
    place = run.outcome or run.map.nodes[run.at]
    return f"{run.map.title}: {place.title} ({len(run.steps)} {'answer' if len(run.steps) == 1 else 'answers'})"
