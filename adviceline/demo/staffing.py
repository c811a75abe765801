"""The fictional advisers' records, the rota and the states of the pilot as it was simulated, and the weeks around today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from adviceline.accounts.models import Person
from adviceline.demo.people import shifts
from adviceline.demo.pilot import Pilot
from adviceline.demo.profile import profile
from adviceline.workforce.actions.covering import count_cover
from adviceline.workforce.actions.leave import ask_leave
from adviceline.workforce.actions.presence import set_state
from adviceline.workforce.actions.records import add_credential, keep_adviser
from adviceline.workforce.actions.rota import add_shift, take_cells
from adviceline.workforce.actions.swaps import answer_swap, offer_swap
from adviceline.workforce.models import AdviserRecord, Shift, ShiftCell, StateInterval
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.standing import why_not_on_the_line
from adviceline.workforce.rules.presence import ON_CALL, READY
from adviceline.workforce.rules.rota import cells_of

BEFORE_THE_PILOT = date(2021, 12, 6)
NAMES = {
    "qualification": "Social work degree", "training": "Harmful sexual behaviour, two days", "vetting": "Enhanced check",
    "supervision": "",
}  # fmt: skip
SKILLS = ("early_years", "whole_school", "police")
DAYS_AHEAD = 14
ENDS_SOON_DAYS = {1: ("vetting", 24), 3: ("supervision", 6)}  # place among the advisers → what ends in how many days


def add_staffing(*, pilot: Pilot, staff: Sequence[Person], at: datetime) -> None:
    """Records and the weeks around `at` through the service's own actions; the pilot's thousands of states in one go."""
    supervisor = next(person for person in staff if "supervisor" in person.roles)
    advisers = [_records(place, staff[number], supervisor, at) for place, (number, _) in enumerate(shifts())]
    by_place = {number: record for (number, _), record in zip(shifts(), advisers, strict=True)}
    _pilot_rota(pilot, by_place)
    _pilot_states(pilot, staff)
    count_cover(since=pilot.start, at=pilot.end + timedelta(hours=1))
    _weeks_around(at, by_place, supervisor)
    _requests(at, advisers)
    _on_the_line_now(at, staff)


def _records(place: int, person: Person, supervisor: Person, at: datetime) -> AdviserRecord:
    """What the pilot needed, and what holds today; one of each kind ends soon."""
    made = keep_adviser(
        person=person, skills_held=[SKILLS[place % len(SKILLS)]], started_date=BEFORE_THE_PILOT, left_date=None,
        by=supervisor, at=at,
    )  # fmt: skip
    today = at.astimezone(opening_hours().zone).date()
    soon, days = ENDS_SOON_DAYS.get(place, ("", 0))
    for kind, title in NAMES.items():
        then, now = BEFORE_THE_PILOT, max(today - timedelta(days=10), BEFORE_THE_PILOT)
        if kind != "qualification":
            add_credential(
                adviser=made, kind=kind, title=title, obtained_date=then, expires_date=date(then.year + 1, 12, 31),
                by=supervisor, at=at,
            )  # fmt: skip
        else:
            now = then
        last = today + timedelta(days=days) if kind == soon else None
        add_credential(adviser=made, kind=kind, title=title, obtained_date=now, expires_date=last, by=supervisor, at=at)
    return made


def _pilot_rota(pilot: Pilot, records: dict[int, AdviserRecord]) -> None:
    made = Shift.objects.bulk_create(
        Shift(adviser=records[place], starts_at=begins, ends_at=ends, changed_at=pilot.start)
        for place, begins, ends in pilot.rostered
    )
    ShiftCell.objects.bulk_create(
        [
            ShiftCell(shift=shift, adviser_id=shift.adviser_id, starts_at=cell)
            for shift in made
            for cell in cells_of(shift.starts_at, shift.ends_at)
        ],
        batch_size=2_000,
    )


def _pilot_states(pilot: Pilot, staff: Sequence[Person]) -> None:
    by_person: dict[int, list[tuple[str, datetime]]] = {}
    for place, state, since in pilot.said:
        told = by_person.setdefault(place, [])
        if not told or told[-1][0] != state:
            told.append((state, since.astimezone(UTC)))
    StateInterval.objects.bulk_create(
        [
            StateInterval(
                adviser=staff[place], state=state, began_at=since, bound_at=until, ended_at=until,
                ending="said" if following else "left",
            )
            for place, told in by_person.items()
            for (state, since), (following, until) in pairwise(told)
            if state and until > since
        ],
        batch_size=2_000,
    )  # fmt: skip


def _weeks_around(at: datetime, records: dict[int, AdviserRecord], supervisor: Person) -> None:
    """From today on, as the pilot's rota was: two early, two late, the supervisor in the middle; the last days are not
    written yet, so that there is a gap to see."""
    hours, times = opening_hours(), profile()["rota"]
    today = at.astimezone(hours.zone).date()
    for day in (today + timedelta(days=number) for number in range(DAYS_AHEAD - 3)):
        if not hours.open_stretches(day):
            continue
        for shift in ("early", "late", "middle"):
            same = [number for number, each in shifts() if each == shift]
            turn = day.toordinal() % len(same)
            for number in dict.fromkeys((same[turn], same[(turn + 1) % len(same)])):
                if shift == "middle" and day.isoweekday() not in times["supervisor_weekdays"]:
                    continue
                begins, ends = (
                    datetime.combine(day, time.fromisoformat(each), tzinfo=hours.zone) for each in times[shift]
                )
                if begins > at and not why_not_on_the_line(records[number], begins, ends):
                    add_shift(adviser=records[number], starts_at=begins, ends_at=ends, by=supervisor, at=at)
                elif begins <= at < ends:  # it was on the rota before the demo was made
                    _running(records[number], begins, ends, at)


def _running(record: AdviserRecord, begins: datetime, ends: datetime, at: datetime) -> None:
    made = Shift.objects.create(adviser=record, starts_at=begins, ends_at=ends, changed_at=at)
    take_cells(made)


def _requests(at: datetime, advisers: Sequence[AdviserRecord]) -> None:
    """One asks for leave; one has a swap accepted; both wait for the supervisor."""
    begins = datetime.combine(at.date() + timedelta(days=21), time(0), tzinfo=opening_hours().zone)
    asking = advisers[-1]
    ask_leave(adviser=asking, starts_at=begins, ends_at=begins + timedelta(days=2), by=asking.person, at=at)
    offered = Shift.objects.filter(adviser=advisers[0], starts_at__gt=at).order_by("starts_at").last()
    taker = advisers[2]
    if offered is not None:
        swap = offer_swap(shift=offered, to=taker, in_return=None, by=advisers[0].person, at=at)
        answer_swap(swap=swap, accept=True, by=taker.person, at=at)


def _on_the_line_now(at: datetime, staff: Sequence[Person]) -> None:
    """While the service is open, those on shift are: one of them on a call."""
    on_shift = Shift.objects.filter(starts_at__lte=at, ends_at__gt=at, state=Shift.State.PLANNED).order_by("adviser_id")
    for number, adviser in enumerate(on_shift.values_list("adviser_id", flat=True)):
        person = next(each for each in staff if each.pk == adviser)
        set_state(adviser=person, state=ON_CALL if number == 1 else READY, by=person, at=at - timedelta(minutes=5))
