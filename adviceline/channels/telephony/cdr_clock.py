"""When a CDR's local wall-clock times really were, the hour that happens twice each October included."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_ROUNDING_SECONDS = 2
_BY_CHANNEL_SECONDS = 120


class UnreadableTime(Exception):
    """A time in the record cannot be read; says which."""


@dataclass(slots=True)
class CdrClock:
    """Reads the times of one file's records in turn.

    A CDR holds wall-clock seconds in the exchange's zone (UTC when it is set so) with no offset. What decides between
    the two readings of an ambiguous time, in this order: end − start must equal the duration written beside them; the
    channel's id begins with the epoch second at which it was made; records are written in the order in which calls
    ended. Failing all, the first of the two hours is taken. Where the channel's id shows that the exchange in fact
    writes UTC, UTC is believed: a leg cannot begin an hour before its own channel.
    """

    zone: ZoneInfo
    last_end: datetime | None = None

    def read(
        self, start: str, answer: str, end: str, *, duration: int, billsec: int, channel_epoch: float | None
    ) -> tuple[datetime, datetime | None, datetime]:
        """Start, answer (None: never answered) and end as aware UTC instants. Raises UnreadableTime."""
        starts = self._readings(start, "start")
        if _is_absent(end):
            pairs = [(begun, begun + timedelta(seconds=duration)) for begun in starts]
        else:
            pairs = [(begun, ended) for begun in starts for ended in self._readings(end, "end")]
        fitting = [pair for pair in pairs if abs(_seconds(*pair) - duration) <= _ROUNDING_SECONDS]
        pairs = fitting or [pair for pair in pairs if pair[1] >= pair[0]]
        if not pairs:
            raise UnreadableTime("the call ends before it begins")
        begun, ended = self._choose(pairs, channel_epoch)
        begun, ended, moved = self._believe_channel(begun, ended, start, channel_epoch)
        answered = self._answer(answer, begun, ended, billsec, moved)
        self.last_end = ended
        return begun, answered, ended

    def _readings(self, text: str, name: str) -> list[datetime]:
        local = _parse(text, name)
        both = [local.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
        if both[1] < both[0]:  # a time that the spring change skips: only the offset before the change is meant
            return both[:1]
        return sorted(set(both))

    def _choose(self, pairs: list[tuple[datetime, datetime]], epoch: float | None) -> tuple[datetime, datetime]:
        if len(pairs) > 1 and epoch is not None:
            near = [pair for pair in pairs if pair[0].timestamp() >= epoch - _BY_CHANNEL_SECONDS]
            if near and near[0][0].timestamp() - epoch < 12 * 3600:
                return min(near, key=lambda pair: pair[0])
        if len(pairs) > 1 and self.last_end is not None:
            after = [pair for pair in pairs if _seconds(self.last_end, pair[1]) >= -_ROUNDING_SECONDS]
            if after:
                return min(after, key=lambda pair: pair[0])
        return min(pairs)

    def _believe_channel(
        self, begun: datetime, ended: datetime, start: str, epoch: float | None
    ) -> tuple[datetime, datetime, timedelta]:
        nothing = timedelta(0)
        if epoch is None or begun.timestamp() > epoch - _BY_CHANNEL_SECONDS:
            return begun, ended, nothing
        as_utc = _parse(start, "start").replace(tzinfo=UTC)
        if abs(as_utc.timestamp() - epoch) > _BY_CHANNEL_SECONDS:
            return begun, ended, nothing
        moved = as_utc - begun
        return as_utc, ended + moved, moved

    def _answer(self, text: str, begun: datetime, ended: datetime, billsec: int, moved: timedelta) -> datetime | None:
        if _is_absent(text):
            return None
        slack = timedelta(seconds=_ROUNDING_SECONDS)
        readings = [reading + moved for reading in self._readings(text, "answer")]
        inside = [reading for reading in readings if begun - slack <= reading <= ended + slack]
        if not inside:
            return max(begun, ended - timedelta(seconds=billsec))
        best = min(inside, key=lambda reading: abs(_seconds(reading, ended) - billsec))
        return min(max(best, begun), ended)


def _parse(text: str, name: str) -> datetime:
    try:
        if not _WRITTEN.fullmatch(text.strip()):
            raise ValueError
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UnreadableTime(f"the {name} time is not written as YYYY-MM-DD HH:MM:SS") from None
    if not 1990 <= read.year <= 2200:
        raise UnreadableTime(f"the {name} time is in the year {read.year}")
    return read


def _is_absent(text: str) -> bool:
    return not text.strip() or text.startswith(("0000-", "1970-01-01", "1969-12-31"))


def _seconds(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds()
