"""Opening hours against a slow oracle that looks at the London clock minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from adviceline.workforce.bank_holidays import bank_holidays_by_rule
from adviceline.workforce.hours import LONDON, BankHolidays, Hours, OpeningHours

MINUTE = timedelta(minutes=1)

# The oracle reads wall clocks, which cannot tell the two 01:30s of an autumn night apart: no boundary lies there.
boundaries = st.integers(0, 1440).filter(lambda minute: not 60 <= minute < 120)


@st.composite
def days(draw) -> tuple[Hours, ...]:
    marks = sorted(draw(st.sets(boundaries, max_size=4)))
    return tuple(Hours(start, end) for start, end in zip(marks[::2], marks[1::2], strict=False))


dates = st.dates(date(2021, 12, 20), date(2023, 1, 10)) | st.sampled_from(
    [date(2022, 3, 27), date(2022, 10, 30), date(2022, 12, 31), date(2022, 6, 2), date(2024, 2, 29), date(2033, 12, 25)]
)


@st.composite
def openings(draw) -> OpeningHours:
    return OpeningHours(
        weekly=tuple(draw(days()) for _ in range(7)),
        bank_holidays=draw(st.sampled_from([BankHolidays.CLOSED, BankHolidays.OPEN])),
        closures=draw(st.dictionaries(dates, st.just("staff training"), max_size=2)),
        special_days=draw(st.dictionaries(dates, days(), max_size=2)),
        first_date=draw(st.none() | st.just(date(2022, 1, 4))),
    )


instants = st.builds(
    lambda day, second: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=second),
    dates, st.integers(0, 86_399),
)  # fmt: skip


def oracle(hours: OpeningHours, at: datetime) -> bool:
    """Open by the wall clock alone."""
    local = at.astimezone(LONDON)
    day, minute = local.date(), local.hour * 60 + local.minute
    if (hours.first_date and day < hours.first_date) or day in hours.closures:
        return False
    if day in hours.special_days:
        stretches = hours.special_days[day]
    elif hours.bank_holidays == BankHolidays.CLOSED and day in bank_holidays_by_rule(day.year):
        return False
    else:
        stretches = hours.weekly[day.weekday()]
    return any(each.start_minute <= minute < each.end_minute for each in stretches)


@given(openings(), instants)
@settings(max_examples=400)
def test_open_or_closed_is_what_the_clock_on_the_wall_says(hours: OpeningHours, at: datetime):
    assert hours.is_open(at) == oracle(hours, at)


@given(openings(), instants)
@settings(max_examples=60, deadline=None)
def test_the_next_change_is_the_first_minute_that_differs(hours: OpeningHours, at: datetime):
    changes_at = hours.next_change(at)
    minute = at.replace(second=0) + MINUTE
    end = min(changes_at or at + timedelta(days=3), at + timedelta(days=3))
    now = oracle(hours, at)
    while minute < end:
        assert oracle(hours, minute) == now
        minute += MINUTE
    if changes_at:
        assert oracle(hours, changes_at) != now
        assert oracle(hours, changes_at - MINUTE) == now or changes_at - MINUTE < at


@given(openings(), instants, st.integers(0, 3 * 24 * 60))
@example(OpeningHours(weekly=((Hours(0, 1440),),) * 7), datetime(2022, 3, 27, tzinfo=UTC), 24 * 60)
@settings(max_examples=60, deadline=None)
def test_open_seconds_are_the_open_minutes(hours: OpeningHours, at: datetime, minutes: int):
    start = at.replace(second=0)
    counted = sum(oracle(hours, start + n * MINUTE) for n in range(minutes))
    assert hours.open_seconds_between(start, start + minutes * MINUTE) == counted * 60


@given(openings(), st.lists(instants, min_size=3, max_size=3))
@settings(max_examples=100, deadline=None)
def test_open_seconds_add_up(hours: OpeningHours, moments: list[datetime]):
    a, b, c = sorted(moments)
    assert hours.open_seconds_between(a, c) == hours.open_seconds_between(a, b) + hours.open_seconds_between(b, c)


@given(openings(), dates, st.integers(1, 180))
def test_slots_never_overlap_and_are_open_throughout(hours: OpeningHours, day: date, minutes: int):
    slots = hours.slots(day, minutes)
    for slot in slots:
        length = (slot.ends_at - slot.starts_at).total_seconds()
        assert length == minutes * 60
        assert hours.open_seconds_between(slot.starts_at, slot.ends_at) == length
        assert slot.starts_at.astimezone(LONDON).date() == day
    assert all(earlier.ends_at <= later.starts_at for earlier, later in pairwise(slots))


@given(openings(), instants, st.integers(0, 100 * 60))
@settings(max_examples=150, deadline=None)
def test_counting_forward_undoes_counting_between(hours: OpeningHours, at: datetime, minutes: int):
    amount = timedelta(minutes=minutes)
    due_at = hours.add_open_time(at, amount)
    if hours.open_seconds_between(at, at + timedelta(days=400)) > amount.total_seconds():
        assert hours.open_seconds_between(at, due_at) == amount.total_seconds()


@given(openings(), instants)
@settings(max_examples=150, deadline=None)
def test_the_words_agree_with_the_state(hours: OpeningHours, at: datetime):
    state = hours.open_state(at)
    assert state.open == hours.is_open(at)
    assert state.text.startswith("Open now") == state.open
    assert state.changes_at is None or state.changes_at > at
