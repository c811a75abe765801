"""Whatever is done to records, rota, leave and states, and in whatever order: somebody expired or absent is never cover,
nobody is on two shifts at once, and the past changes with a reason only."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adviceline.accounts.actions import deactivate, reactivate
from adviceline.audit.actors import SYSTEM
from adviceline.privacy.screening import screen_text
from adviceline.workforce.actions import leave, presence, records, rota, swaps
from adviceline.workforce.errors import UnableToStaff
from adviceline.workforce.hours import LONDON
from adviceline.workforce.models import AdviserRecord, Credential, Leave, Shift, StateInterval, Swap
from adviceline.workforce.plan import record_kinds
from adviceline.workforce.queries.cover import actual_cover, cover_now, planned_cover
from adviceline.workforce.queries.presence import ready_advisers
from tests.support import rota_sample

#: Around the day on which clocks go back in 2022.
FIRST, DAYS = date(2022, 10, 28), 6
START = datetime(2022, 10, 28, 7, tzinfo=UTC)
who, what = st.integers(0, 2), st.integers(0, 50)
days, hours = st.integers(0, DAYS - 1), st.integers(7, 20)


def instant(day: int, hour: int) -> datetime:
    return datetime.combine(FIRST + timedelta(days=day), time(hour), tzinfo=LONDON)


class Rota(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.at = START
        self.boss = rota_sample.supervisor()
        self.advisers = [
            rota_sample.adviser(at=self.at, until=until) for until in (date(2199, 1, 1), date(2022, 10, 31), None)
        ]
        for day in (0, 3):
            rota.add_shift(
                adviser=self.advisers[0], starts_at=instant(day, 9), ends_at=instant(day, 17), by=self.boss, at=self.at
            )

    def pick(self, model: type, number: int):  # type: ignore[no-untyped-def]
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    @rule(hours=st.integers(0, 15))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        presence.end_bounded_states(by=self.boss, at=self.at)

    @rule(who=who, day=days, begins=hours, length=st.integers(0, 14), said=st.booleans())
    def roster(self, who: int, day: int, begins: int, length: int, said: bool) -> None:
        starts = instant(day, begins)
        reason = screen_text("It was written down on paper that day.") if said else rota.NO_REASON
        with suppress(UnableToStaff):
            rota.add_shift(
                adviser=self.advisers[who], starts_at=starts, ends_at=starts + timedelta(hours=length), by=self.boss,
                at=self.at, reason=reason,
            )  # fmt: skip
            assert starts > self.at or said

    @rule(number=what, begins=hours, length=st.integers(1, 13))
    def move(self, number: int, begins: int, length: int) -> None:
        if (found := self.pick(Shift, number)) is None:
            return
        starts = found.starts_at.astimezone(LONDON).replace(hour=begins)
        with suppress(UnableToStaff):
            rota.move_shift(
                shift=found, starts_at=starts, ends_at=starts + timedelta(hours=length), sequence=found.sequence,
                by=self.boss, at=self.at,
            )  # fmt: skip
            assert min(found.starts_at, starts) > self.at or (starts, starts + timedelta(hours=length)) == (
                found.starts_at, found.ends_at,
            )  # fmt: skip

    @rule(number=what)
    def take_off(self, number: int) -> None:
        if (found := self.pick(Shift, number)) is not None:
            with suppress(UnableToStaff):
                rota.cancel_shift(shift=found, sequence=found.sequence, by=self.boss, at=self.at)
                assert found.starts_at > self.at

    @rule(who=who, day=days, begins=hours, length=st.integers(1, 40))
    def go_away(self, who: int, day: int, begins: int, length: int) -> None:
        starts = instant(day, begins)
        with suppress(UnableToStaff):
            leave.ask_leave(
                adviser=self.advisers[who], starts_at=starts, ends_at=starts + timedelta(hours=length), by=self.boss,
                at=self.at,
            )  # fmt: skip

    @rule(number=what)
    def fall_ill_on_a_shift(self, number: int) -> None:
        if (found := self.pick(Shift, number)) is not None:
            with suppress(UnableToStaff):
                leave.ask_leave(
                    adviser=found.adviser, starts_at=found.starts_at, ends_at=found.ends_at, by=self.boss, at=self.at
                )

    @rule(number=what)
    def come_back(self, number: int) -> None:
        if (found := self.pick(Leave, number)) is not None:
            with suppress(UnableToStaff):
                leave.withdraw_leave(leave=found, by=self.boss, at=self.at)

    @rule(number=what)
    def withdraw_a_record(self, number: int) -> None:
        if (found := self.pick(Credential, number)) is not None:
            records.withdraw_credential(credential=found, by=self.boss, at=self.at)

    @rule(
        who=who, kind=st.sampled_from(["qualification", "training", "vetting", "supervision"]), lasts=st.integers(0, 6)
    )
    def renew(self, who: int, kind: str, lasts: int) -> None:
        day = self.at.date()
        records.add_credential(
            adviser=self.advisers[who], kind=kind, title="", obtained_date=day,
            expires_date=day + timedelta(days=lasts), by=self.boss, at=self.at,
        )  # fmt: skip

    @rule(number=what, to=who, agree=st.booleans())
    def swap(self, number: int, to: int, agree: bool) -> None:
        if (found := self.pick(Shift, number)) is None:
            return
        with suppress(UnableToStaff):
            made = swaps.offer_swap(
                shift=found, to=self.advisers[to], in_return=None, by=found.adviser.person, at=self.at
            )
            made = swaps.answer_swap(swap=made, accept=agree, by=self.advisers[to].person, at=self.at)
            swaps.decide_swap(swap=made, agree=True, by=self.boss, at=self.at)
            assert Swap.objects.get(pk=made.pk).shift.adviser_id == self.advisers[to].pk

    @rule(who=who, state=st.sampled_from(["ready", "on_call", "wrap_up", "break", "away", "off"]))
    def say(self, who: int, state: str) -> None:
        person = self.advisers[who].person
        if state == "off":
            presence.sign_off(adviser=person, by=person, at=self.at)
        else:
            presence.set_state(adviser=person, state=state, by=person, at=self.at)

    @rule(who=who, day=st.integers(-1, DAYS))
    def leave_the_service(self, who: int, day: int) -> None:
        """On a day of that week, or (-1) come back after all."""
        left = FIRST + timedelta(days=day) if day >= 0 else None
        records.keep_adviser(
            person=self.advisers[who].person, skills_held=[], started_date=rota_sample.LONG_AGO, left_date=left,
            by=self.boss, at=self.at,
        )  # fmt: skip

    @rule(who=who, closed=st.booleans())
    def account(self, who: int, closed: bool) -> None:
        change = deactivate if closed else reactivate
        change(person=self.advisers[who].person, by=SYSTEM, at=self.at)

    @invariant()
    def only_those_who_may_are_cover(self) -> None:
        if not hasattr(self, "at"):
            return
        last, told = FIRST + timedelta(days=DAYS), Told()
        planned, actual = planned_cover(FIRST, last), actual_cover(FIRST, last, at=self.at)
        for half in [*planned, *actual]:
            assert half.there <= len(half.people)
            for person in half.people:
                assert told.may(person, half.starts_at, half.ends_at), (person, half)
        for found, rows in ((planned, told.shifts), (actual, told.states)):
            for half in found:
                assert half.there == told.fewest(rows, half.starts_at, half.ends_at), half
        now = cover_now(at=self.at)
        there = {each.pk for each in now.there}
        assert all(told.may(each, self.at, self.at + timedelta(microseconds=1)) for each in there)
        assert {each.pk for each in ready_advisers(at=self.at)} <= there

    @invariant()
    def nobody_is_on_two_shifts_or_in_two_states(self) -> None:
        for model, begins, ends in ((Shift, "starts_at", "ends_at"), (StateInterval, "began_at", "ended_at")):
            rows = model.objects.order_by("adviser_id", begins, "pk")  # two states may begin at one instant
            if model is Shift:
                rows = rows.filter(state="planned")
            latest: dict[int, datetime] = {}
            for row in rows:
                assert row.adviser_id not in latest or getattr(row, begins) >= latest[row.adviser_id]
                latest[row.adviser_id] = getattr(row, ends) or datetime.max.replace(tzinfo=UTC)


class Told:
    """What the tables say, read once, and who counts said again in the plainest way: moment by moment."""

    def __init__(self) -> None:
        self.shifts = list(Shift.objects.filter(state="planned").values_list("adviser_id", "starts_at", "ends_at"))
        self.states = [
            (who, began, min(bound, ended or bound))
            for who, state, began, ended, bound in StateInterval.objects.values_list(
                "adviser_id", "state", "began_at", "ended_at", "bound_at"
            )
            if state in ("ready", "on_call", "wrap_up")
        ]
        self.away = list(Leave.objects.filter(state="agreed").values_list("adviser_id", "starts_at", "ends_at"))
        self.held = list(
            Credential.objects.filter(withdrawn_at__isnull=True).values_list(
                "adviser_id", "kind", "obtained_date", "expires_date"
            )
        )
        self.people = {each.pk: each for each in AdviserRecord.objects.select_related("person")}

    def holds(self, person: int, day: date) -> bool:
        """Every kind held on the day, by somebody who has not left and whose account is open."""
        who = self.people[person]
        if not who.person.is_active or (who.left_date is not None and day > who.left_date):
            return False
        return all(
            any(
                each == person and code == kind and obtained <= day
                <= (expires or obtained + timedelta(days=rule.lasts_days or 36_500))
                for each, code, obtained, expires in self.held
            )
            for kind, rule in record_kinds().items()
        )  # fmt: skip

    def may(self, person: int, start: datetime, end: datetime) -> bool:
        """On some moment from `start` to `end`: away all of it is not there."""
        away = any(who == person and begins <= start and ends >= end for who, begins, ends in self.away)
        return not away and self.holds(person, start.astimezone(LONDON).date())

    def fewest(self, rows: list[tuple[int, datetime, datetime]], start: datetime, end: datetime) -> int:
        """Who is there at every moment at which anything changes, and just after each."""
        day = start.astimezone(LONDON).date()
        here = [row for row in rows if row[1] < end and row[2] > start and self.holds(row[0], day)]
        turns = {start, *(each for _, *ends in [*here, *self.away] for each in ends if start <= each < end)}
        return min(
            len({
                who for who, begins, ends in here
                if begins <= moment < ends
                and not any(a == who and since <= moment < until for a, since, until in self.away)
            })
            for moment in turns
        )  # fmt: skip


@pytest.mark.timeout(280)
@pytest.mark.django_db
def test_no_order_of_things_makes_cover_of_somebody_who_may_not() -> None:
    """`ROTA_RUNS=2000` makes a long run."""
    short = "ROTA_RUNS" not in os.environ
    run_state_machine_as_test(
        Rota,
        settings=settings(
            max_examples=int(os.environ.get("ROTA_RUNS", 12)), stateful_step_count=25, deadline=None, derandomize=short,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
