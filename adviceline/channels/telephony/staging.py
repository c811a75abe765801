"""Lines put in order of call on disk, so that files of any size are read in little memory.

The scratch database is SQLite's own temporary kind: it spills to disk, has no name, and is gone when closed.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime

from adviceline.channels.telephony.cdr import Leg
from adviceline.channels.telephony.queue_log import QueueEvent

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -32000;
CREATE TABLE event (digest BLOB PRIMARY KEY, call_id TEXT, at REAL, place INTEGER, said TEXT) WITHOUT ROWID;
CREATE TABLE started (at REAL);
CREATE TABLE leg (digest BLOB PRIMARY KEY, unique_id TEXT, linked_id TEXT, at REAL, said TEXT) WITHOUT ROWID;
"""
# A channel's legs always stay together, whatever link the exchange gave the later ones (bridging two calls changes it).
_GROUPS = """
CREATE INDEX event_call ON event (call_id);
CREATE INDEX event_at ON event (at);
CREATE INDEX started_at ON started (at);
CREATE INDEX leg_unique ON leg (unique_id);
CREATE TABLE home AS SELECT unique_id, min(linked_id) AS together, min(at) AS at FROM leg GROUP BY unique_id;
CREATE INDEX home_unique ON home (unique_id);
CREATE INDEX home_together ON home (together);
CREATE TABLE member AS
    SELECT call_id, coalesce(
        (SELECT together FROM home WHERE unique_id = event.call_id),
        (SELECT together FROM home WHERE together = event.call_id LIMIT 1),
        call_id) AS together, min(at) AS at
    FROM event GROUP BY call_id;
CREATE INDEX member_together ON member (together);
CREATE TABLE together AS
    SELECT together, min(at) AS at FROM (SELECT together, at FROM member UNION ALL SELECT together, at FROM home)
    GROUP BY together;
CREATE INDEX together_at ON together (at, together);
"""
_INSTANTS = ("start", "answer", "end")

LONGEST_CALL_SECONDS = 24 * 3600
"""When the log goes on for longer than this after a call's last line, the call is over, though its end was not seen."""


class Staging:
    """Add every line, then ``groups()``; use as a context manager."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()

    def add_event(self, event: QueueEvent, line: str) -> bool:
        """False when the very same line was there already (a rotated copy, or an overlap)."""
        said = json.dumps([event.at, event.call_id, event.queue, event.agent, event.event, event.data, event.place])
        added = self._db.execute(
            "INSERT OR IGNORE INTO event VALUES (?, ?, ?, ?, ?)",
            (_digest(line), event.call_id, event.at, event.place, said),
        )
        return added.rowcount == 1

    def add_start(self, at: float) -> None:
        """The exchange started then: every call of before is over."""
        self._db.execute("INSERT INTO started VALUES (?)", (at,))

    def cut_off_at(self, last_heard: float) -> float | None:
        """When a call last heard of then, and never ended, was over at the latest known; None while it may go on.

        An exchange that stopped was running until its last line before it started again. Call after all is added.
        """
        (restarted,) = self._db.execute("SELECT min(at) FROM started WHERE at > ?", (last_heard,)).fetchone()
        if restarted is not None:
            (running,) = self._db.execute("SELECT max(at) FROM event WHERE at < ?", (restarted,)).fetchone()
            return float(running)
        (latest,) = self._db.execute("SELECT max(at) FROM event").fetchone()
        return last_heard if latest - last_heard > LONGEST_CALL_SECONDS else None

    def add_leg(self, leg: Leg, line: str) -> bool:
        said = leg.as_dict()
        for name in _INSTANTS:
            instant = said[name]
            said[name] = instant.timestamp() if isinstance(instant, datetime) else None
        added = self._db.execute(
            "INSERT OR IGNORE INTO leg VALUES (?, ?, ?, ?, ?)",
            (_digest(line), leg.unique_id, leg.linked_id, leg.start.timestamp(), json.dumps(said)),
        )
        return added.rowcount == 1

    def groups(self) -> Iterator[tuple[dict[str, list[QueueEvent]], list[Leg]]]:
        """Call by call in the order in which they began: the events by call id, and the legs."""
        self._db.executescript(_GROUPS)
        for (together,) in self._db.execute("SELECT together FROM together ORDER BY at, together"):
            events: dict[str, list[QueueEvent]] = {}
            for (said,) in self._db.execute(
                "SELECT said FROM event JOIN member USING (call_id) WHERE together = ? ORDER BY event.at, place",
                (together,),
            ):
                at, call_id, queue, agent, name, data, place = json.loads(said)
                events.setdefault(call_id, []).append(QueueEvent(at, call_id, queue, agent, name, tuple(data), place))
            legs = [
                _leg(said)
                for (said,) in self._db.execute(
                    "SELECT said FROM leg JOIN home USING (unique_id) WHERE together = ? ORDER BY leg.at", (together,)
                )
            ]
            yield events, legs


def _leg(said: str) -> Leg:
    fields = json.loads(said)
    for name in _INSTANTS:
        if fields[name] is not None:
            fields[name] = datetime.fromtimestamp(fields[name], tz=UTC)
    return Leg(**fields)


def _digest(line: str) -> bytes:
    return hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=16).digest()
