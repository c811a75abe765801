"""When the service is open: pure rules over wall-clock hours in one time zone. No clock, no database, no settings.

Hours are written as people say them (08:00 to 20:00 in London) and answered in instants, so every answer is right
across clock changes. An opening that would start in the hour skipped in spring starts when the clocks have gone
forward; a time that happens twice in autumn means the first of the two.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from adviceline.workforce.bank_holidays import FIRST_YEAR, bank_holiday_title

LONDON = ZoneInfo("Europe/London")
MINUTES_A_DAY = 24 * 60
LOOK_AHEAD_DAYS = 400  # longer than any gap between two working days of a service that still runs


class BankHolidays(StrEnum):
    CLOSED = "closed"
    OPEN = "open"  # bank holidays keep the hours of their weekday
    SPECIAL = "special"  # bank holidays have hours of their own


@dataclass(frozen=True, order=True)
class Hours:
    """One stretch of a day in minutes after local midnight, end not included; 1440 is the midnight that ends it."""

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute <= MINUTES_A_DAY:
            raise ValueError(
                f"Opening hours must start before they end and stay within one day: "
                f"{self.start_minute} to {self.end_minute} minutes after midnight."
            )

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """'08:00-20:00'; '24:00' ends the day. Raises ValueError in plain words."""
        try:
            start, end = (_parse_minute(part) for part in text.replace("–", "-").split("-"))
        except ValueError:
            raise ValueError(f"Opening hours are written like 08:00-20:00, not '{text}'.") from None
        return cls(start, end)


def parse_hours(text: str) -> tuple[Hours, ...]:
    """'08:00-12:00, 13:00-20:00' -> two stretches in order; '' -> none. Raises ValueError if they overlap."""
    stretches = tuple(sorted(Hours.parse(part.strip()) for part in text.split(",") if part.strip()))
    for earlier, later in pairwise(stretches):
        if later.start_minute < earlier.end_minute:
            raise ValueError(f"Opening hours overlap: '{text}'.")
    return stretches


def _parse_minute(text: str) -> int:
    hours, minutes = text.strip().split(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2 and int(minutes) < 60):
        raise ValueError(text)
    return int(hours) * 60 + int(minutes)


AROUND_THE_CLOCK = (Hours(0, MINUTES_A_DAY),)
WORKING_DAY = (Hours(8 * 60, 20 * 60),)


@dataclass(frozen=True)
class OpenState:
    """`text` is for the page header; `changes_at` is None when the state will not change in the coming year."""

    open: bool
    text: str
    changes_at: datetime | None


@dataclass(frozen=True)
class Slot:
    """A bookable stretch of an open day; both ends are aware UTC instants."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class OpeningHours:
    """`weekly` has seven entries, Monday first. `closures` gives a reason people will read. `first_date` and
    `last_date` are the first and last days of the service, both included; None means no limit. From `always_from` on it is
    open at any hour, whatever the rest says."""

    weekly: tuple[tuple[Hours, ...], ...] = (WORKING_DAY,) * 5 + ((), ())
    bank_holidays: BankHolidays = BankHolidays.CLOSED
    bank_holiday_hours: tuple[Hours, ...] = ()
    closures: Mapping[date, str] = field(default_factory=dict)
    special_days: Mapping[date, tuple[Hours, ...]] = field(default_factory=dict)
    first_date: date | None = None
    last_date: date | None = None
    always_from: date | None = None
    zone: ZoneInfo = LONDON

    def __post_init__(self) -> None:
        if len(self.weekly) != 7:
            raise ValueError("Weekly opening hours need seven days, Monday first.")
        if self.first_date and self.last_date and self.last_date < self.first_date:
            raise ValueError(f"The service cannot end ({self.last_date}) before it begins ({self.first_date}).")
        if self.bank_holidays == BankHolidays.SPECIAL and not self.bank_holiday_hours:
            raise ValueError("Bank holidays are set to special hours but no hours are given.")

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Wall-clock hours of one day, in order. A date named in the data wins over the bank-holiday rule, and a
        closure wins over everything."""
        if self.always_from and day >= self.always_from:
            return AROUND_THE_CLOCK
        if (self.first_date and day < self.first_date) or (self.last_date and day > self.last_date):
            return ()
        if day in self.closures:
            return ()
        if day in self.special_days:
            return self.special_days[day]
        if self.bank_holidays != BankHolidays.OPEN and self.bank_holiday_on(day):
            return self.bank_holiday_hours if self.bank_holidays == BankHolidays.SPECIAL else ()
        return self.weekly[day.weekday()]

    def bank_holiday_on(self, day: date) -> str | None:
        return bank_holiday_title(day) if day.year >= FIRST_YEAR else None

    def open_stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """The day's opening as UTC instants, end not included, in order; touching stretches are joined."""
        stretches: list[tuple[datetime, datetime]] = []
        for hours in self.hours_on(day):
            starts_at = _instant(day, hours.start_minute, self.zone)
            ends_at = _instant(day, hours.end_minute, self.zone)
            if stretches and stretches[-1][1] == starts_at:
                stretches[-1] = (stretches[-1][0], ends_at)
            elif starts_at < ends_at:  # an opening wholly inside the skipped hour has no length
                stretches.append((starts_at, ends_at))
        return stretches

    def is_open(self, at: datetime) -> bool:
        return any(start <= at < end for start, end in self.open_stretches(self._local_date(at)))

    def next_change(self, at: datetime) -> datetime | None:
        """The first instant after `at` when open turns to closed or closed to open, in UTC; None within a year."""
        was_open = self.is_open(at)
        for start, end in self._stretches_from(self._local_date(at)):
            if was_open and start <= at < end:
                return end
            if not was_open and start > at:
                return start
        return None

    def open_state(self, at: datetime) -> OpenState:
        changes_at = self.next_change(at)
        if self.is_open(at):
            return OpenState(True, self._open_text(at, changes_at), changes_at)
        return OpenState(False, self._closed_text(at, changes_at), changes_at)

    def open_seconds_between(self, a: datetime, b: datetime) -> int:
        """Whole seconds of opening time from a to b; 0 when b is not after a."""
        if b <= a:
            return 0
        open_for = timedelta()
        day, last_day = self._local_date(a), self._local_date(b)
        while day <= last_day:
            for start, end in self.open_stretches(day):
                open_for += max(timedelta(), min(end, b) - max(start, a))
            day += timedelta(days=1)
        return int(open_for.total_seconds())

    def add_open_time(self, start: datetime, amount: timedelta) -> datetime:
        """The instant by which the service has been open for `amount` since `start`; with nothing to add, `start`
        itself or the next opening. A service that is not open so long in the coming year answers `start + amount`."""
        left = amount
        day = self._local_date(start)
        for offset in range(LOOK_AHEAD_DAYS):
            for opens_at, closes_at in self.open_stretches(day + timedelta(days=offset)):
                begins_at = max(opens_at, start)
                if begins_at >= closes_at:
                    continue
                if begins_at + left <= closes_at:
                    return begins_at + left
                left -= closes_at - begins_at
        return start + amount

    def slots(self, day: date, minutes: int = 30) -> list[Slot]:
        """Back-to-back slots of real elapsed length that fit wholly inside the day's opening."""
        if minutes < 1:
            raise ValueError("A slot needs at least one minute.")
        length = timedelta(minutes=minutes)
        found: list[Slot] = []
        for start, end in self.open_stretches(day):
            while start + length <= end:
                found.append(Slot(start, start + length))
                start += length
        return found

    def _local_date(self, at: datetime) -> date:
        if at.tzinfo is None:
            raise ValueError("An instant needs its time zone; a time without one was given.")
        return at.astimezone(self.zone).date()

    def _stretches_from(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of the coming year, joined where one ends as the next begins (24-hour opening at midnight)."""
        pending: tuple[datetime, datetime] | None = None
        if self.first_date and day < self.first_date:
            yield from self._stretches_from(self.first_date)
            return
        for offset in range(LOOK_AHEAD_DAYS):
            for stretch in self.open_stretches(day + timedelta(days=offset)):
                if pending and pending[1] == stretch[0]:
                    pending = (pending[0], stretch[1])
                    continue
                if pending:
                    yield pending
                pending = stretch
        if pending and pending[1] < _instant(day + timedelta(days=LOOK_AHEAD_DAYS), 0, self.zone):
            yield pending  # a stretch still running at the horizon has no known end

    def _open_text(self, at: datetime, changes_at: datetime | None) -> str:
        if changes_at is None:
            return "Open now"
        last_open_day = self._local_date(changes_at - timedelta(seconds=1))
        closes = clock_words(changes_at.astimezone(self.zone))
        days_away = (last_open_day - self._local_date(at)).days
        if days_away == 0:
            return f"Open now until {closes}"
        return f"Open now until {_day_words(last_open_day, days_away)} {closes}"

    def _closed_text(self, at: datetime, changes_at: datetime | None) -> str:
        today = self._local_date(at)
        if self.last_date and today > self.last_date:
            return "This service has closed"
        reason = self._reason_closed(today)
        if changes_at is None:
            return "This service has closed" if self.last_date else reason
        opens_at = changes_at.astimezone(self.zone)
        days_away = (opens_at.date() - today).days
        day_words = "today" if days_away == 0 else _day_words(opens_at.date(), days_away)
        if days_away > 6 and opens_at.year != today.year:
            day_words += f" {opens_at.year}"
        return f"{reason}: opens {day_words} {clock_words(opens_at)}"

    def _reason_closed(self, today: date) -> str:
        if self.first_date and today < self.first_date:
            return "Not open yet"
        if today in self.closures:
            return f"Closed for {self.closures[today]}" if self.closures[today] else "Closed"
        would_open = bool(self.weekly[today.weekday()])
        if would_open and not self.hours_on(today) and self.bank_holiday_on(today) and today not in self.special_days:
            return "Closed for the bank holiday"
        return "Closed"


def clock_words(local: datetime) -> str:
    """'8am', '5:30pm', 'midday', 'midnight': as GOV.UK writes times."""
    if local.minute == 0 and local.hour in (0, 12):
        return "midnight" if local.hour == 0 else "midday"
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02d}{half}" if local.minute else f"{hour}{half}"


def _day_words(day: date, days_away: int) -> str:
    if days_away == 1:
        return "tomorrow"
    if days_away <= 6:
        return f"{day:%A}"
    return f"{day:%A} {day.day} {day:%B}"


@lru_cache(maxsize=4096)
def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The UTC instant at which the wall clock first shows this minute of this day, or, in the hour that is skipped in
    spring, the instant of the change."""
    midnight = datetime.combine(day, time.min)
    for candidate in range(minute, minute + 2 * 60 + 1):
        wall = midnight + timedelta(minutes=candidate)
        instant = wall.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == wall:
            return instant
    raise ValueError(f"No such time on {day} in {zone.key}.")
