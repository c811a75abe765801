"""Keeping every version of the maps that the content held."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from adviceline.advice.loading import load_maps, map_from_text, map_to_text
from adviceline.advice.model import AdviceMap
from adviceline.advice.models import MapMove, MapVersion
from adviceline.advice.queries import unsigned_maps_may_run
from adviceline.advice.safety import SafetyReport, check_map
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.content.model import ServiceContent

_MAPS: dict[str, AdviceMap] = {}
_SAFETY: dict[tuple[str, date], SafetyReport] = {}
MOST_KEPT = 64


class UnableToLoadMap(Exception):
    """A map breaks a rule of safety; the words name the first rule and the path."""


def register_maps(*, content: ServiceContent, by: Actor, at: datetime) -> list[MapVersion]:
    """Keep the version of each map that the content holds: a draft, until it is signed and published. Safe to repeat.

    In a demonstration new runs follow it at once, unless a signed version of the map has been published.
    Raises `UnableToLoadMap`, and keeps none of them, when one is unsafe on any path.
    """
    kept = []
    maps = load_maps(content)
    for advice_map in maps.values():
        if broken := safety_of(advice_map, today=timezone.localdate(at)).broken:
            raise UnableToLoadMap(f"The map '{advice_map.id}' is not safe to follow: {broken[0]}")
    for advice_map in maps.values():
        with transaction.atomic():
            list(MapVersion.objects.select_for_update().filter(map_id=advice_map.id).order_by("hash").defer("text"))
            version, created = MapVersion.objects.get_or_create(
                hash=advice_map.hash,
                defaults={"map_id": advice_map.id, "text": map_to_text(advice_map), "loaded_at": at},
            )
            _follow_unsigned(version)
            if created:
                MapMove.objects.create(version=version, what=MapMove.What.LOADED, at=at)
                record(
                    action="map.loaded", by=by, at=at, subject=f"map:{advice_map.id}", data={"hash": advice_map.hash}
                )
        kept.append(version)
    return kept


def _follow_unsigned(version: MapVersion) -> None:
    """In a demonstration, let new runs follow a version that nobody published; elsewhere, let none follow one."""
    others = MapVersion.objects.filter(map_id=version.map_id, is_current=True)
    if not unsigned_maps_may_run():
        others.filter(runs_unsigned=True).update(is_current=False, runs_unsigned=False)
        version.refresh_from_db(fields=["is_current", "runs_unsigned"])
        return
    if others.filter(runs_unsigned=False).exists() or version.is_current:
        return
    others.update(is_current=False, runs_unsigned=False)
    version.is_current = version.runs_unsigned = True
    version.save(update_fields=["is_current", "runs_unsigned"])


def safety_of(advice_map: AdviceMap, *, today: date) -> SafetyReport:
    """Every rule on every path, walked once a process for each version and day: neither can change."""
    key = (advice_map.hash, today)
    if key not in _SAFETY:
        if len(_SAFETY) >= MOST_KEPT:
            _SAFETY.clear()
        _SAFETY[key] = check_map(advice_map, today=today)
    return _SAFETY[key]


def map_of(version: MapVersion) -> AdviceMap:
    """The map of a version; built once a process, since a version never changes."""
    if version.hash not in _MAPS:
        _MAPS[version.hash] = map_from_text(version.text, expected_hash=version.hash)
    return _MAPS[version.hash]
