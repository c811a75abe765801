"""Whether somebody may be rostered on a day, and what will stop them soon."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Kind:
    """A kind of record, as the content says. `lasts_days` counts where a record gives no expiry; None for no end."""

    label: str
    hint: str
    needed: bool
    warn_days: int
    lasts_days: int | None = None


@dataclass(frozen=True)
class Held:
    """A record that was not withdrawn."""

    kind: str
    obtained: date
    expires: date | None


@dataclass(frozen=True)
class Standing:
    """What decides of one adviser. `advises`: their account is active and their role takes contacts."""

    advises: bool
    started: date
    left: date | None
    held: tuple[Held, ...]


@dataclass(frozen=True)
class Ending:
    """The last day of what somebody holds of a kind, none where nothing of that kind is held, and how many days are left;
    negative once it is past."""

    kind: str
    label: str
    last_day: date | None
    days_left: int

    @property
    def is_past(self) -> bool:
        return self.last_day is None or self.days_left < 0


def last_day_of(held: Held, kinds: Mapping[str, Kind]) -> date | None:
    """The last day on which a record holds; None for no end."""
    if held.expires is not None:
        return held.expires
    kind = kinds.get(held.kind)
    return held.obtained + timedelta(days=kind.lasts_days) if kind and kind.lasts_days else None


def problems_on(day: date, standing: Standing, kinds: Mapping[str, Kind]) -> list[str]:
    """Why somebody cannot be on the line on a day, in words; none when they can."""
    found = []
    if not standing.advises:
        found.append("Their account takes no contacts.")
    if day < standing.started:
        found.append("They have not started yet.")
    if standing.left is not None and day > standing.left:
        found.append("They have left.")
    for code, kind in kinds.items():
        if not kind.needed:
            continue
        of_kind = [each for each in standing.held if each.kind == code and each.obtained <= day]
        if not of_kind:
            found.append(f"{kind.label}: nothing is recorded.")
        elif not any((last := last_day_of(each, kinds)) is None or day <= last for each in of_kind):
            found.append(f"{kind.label}: it has expired.")
    return found


def endings(today: date, standing: Standing, kinds: Mapping[str, Kind]) -> list[Ending]:
    """What is missing, is past, or ends within the kind's time of warning; the most urgent first."""
    found = []
    for code, kind in kinds.items():
        if not kind.needed:
            continue
        lasts = [last_day_of(each, kinds) for each in standing.held if each.kind == code]
        if not lasts:
            found.append(Ending(code, kind.label, None, -1))
        elif all(last is not None for last in lasts):
            last = max(last for last in lasts if last is not None)
            left = (last - today).days
            if left <= kind.warn_days:
                found.append(Ending(code, kind.label, last, left))
    return sorted(found, key=lambda each: (each.last_day is not None, each.days_left, each.kind))
