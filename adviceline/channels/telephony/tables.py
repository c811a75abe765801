"""Calls from another exchange's table, by its mapping. Each row is a call; one that cannot be is set aside with its reason."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from adviceline.channels import READ_ERRORS, open_file
from adviceline.channels.telephony.mapping import PASSED_OVER, TableMapping
from adviceline.channels.telephony.records import CallRecord, Direction, Outcome, SetAside, Tally
from adviceline.channels.telephony.rules import agent_name, caller_number, unanswered_outcome

LONGEST = timedelta(hours=24)
LONGEST_ID = 100
Row = Mapping[str, str]


class _Unusable(Exception):
    """The row is no call; says why, without what it holds."""


def read_table(path: Path, mapping: TableMapping, *, tally: Tally | None = None) -> Iterator[CallRecord | SetAside]:
    """Never raises for what the file holds."""
    tally = tally if tally is not None else Tally()
    try:
        with open_file(path) as stream, io.TextIOWrapper(stream, mapping.encoding, "replace", newline="") as text:
            rows = csv.DictReader(text, delimiter=mapping.delimiter, restkey="")
            missing = [
                name for names in mapping.columns.values() for name in names if name not in _names(rows)
            ]  # fmt: skip
            if missing:
                yield SetAside(str(path), f"it has no column {', '.join(dict.fromkeys(missing))}: look at the mapping")
                return
            yield from _calls(path, rows, mapping, tally)
    except (*READ_ERRORS, csv.Error, UnicodeError) as error:
        yield SetAside(str(path), f"it cannot be read to its end ({type(error).__name__})")


def _names(rows: csv.DictReader[str]) -> list[str]:
    names = [(name or "").strip() for name in rows.fieldnames or ()]
    rows.fieldnames = names
    return names


def _calls(
    path: Path, rows: csv.DictReader[str], mapping: TableMapping, tally: Tally
) -> Iterator[CallRecord | SetAside]:
    seen: Counter[str] = Counter()
    for row in rows:
        tally.lines += 1
        if not any(isinstance(value, str) and value.strip() for value in row.values()):
            continue
        try:
            if None in row.values() or "" in row:
                raise _Unusable("it has more or fewer columns than the first line names")
            call = _Reading(row, mapping).call(seen)
        except _Unusable as why:
            yield SetAside(f"{path}:{rows.line_num}", str(why))
        else:
            if call is None:
                tally.not_calls["OTHER"] += 1
            else:
                yield call


@dataclass(frozen=True)
class _Reading:
    row: Row
    mapping: TableMapping

    def call(self, seen: Counter[str]) -> CallRecord | None:
        """None for what is no call. `seen`: how often each row without an id stood in the file before."""
        began = self.instant("began_at")
        if began is None:
            raise _Unusable("it does not say when it began")
        meant = self.word("outcome", self.mapping.outcomes)
        if meant == PASSED_OVER:
            return None
        direction = cast(Direction, self.word("direction", self.mapping.directions) or "in")
        talk, wait = self.seconds("talk_seconds"), self.seconds("wait_seconds")
        answered, ended = self.instant("answered_at", since=began), self.instant("ended_at", since=began)
        if meant is None:
            meant = "answered" if answered is not None or talk else "abandoned" if direction == "in" else "not_reached"
        if meant == "answered" and answered is None:
            answered = began + timedelta(seconds=wait or 0)
        if meant != "answered":
            answered = None
        if ended is None:
            ended = (answered or began) + timedelta(seconds=(talk or 0) if answered else (wait or 0))
        if not began <= (answered or began) <= ended:
            raise _Unusable("it ends before it begins")
        if ended - began > LONGEST:
            raise _Unusable("it is longer than a day")
        waited = wait if wait is not None else round(((answered or ended) - began).total_seconds())
        if meant in ("abandoned", "short_abandon") and direction == "in":
            meant = unanswered_outcome(left_by="hung_up", wait_seconds=waited, was_open=True)
        return CallRecord(
            call_id=f"{self.mapping.source}:{self.identity(seen)}", origin="table", direction=direction,
            caller=caller_number(self.text("caller")), callback_number=caller_number(self.text("callback_number")),
            callback_requested=bool(caller_number(self.text("callback_number"))), began_at=began, answered_at=answered,
            ended_at=ended, wait_seconds=waited, outcome=cast(Outcome, meant), agent=self.agent(),
            talk_seconds=(talk if talk is not None else round((ended - answered).total_seconds())) if answered else 0,
        )  # fmt: skip

    def text(self, name: str) -> str:
        return " ".join(self.row[each].strip() for each in self.mapping.columns.get(name, ())).strip()

    def word(self, name: str, words: Mapping[str, str]) -> str | None:
        """What their word means. A word that the mapping does not know is never guessed at."""
        said = self.text(name).casefold()
        if name not in self.mapping.columns:
            return None
        if said not in words:
            raise _Unusable(f"the mapping does not say what its word for the {name} means")
        return words[said]

    def seconds(self, name: str) -> int | None:
        """`75`, `75.4`, `1:15` or `0:01:15`."""
        said = self.text(name)
        if not said:
            return None
        if re.fullmatch(r"\d{1,6}(\.\d+)?", said, re.ASCII):
            return round(float(said))
        if re.fullmatch(r"(\d{1,3}:)?\d{1,3}:[0-5]\d", said, re.ASCII):
            total = 0
            for part in said.split(":"):
                total = total * 60 + int(part)
            return total
        raise _Unusable(f"its {name} is no number of seconds")

    def instant(self, name: str, *, since: datetime | None = None) -> datetime | None:
        said = self.text(name)
        if not said:
            return None
        for form in self.mapping.dates:
            if (found := _read(said, form)) is not None:
                return found.astimezone(UTC) if found.tzinfo else _on_clock(found, self.mapping.zone, name, since)
        raise _Unusable(f"its {name} is written in none of the forms that the mapping names")

    def agent(self) -> str | None:
        said = self.text("agent")
        return self.mapping.agents.get(said.casefold()) or agent_name(said)

    def identity(self, seen: Counter[str]) -> str:
        """Its own, or that of a row so written: the same again in one file is another call, in another file the same."""
        if own := self.text("id"):
            plain = len(own) <= LONGEST_ID and own.isascii() and own.isprintable()
            return own if plain else hashlib.sha256(own.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        said = "\x1f".join(f"{name}\x1e{self.text(name)}" for name in sorted(self.mapping.columns))
        digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        seen[digest] += 1
        return f"{digest}.{seen[digest]}"


def _read(said: str, form: str) -> datetime | None:
    try:
        if form == "iso":
            return datetime.fromisoformat(said)
        if form == "epoch":
            return datetime.fromtimestamp(float(said), tz=UTC)
        return datetime.strptime(said, form)  # noqa: DTZ007  # its zone is the mapping's
    except (ValueError, OverflowError, OSError):
        return None


def _on_clock(wall: datetime, zone: ZoneInfo, name: str, since: datetime | None) -> datetime:
    """An hour that the clock shows twice is the earlier, unless the call would then end before it began."""
    times = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [each for each in times if each.astimezone(zone).replace(tzinfo=None) == wall]
    if not shown:
        raise _Unusable(f"its {name} is a time that the clock passed over")
    return next((each for each in sorted(shown) if since is None or each >= since), shown[0])
