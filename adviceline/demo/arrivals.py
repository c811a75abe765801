"""When people get in touch: by weekday and half hour, quieter in the holidays, growing as the service becomes known. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from adviceline.demo.chance import choose, poisson, stream
from adviceline.demo.profile import profile
from adviceline.workforce.hours import OpeningHours

ORDINARY_WORKING_DAYS, DAYS_IN_MONTH = 21, 30
FIRST_HALF_HOUR = 16  # 08:00, where the profile's half hours begin
NEW_CALL, NUISANCE, EMAIL, WEB_FORM, AUTOMATIC = (
    "new_calls",
    "nuisance_calls",
    "emails",
    "web_forms",
    "automatic_emails",
)
CALLS = (NEW_CALL, NUISANCE)
KINDS = (*CALLS, EMAIL, WEB_FORM, AUTOMATIC)
#: What is written comes out of hours more often than what is spoken.
WRITTEN_OUT_OF_HOURS = 0.24


@dataclass(frozen=True, order=True)
class Arrival:
    """Something new, of one of `KINDS`, that reaches the service at an instant."""

    at: datetime
    kind: str


def days_of(first: date, months: int) -> list[date]:
    """Every day of so many whole months."""
    years, month = divmod(first.month - 1 + months, 12)
    end = date(first.year + years, month + 1, 1)
    return [first + timedelta(days=offset) for offset in range((end - first).days)]


def arrivals(*, seed: int, days: list[date], hours: OpeningHours) -> list[Arrival]:
    """All arrivals of these days, in order."""
    return sorted(
        arrival for day in days for kind in KINDS
        for arrival in _on(day, kind, stream(seed, "arrivals", day, kind), days[0], hours)
    )  # fmt: skip


def _on(day: date, kind: str, chance: Random, first: date, hours: OpeningHours) -> Iterator[Arrival]:
    volumes = profile()["volumes"]
    month = (day.year - first.year) * 12 + day.month - first.month
    level = volumes[kind] * volumes["growth"][min(month, len(volumes["growth"]) - 1)] * quietness(day)
    outside = volumes["out_of_hours_share"] if kind in CALLS else WRITTEN_OUT_OF_HOURS
    if hours.open_stretches(day):
        weight = profile()["weekdays"].get(str(day.isoweekday()), 0.3)
        for _ in range(poisson(chance, level * (1 - outside) * weight / ORDINARY_WORKING_DAYS)):
            yield Arrival(_in_hours(day, chance, hours), kind)
    for _ in range(poisson(chance, level * outside / DAYS_IN_MONTH)):
        yield Arrival(_out_of_hours(day, chance, hours), kind)


def quietness(day: date) -> float:
    """1 on an ordinary day, less in the holidays."""
    for stretch in profile()["quieter"]:
        if stretch["from"] <= day.isoformat() <= stretch["to"]:
            return float(stretch["factor"])
    return 1.0


def _in_hours(day: date, chance: Random, hours: OpeningHours) -> datetime:
    weights = dict(enumerate(profile()["half_hours"], start=FIRST_HALF_HOUR))
    half_hour = choose(chance, weights)
    return _instant(day, half_hour * 1800 + chance.randrange(1800), hours)


def _out_of_hours(day: date, chance: Random, hours: OpeningHours) -> datetime:
    """Between seven in the morning and half past ten at night, when nobody is there."""
    for _ in range(50):
        at = _instant(day, chance.randrange(7 * 3600, 22 * 3600 + 1800), hours)
        if not hours.is_open(at):
            return at
    return _instant(day, 23 * 3600 + chance.randrange(3000), hours)


def _instant(day: date, second: int, hours: OpeningHours) -> datetime:
    wall = datetime.combine(day, time.min) + timedelta(seconds=second)
    return wall.replace(tzinfo=hours.zone).astimezone(UTC)
