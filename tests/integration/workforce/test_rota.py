"""The rota as a supervisor and advisers use it: what may be rostered, swaps, leave, and the past."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from adviceline.audit.models import Event
from adviceline.privacy.screening import screen_text
from adviceline.workforce.actions import leave, records, rota, swaps
from adviceline.workforce.errors import UnableToKeepLeave, UnableToRoster, UnableToSwap
from adviceline.workforce.hours import LONDON
from adviceline.workforce.models import ShiftCell
from adviceline.workforce.queries.cover import gaps_ahead, planned_cover
from adviceline.workforce.queries.rota import week
from tests.support import rota_sample
from tests.support.rota_sample import adviser, shift, supervisor

pytestmark = pytest.mark.django_db
AT = datetime(2022, 3, 24, 9, tzinfo=UTC)  # a Thursday; clocks go forward on the 27th
FRIDAY, MONDAY = date(2022, 3, 25), date(2022, 3, 28)


def at_london(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def test_shifts_keep_their_wall_clock_across_the_clock_change() -> None:
    who = adviser(at=AT)
    for day in (FRIDAY, MONDAY):
        rota.add_shift(adviser=who, starts_at=at_london(day, 8), ends_at=at_london(day, 14), by=supervisor(), at=AT)
    halves = [each for each in planned_cover(FRIDAY, MONDAY) if each.there]
    local = [each.starts_at.astimezone(LONDON) for each in halves]
    assert {each.hour for each in local} == set(range(8, 14))
    assert len(halves) == 24
    assert {each.starts_at.astimezone(UTC).hour for each in halves if each.starts_at.date() == MONDAY} == set(
        range(7, 13)
    )
    assert ShiftCell.objects.count() == 48


def test_overlaps_are_refused_and_the_same_shift_twice_is_one() -> None:
    made = shift(at=AT, day=FRIDAY)
    again = rota.add_shift(adviser=made.adviser, starts_at=made.starts_at, ends_at=made.ends_at, by=supervisor(), at=AT)
    assert again.pk == made.pk
    with pytest.raises(UnableToRoster, match="another shift"):
        rota.add_shift(
            adviser=made.adviser, starts_at=made.ends_at - timedelta(minutes=15),
            ends_at=made.ends_at + timedelta(hours=2), by=supervisor(), at=AT,
        )  # fmt: skip
    rota.add_shift(
        adviser=made.adviser, starts_at=made.ends_at, ends_at=made.ends_at + timedelta(hours=2), by=supervisor(), at=AT
    )


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        (at_london(FRIDAY, 8, 5), at_london(FRIDAY, 12), "quarter"),
        (at_london(FRIDAY, 12), at_london(FRIDAY, 12), "end after"),
        (at_london(FRIDAY, 8), at_london(FRIDAY, 22), "13 hours"),
        (at_london(FRIDAY, 20), at_london(FRIDAY, 23), "closed"),
        (at_london(date(2022, 3, 26), 9), at_london(date(2022, 3, 26), 12), "closed"),
        (at_london(date(2024, 3, 25), 9), at_london(date(2024, 3, 25), 12), "year ahead"),
    ],
)
def test_what_cannot_be_a_shift_is_refused_in_words(begins: datetime, ends: datetime, words: str) -> None:
    with pytest.raises(UnableToRoster, match=words):
        rota.add_shift(adviser=adviser(at=AT), starts_at=begins, ends_at=ends, by=supervisor(), at=AT)


def test_somebody_expired_cannot_be_rostered_and_what_expires_later_leaves_a_gap() -> None:
    with pytest.raises(UnableToRoster, match="has expired"):
        shift(adviser(until=date(2022, 3, 24), at=AT), at=AT, day=FRIDAY)
    with pytest.raises(UnableToRoster, match="nothing is recorded"):
        shift(adviser(until=None, at=AT), at=AT, day=FRIDAY)
    fine = shift(adviser(at=AT), at=AT, day=FRIDAY)
    held = fine.adviser.credentials.get(kind="vetting")
    records.withdraw_credential(credential=held, by=supervisor(), at=AT)
    assert max(each.there for each in planned_cover(FRIDAY, FRIDAY)) == 0
    placed = [each for row in week(date(2022, 3, 21)) for _, each_day, _ in row.days for each in each_day]
    assert [(each.counts, each.why) for each in placed] == [(False, "Vetting (DBS): nothing is recorded.")]


def test_the_past_is_changed_with_a_reason_only_and_what_it_was_is_kept() -> None:
    made = shift(at=AT, day=FRIDAY)
    later = AT + timedelta(days=2)
    for attempt in (
        lambda: rota.cancel_shift(shift=made, sequence=0, by=supervisor(), at=later),
        lambda: rota.move_shift(
            shift=made, starts_at=made.starts_at, ends_at=made.ends_at + timedelta(hours=1), sequence=0, by=supervisor(),
            at=later,
        ),
    ):  # fmt: skip
        with pytest.raises(UnableToRoster, match="history"):
            attempt()
    moved = rota.move_shift(
        shift=made, starts_at=made.starts_at, ends_at=made.ends_at + timedelta(hours=1), sequence=0, by=supervisor(),
        at=later, reason=screen_text("They stayed an hour longer."),
    )  # fmt: skip
    change = moved.changes.get(is_correction=True)
    assert (change.was_ends_at, change.reason) == (made.ends_at, "They stayed an hour longer.")
    assert Event.objects.filter(action="shift.moved", data__correction=True).exists()
    with pytest.raises(UnableToRoster, match="changed meanwhile"):
        rota.cancel_shift(shift=moved, sequence=0, by=supervisor(), at=later, reason=screen_text("A second window."))


def test_a_swap_changes_the_rota_only_when_both_and_a_supervisor_agree() -> None:
    mine, theirs = shift(at=AT, day=FRIDAY), shift(at=AT, day=MONDAY)
    me, colleague = mine.adviser, theirs.adviser
    with pytest.raises(UnableToSwap, match="your own shifts"):
        swaps.offer_swap(shift=mine, to=colleague, in_return=None, by=colleague.person, at=AT)
    offered = swaps.offer_swap(shift=mine, to=colleague, in_return=theirs, by=me.person, at=AT)
    with pytest.raises(UnableToSwap, match="answered, decided or withdrawn"):
        swaps.decide_swap(swap=offered, agree=True, by=supervisor(), at=AT)
    with pytest.raises(UnableToSwap, match="somebody else"):
        swaps.answer_swap(swap=offered, accept=True, by=me.person, at=AT)
    swaps.answer_swap(swap=offered, accept=True, by=colleague.person, at=AT)
    mine.refresh_from_db()
    assert mine.adviser_id == me.pk
    swaps.decide_swap(swap=offered, agree=True, by=supervisor(), at=AT)
    for each, owner in ((mine, colleague), (theirs, me)):
        each.refresh_from_db()
        assert each.adviser_id == owner.pk
        assert set(each.cells.values_list("adviser_id", flat=True)) == {owner.pk}


def test_a_swap_to_somebody_away_or_of_a_shift_that_changed_is_refused() -> None:
    mine, colleague = shift(at=AT, day=FRIDAY), adviser(at=AT)
    offered = swaps.offer_swap(shift=mine, to=colleague, in_return=None, by=mine.adviser.person, at=AT)
    swaps.answer_swap(swap=offered, accept=True, by=colleague.person, at=AT)
    leave.ask_leave(
        adviser=colleague, starts_at=at_london(FRIDAY, 9), ends_at=at_london(FRIDAY, 10), by=supervisor(), at=AT
    )
    with pytest.raises(UnableToSwap, match="away then"):
        swaps.decide_swap(swap=offered, agree=True, by=supervisor(), at=AT)
    rota.move_shift(
        shift=mine,
        starts_at=mine.starts_at,
        ends_at=mine.ends_at + timedelta(hours=1),
        sequence=0,
        by=supervisor(),
        at=AT,
    )
    with pytest.raises(UnableToSwap, match="changed meanwhile"):
        swaps.decide_swap(swap=offered, agree=True, by=supervisor(), at=AT)


def test_leave_takes_a_shift_off_the_cover_once_it_is_agreed() -> None:
    made = shift(at=AT, day=FRIDAY)
    asked = leave.ask_leave(
        adviser=made.adviser, starts_at=at_london(FRIDAY, 0), ends_at=at_london(date(2022, 3, 26), 0),
        by=made.adviser.person, at=AT,
    )  # fmt: skip
    assert max(each.there for each in planned_cover(FRIDAY, FRIDAY)) == 1
    with pytest.raises(UnableToKeepLeave):
        leave.decide_leave(leave=asked, agree=True, by=made.adviser.person, at=AT)
    leave.decide_leave(leave=asked, agree=True, by=supervisor(), at=AT)
    assert max(each.there for each in planned_cover(FRIDAY, FRIDAY)) == 0
    with pytest.raises(UnableToRoster, match="away then"):
        rota.add_shift(
            adviser=made.adviser, starts_at=at_london(FRIDAY, 16), ends_at=at_london(FRIDAY, 20), by=supervisor(), at=AT
        )


def test_availability_is_asked_for_before_it_is_overruled() -> None:
    who = adviser(at=AT)
    leave.set_availability(adviser=who, week={0: (480, 780)}, by=who.person, at=AT)
    times = {"starts_at": at_london(MONDAY, 8), "ends_at": at_london(MONDAY, 14)}
    with pytest.raises(UnableToRoster, match="not available"):
        rota.add_shift(adviser=who, by=supervisor(), at=AT, **times)
    assert rota.add_shift(adviser=who, by=supervisor(), at=AT, despite_availability=True, **times).pk


def test_gaps_ahead_name_each_stretch_below_the_rule_once() -> None:
    shift(at=AT, day=FRIDAY)
    rota_sample.shift(at=AT, day=FRIDAY)
    now = AT.replace(hour=20)
    found = [
        (each.starts_at.astimezone(LONDON).hour, each.ends_at.astimezone(LONDON).hour, each.there)
        for each in gaps_ahead(at=now, days=2)
    ]
    assert found == [(12, 20, 0)]
