"""Days and months of a phase of the service. Pure. Working days are Monday to Friday: bank holidays are left in, so that a
phase has the same number of them whatever the content says of opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from adviceline.measures.calendar import month_of, next_month


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase as it stands: `revisions` is how often its dates or budget were changed since it was agreed."""

    number: int
    name: str
    opens: date
    ends: date
    budget: Decimal
    revisions: int = 0

    @property
    def months(self) -> list[int]:
        """yyyymm of every month of which a day belongs to the phase."""
        found, month = [], month_of(self.opens)
        while month <= month_of(self.ends):
            found.append(month)
            month = next_month(month)
        return found

    def days_in(self, month: int) -> int:
        """Working days of the phase in a month."""
        return working_days(max(self.opens, first_day(month)), min(self.ends, last_day(month)))


def first_day(month: int) -> date:
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    return first_day(next_month(month)) - timedelta(days=1)


def working_days(first: date, last: date) -> int:
    """Mondays to Fridays from `first` to `last`, both included; 0 where `last` is earlier."""
    if last < first:
        return 0
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first + timedelta(days=each)).isoweekday() <= 5 for each in range(rest))


def countdown(phase: Phase, *, today: date) -> str:
    """Where a phase stands, in words."""
    if today < phase.opens:
        days = (phase.opens - today).days
        return f"{days} {'day' if days == 1 else 'days'} to opening"
    if today <= phase.ends:
        day, of = (today - phase.opens).days + 1, (phase.ends - phase.opens).days + 1
        return f"Open: day {day} of {of}"
    return "Ended"


def whole_months(phase: Phase, *, today: date) -> list[int]:
    """Months of the phase that are over."""
    return [month for month in phase.months if min(last_day(month), phase.ends) < today]
