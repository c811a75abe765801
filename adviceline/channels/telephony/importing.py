"""Reading in call records of any kind, or only saying what would come of it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from adviceline.channels.telephony import actions
from adviceline.channels.telephony.mapping import TableMapping, UnusableMapping, read_mapping
from adviceline.channels.telephony.models import Call
from adviceline.channels.telephony.reading import read_calls
from adviceline.channels.telephony.records import CallRecord, SetAside, Tally
from adviceline.channels.telephony.tables import read_table
from adviceline.workforce.queries import opening_hours

SHOWN, AT_A_TIME = 200, 500

__all__ = ["DryRun", "UnusableMapping", "dry_run", "mapping_in", "read_in"]


@dataclass
class DryRun:
    """`read` counts what would be set aside too."""

    read: int = 0
    known: int = 0
    set_aside: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    outcomes_by_direction: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[SetAside] = field(default_factory=list)
    first_at: datetime | None = None
    last_at: datetime | None = None


def mapping_in(path: Path | None) -> TableMapping | None:
    """Raises `UnusableMapping`."""
    return read_mapping(path) if path is not None else None


def read_in(
    paths: Sequence[Path],
    *,
    mapping: TableMapping | None,
    at: datetime,
    timezone: str,
    notice: Callable[[int], None] | None = None,
) -> actions.Ingested:
    if mapping is None:
        return actions.ingest(paths, at=at, timezone=timezone, notice=notice)
    done = actions.Ingested(run=uuid.uuid4())
    return actions.take(_rows(paths, mapping, done.tally), into=done, at=at, notice=notice)


def dry_run(paths: Sequence[Path], *, mapping: TableMapping | None, timezone: str) -> DryRun:
    """What reading in would find; nothing is written."""
    done, tally = DryRun(), Tally()
    if mapping is None:
        found = read_calls(paths, timezone=timezone, open_hours=opening_hours().is_open, tally=tally)
    else:
        found = _rows(paths, mapping, tally)
    keys: list[str] = []
    for item in found:
        done.read += 1
        if isinstance(item, SetAside):
            done.set_aside += 1
            done.shown.extend([item] if len(done.shown) < SHOWN else [])
            continue
        done.outcomes[item.outcome] += 1
        done.outcomes_by_direction[item.direction, item.outcome] += 1
        done.first_at = min(done.first_at or item.began_at, item.began_at)
        done.last_at = max(done.last_at or item.began_at, item.began_at)
        keys.append(item.idempotency_key)
        if len(keys) >= AT_A_TIME:
            done.known += Call.objects.filter(key__in=keys).count()
            keys = []
    done.known += Call.objects.filter(key__in=keys).count()
    return done


def _rows(paths: Sequence[Path], mapping: TableMapping, tally: Tally) -> Iterator[CallRecord | SetAside]:
    for path in paths:
        files = sorted(each for each in path.rglob("*") if each.is_file()) if path.is_dir() else [path]
        for each in files:
            yield from read_table(each, mapping, tally=tally)
