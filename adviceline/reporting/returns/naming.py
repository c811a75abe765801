"""The names of returns and the periods that they are about. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from adviceline.measures.calendar import format_month, next_month, parse_month
from adviceline.reporting.returns.document import Series

_NAME = re.compile(r"(?P<period>[0-9]{4}-(?:[0-9]{2}|Q[1-4]))(?:-r(?P<revision>[1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Period:
    """A month (`2022-02`) or a quarter (`2022-Q1`) of London; `months` are yyyymm, in order."""

    text: str
    months: tuple[int, ...]

    @property
    def series(self) -> Series:
        return Series.MONTHLY if len(self.months) == 1 else Series.QUARTERLY

    @property
    def begins_on(self) -> date:
        return date(self.months[0] // 100, self.months[0] % 100, 1)

    @property
    def ends_on(self) -> date:
        after = next_month(self.months[-1])
        return date(after // 100, after % 100, 1) - timedelta(days=1)

    @property
    def words(self) -> str:
        if self.series is Series.MONTHLY:
            return f"{self.begins_on:%B %Y}"
        return f"{self.begins_on:%B} to {self.ends_on:%B %Y}"

    @property
    def quarter(self) -> Period:
        """The quarter that this period is, or lies in."""
        return quarter_of(self.months[0])

    @property
    def parts(self) -> tuple[Period, ...]:
        """The months of a quarter; a month has none."""
        return () if self.series is Series.MONTHLY else tuple(month_period(month) for month in self.months)


@dataclass(frozen=True, slots=True)
class ReturnName:
    period: Period
    revision: int = 1

    def __str__(self) -> str:
        return self.period.text if self.revision == 1 else f"{self.period.text}-r{self.revision}"


def parse_name(text: str) -> ReturnName:
    """`2022-02`, `2022-Q1` or `2022-02-r2`. Raises ValueError with words for a person."""
    found = _NAME.fullmatch(text.strip())
    if found is None:
        raise ValueError(
            f"‘{text[:40]}’ is not the name of a return. Write a month such as 2022-02, a quarter such as 2022-Q1, or a "
            "revision such as 2022-02-r2."
        )
    revision = int(found["revision"] or 1)
    if found["revision"] == "1":
        raise ValueError("The first of a period is named by the period alone; revisions begin with -r2.")
    return ReturnName(parse_period(found["period"]), revision)


def parse_period(text: str) -> Period:
    year, _, part = text.partition("-")
    if part.startswith("Q") and part[1:] in ("1", "2", "3", "4") and year.isdecimal() and len(year) == 4:
        first = parse_month(f"{year}-{3 * int(part[1:]) - 2:02d}")
        return quarter_of(first)
    return month_period(parse_month(text))


def month_period(month: int) -> Period:
    return Period(format_month(month), (month,))


def quarter_of(month: int) -> Period:
    year, number = month // 100, (month % 100 - 1) // 3 + 1
    first = year * 100 + 3 * number - 2
    return Period(f"{year:04d}-Q{number}", (first, first + 1, first + 2))
