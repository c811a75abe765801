"""Enquiries by week and by month, and the codes among them, from facts. The work grows with the year, not the history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max

from adviceline.facts.models import EnquiryFact, EnquiryThemeFact
from adviceline.measures.calendar import london_moment, month_of, next_month
from adviceline.reporting.trends.rules import LATEST_WEEKS, MOST_WEEKS_BEFORE, Weeks

MONTHS = 12
LONG = timedelta(weeks=8)
FIELDS = ("theme", "kind", "role", "setting", "region")


@dataclass(frozen=True, slots=True)
class Course:
    """`months`: yyyymm, the earliest first; `totals` and `codes`: enquiries opened in each. `weeks`: for the alarm."""

    field: str
    months: tuple[int, ...]
    totals: tuple[int, ...]
    codes: dict[str, tuple[int, ...]]
    weeks: Weeks


def course_of(field: str, *, at: datetime, until: int | None = None) -> Course:
    """Of one of `FIELDS`, up to the last month and the last week that were over at `at`, or at the end of `until`."""
    today = london_moment(at).date
    if until is None or until >= month_of(today):
        today = _last_day(today)
    else:
        after = next_month(until)
        today = date(after // 100, after % 100, 1)
    monday = today - timedelta(days=today.weekday())
    first_month = _months_before(today, MONTHS)[0]
    begins = min(
        date(first_month // 100, first_month % 100, 1), monday - timedelta(weeks=LATEST_WEEKS + MOST_WEEKS_BEFORE)
    )
    totals = Counter(dict(_days(begins)))
    codes: dict[str, Counter[date]] = defaultdict(Counter)
    for code, day, number in _coded(field, begins):
        codes[code][day] += number
    totals = Counter({day: number for day, number in totals.items() if day <= today})
    began = min(totals, default=today)
    months = tuple(month for month in _months_before(today, MONTHS) if month >= month_of(began))
    return Course(
        field,
        months,
        _by_month(totals, months),
        {code: _by_month(days, months) for code, days in sorted(codes.items())},
        _weeks(totals, codes, began=began, monday=monday),
    )


def _last_day(today: date) -> date:
    """Today; where nobody has got in touch for long, a week after somebody last did, so that the last weeks stay in
    sight. What is of this month does not change that: it is not over."""
    over = EnquiryFact.objects.filter(counts=True, opened_month__lt=month_of(today))
    month = over.aggregate(month=Max("opened_month"))["month"]
    if month is None:
        return today
    found = EnquiryFact.objects.filter(counts=True, opened_month=month)
    last: date = found.aggregate(day=Max("opened_on"))["day"]
    return today if today - last <= LONG else last + timedelta(days=7)


def _days(begins: date) -> Iterator[tuple[date, int]]:
    rows = EnquiryFact.objects.filter(opened_month__gte=month_of(begins), counts=True)
    yield from rows.values_list("opened_on").annotate(number=Count("pk")).order_by()


def _coded(field: str, begins: date) -> Iterator[tuple[str, date, int]]:
    month = month_of(begins)
    if field == "theme":
        themes = EnquiryThemeFact.objects.filter(opened_month__gte=month, enquiry_fact__counts=True)
        yield from themes.values_list("theme", "enquiry_fact__opened_on").annotate(number=Count("pk")).order_by()
        return
    rows = EnquiryFact.objects.filter(opened_month__gte=month, counts=True).exclude(**{field: ""})
    yield from rows.values_list(field, "opened_on").annotate(number=Count("pk")).order_by()


def _months_before(today: date, number: int) -> list[int]:
    """The last `number` months that are over, the earliest first."""
    found = []
    year, month = today.year, today.month
    for _ in range(number):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found.append(year * 100 + month)
    return found[::-1]


def _by_month(days: Counter[date], months: tuple[int, ...]) -> tuple[int, ...]:
    found: Counter[int] = Counter()
    for day, number in days.items():
        found[month_of(day)] += number
    return tuple(found[month] for month in months)


def _weeks(totals: Counter[date], codes: dict[str, Counter[date]], *, began: date, monday: date) -> Weeks:
    """Whole weeks, Monday to Sunday, from the first in which the service was there on the Monday."""
    first = began + timedelta(days=-began.weekday() % 7)
    starts = [
        start
        for back in range(LATEST_WEEKS + MOST_WEEKS_BEFORE, 0, -1)
        if (start := monday - timedelta(weeks=back)) >= first
    ]

    def by_week(days: Counter[date]) -> tuple[int, ...]:
        found: Counter[date] = Counter()
        for day, number in days.items():
            found[day - timedelta(days=day.weekday())] += number
        return tuple(found[start] for start in starts)

    return Weeks(by_week(totals), {code: by_week(days) for code, days in codes.items()})
