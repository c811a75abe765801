"""Whatever is offered, booked, moved, cancelled and recorded, whoever is away and however the clocks change: nobody is in two
sessions at once, and no booking is lost without the enquirer being asked to choose again.

A short run belongs to the suite. `SESSION_STEPS=5000` makes a long one.
"""

from __future__ import annotations

import itertools
import os
import sys
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from adviceline.accounts.models import Person
from adviceline.audit.actors import PUBLIC, SYSTEM
from adviceline.contacts import actions as contacts
from adviceline.contacts.errors import UnableTo
from adviceline.contacts.values import ContactDetails, EnquirerValues
from adviceline.followups.actions import booking, holding, offering
from adviceline.followups.actions.participants import change_participants
from adviceline.followups.actions.putting_right import put_sessions_right
from adviceline.followups.models import Absence, DiaryCell, Session
from adviceline.followups.queries import sessions as queries
from adviceline.followups.queries.sessions import open_times, taking_part
from adviceline.followups.rules import times
from adviceline.followups.sealed import Invited, Place
from adviceline.jobs.models import OutgoingMessage
from adviceline.privacy.screening import screen_text
from adviceline.workforce.queries import opening_hours
from tests.support import people
from tests.support.clock import LONDON, london

STEPS = int(os.environ.get("SESSION_STEPS", "1"))
A_RUN = 50
#: Just before each change of the clocks, and before the longest row of bank holidays.
STARTS = (london(2022, 3, 21, 10), london(2022, 10, 24, 10), london(2022, 12, 19, 10))
#: Without shrinking, which would take longer than a test may. (The steps of a failure are shown as they were.)
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
PHONE = Place(way="phone", phone="+441632960123")
NUMBERS = itertools.count(1)


class Bookings(RuleBasedStateMachine):
    """`believed` is what a careful person with a paper diary would hold: state and time of every session."""

    seen: ClassVar[Counter[str]] = Counter()
    sessions = Bundle("sessions")
    absences = Bundle("absences")

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.closed: dict[date, str] = {}
        self.hours = patch.object(queries, "opening_hours", lambda: replace(opening_hours(), closures=self.closed))
        self.hours.start()
        self.believed: dict[int, tuple[str, datetime | None]] = {}
        self.away: dict[int, tuple[int, datetime, datetime, datetime]] = {}
        self.booked_with_notice: list[timedelta] = []

    def teardown(self) -> None:
        self.hours.stop()
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(target=sessions, start=st.sampled_from(STARTS), most=st.integers(1, 4))
    def open_the_service(self, start: datetime, most: int) -> Any:
        """Two advisers, and five sessions that were offered."""
        self.now = start
        self.advisers: list[Person] = [people.somebody("adviser", strong=False) for _ in range(2)]
        for each in self.advisers:
            offering.set_diary(adviser=each, takes_sessions=True, most_a_day=most, by=each, at=self.now)
        self.enquiry = contacts.record_contact(
            channel="web_form", direction="in", outcome="received", idempotency_key=f"machine:{next(NUMBERS)}",
            began_at=self.now, by=PUBLIC, at=self.now, text=screen_text("How should we plan?"),
            enquirer=EnquirerValues(role="dsl", details=ContactDetails(email="dsl@school.example.org")),
        ).enquiry  # fmt: skip
        return multiple(*(self._offer(kind, wanted) for kind, wanted in zip(
            itertools.cycle(Session.Kind.values), (None, None, None, 0, 1), strict=False)))  # fmt: skip

    # ---- What people do ----------------------------------------------------------------------------------------------

    @rule(target=sessions, kind=st.sampled_from(Session.Kind.values), wanted=st.sampled_from([None, None, 0, 1]))
    def offer(self, kind: str, wanted: int | None) -> Any:
        self.seen["steps"] += 1
        try:
            return self._offer(kind, wanted)
        except offering.UnableToOfferSession:
            assert wanted is not None  # that one takes none at the moment
            return multiple()

    def _offer(self, kind: str, wanted: int | None) -> int:
        made = offering.offer_session(
            enquiry=self.enquiry, kind=kind, how="link", submission=uuid.uuid4(), origin="https://advice.example.org",
            wanted_adviser=None if wanted is None else self.advisers[wanted], by=self.advisers[0], at=self.now,
        )  # fmt: skip
        self.believed[made.pk] = ("offered", None)
        return made.pk

    @rule(session=sessions, choose=st.integers(0, 10**6))
    def book_a_time_that_is_shown(self, session: int, choose: int) -> None:
        """What is shown can be had, when nobody was quicker."""
        self.seen["steps"] += 1
        row = Session.objects.get(pk=session)
        shown = [slot.starts_at for slots in open_times(row, at=self.now).values() for slot in slots]
        begun = row.state == "booked" and row.starts_at <= self.now
        if not shown or begun or not row.is_open:
            return
        # Crowd the first times, so that sessions get into each other's way.
        starts_at = shown[choose % min(len(shown), 12)]
        self._book(row, starts_at, row.sequence)
        self.believed[session] = ("booked", starts_at)

    @rule(session=sessions, minutes=st.integers(-600, 60 * 24 * 12), stale=st.integers(0, 2))
    def book_any_time(self, session: int, minutes: int, stale: int) -> None:
        """A forged or old form: booked rightly or refused, and then nothing has changed."""
        self.seen["steps"] += 1
        row = Session.objects.get(pk=session)
        half_hour = self.now.replace(minute=0) + timedelta(minutes=minutes // 30 * 30)
        try:
            self._book(row, half_hour, max(0, row.sequence - stale))
        except UnableTo:
            self.seen["refused"] += 1
            return
        self.believed[session] = ("booked", half_hour)

    @rule(session=sessions, who=st.sampled_from(["enquirer", "service"]))
    def cancel(self, session: int, who: str) -> None:
        self.seen["steps"] += 1
        row = Session.objects.get(pk=session)
        try:
            booking.cancel_session(session=row, cancelled_by=who, by=PUBLIC, at=self.now)
        except UnableTo:
            return
        self.believed[session] = ("cancelled", self.believed[session][1])

    @rule(target=absences, who=st.integers(0, 1), hours=st.integers(-24, 24 * 9), length=st.integers(1, 80))
    def go_away(self, who: int, hours: int, length: int) -> int:
        self.seen["steps"] += 1
        starts_at = self.now + timedelta(hours=hours)
        ends_at = max(starts_at, self.now) + timedelta(hours=length)
        done = offering.add_absence(
            adviser=self.advisers[who], starts_at=starts_at, ends_at=ends_at, by=self.advisers[who], at=self.now
        )
        self.away[done.absence.pk] = (self.advisers[who].pk, starts_at, ends_at, self.now)
        self.seen["handed over"] += len(done.handed_over)
        for each in done.given_up:
            self.seen["given up"] += 1
            self.believed[each.pk] = ("rebook", self.believed[each.pk][1])
        return done.absence.pk

    @rule(target=absences, session=sessions, early=st.integers(0, 3), length=st.integers(1, 30))
    def go_away_when_a_session_is_booked(self, session: int, early: int, length: int) -> Any:
        row = Session.objects.get(pk=session)
        if row.state != "booked" or row.starts_at <= self.now:
            return multiple()
        hours = (row.starts_at - self.now) // timedelta(hours=1) - early
        who = [each.pk for each in self.advisers].index(row.adviser_id)
        return self.go_away(who=who, hours=hours, length=length + early)

    @rule(session=sessions, choose=st.integers(0, 10**6))
    def book_what_is_offered(self, session: int, choose: int) -> None:
        self.book_a_time_that_is_shown(session=session, choose=choose)

    @rule(session=sessions, came=st.booleans())
    def its_time_comes(self, session: int, came: bool) -> None:
        row = Session.objects.get(pk=session)
        if row.state == "booked" and row.starts_at > self.now:
            self.now = row.starts_at + timedelta(minutes=50)
            self.record(session=session, came=came)

    @rule(ahead=st.integers(1, 12))
    def the_service_closes(self, ahead: int) -> None:
        """On a day to come, for everybody."""
        self.seen["steps"] += 1
        self.closed[(self.now + timedelta(days=ahead)).astimezone(LONDON).date()] = "Training"
        done = put_sessions_right(by=SYSTEM, at=self.now)
        assert not done.handed_over
        for each in done.given_up:
            self.seen["closed"] += 1
            self.believed[each.pk] = ("rebook", self.believed[each.pk][1])

    @rule(session=sessions, stale=st.integers(0, 1))
    def change_who_takes_part(self, session: int, stale: int) -> None:
        """One more person, or everybody out again. The time stands."""
        self.seen["steps"] += 1
        row = Session.objects.get(pk=session)
        present = list(taking_part(row))
        officer = Invited(agency="police", name="Officer", email="officer@police.example.org", invite=True)
        with suppress(UnableTo):
            change_participants(
                session=row, remove={each.pk for each in present}, add=[] if present else [officer],
                sequence=max(0, row.sequence - stale), by=PUBLIC, at=self.now,
            )  # fmt: skip
            self.seen["other people"] += 1

    @rule(absence=consumes(absences))
    def come_back(self, absence: int) -> None:
        self.seen["steps"] += 1
        if found := Absence.objects.filter(pk=absence).first():
            offering.remove_absence(absence=found, by=SYSTEM, at=self.now)
        self.away.pop(absence, None)

    @rule(who=st.integers(0, 1), takes=st.booleans(), most=st.integers(1, 4))
    def change_diary(self, who: int, takes: bool, most: int) -> None:
        self.seen["steps"] += 1
        if who == 0:  # one of the two always takes some, so that something can happen
            takes = True
        adviser = self.advisers[who]
        offering.set_diary(adviser=adviser, takes_sessions=takes, most_a_day=most, by=adviser, at=self.now)

    @rule(hours=st.sampled_from([1, 5, 24]))
    def time_passes(self, hours: int) -> None:
        self.seen["steps"] += 1
        self.now += timedelta(hours=hours)

    @rule(session=sessions, came=st.booleans())
    def record(self, session: int, came: bool) -> None:
        self.seen["steps"] += 1
        row, by = Session.objects.get(pk=session), self.advisers[0]
        try:
            if came:
                holding.record_session_held(
                    session=row, minutes=45, enquirer_came=True, participants_came=[], agreed=screen_text(""),
                    review_date=None, by=by, at=self.now,
                )  # fmt: skip
            else:
                holding.record_session_missed(session=row, offer_again=False, by=by, at=self.now)
        except UnableTo:
            return
        state, time = self.believed[session]
        if state == "booked":
            self.seen["recorded"] += 1
            self.believed[session] = ("held" if came else "not_attended", time)

    def _book(self, row: Session, starts_at: datetime, sequence: int) -> None:
        was = row.state
        made = booking.book_session(
            session=row, starts_at=starts_at, place=PHONE, participants=None, sequence=sequence, by=PUBLIC, at=self.now
        )
        if made.sequence == row.sequence:
            return  # an earlier form, sent again: answered as it was then
        self.booked_with_notice.append(starts_at - self.now)
        self.seen[{"offered": "booked", "booked": "moved", "rebook": "booked again"}[was]] += 1

    # ---- What must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def no_booking_is_lost_or_made_up(self) -> None:
        kept = {row.pk: (row.state, row.starts_at) for row in Session.objects.all()}
        assert kept == self.believed

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        """From the times alone, not from the cells."""
        rows = list(Session.objects.filter(state="booked").order_by("adviser", "starts_at"))
        for earlier, later in itertools.pairwise(rows):
            if earlier.adviser_id == later.adviser_id:
                assert earlier.ends_at + times.BUFFER <= later.starts_at, (earlier.pk, later.pk)

    @invariant()
    def the_diary_holds_what_is_booked_and_nothing_else(self) -> None:
        rows = Session.objects.filter(state__in=["booked", "held"])
        wanted = {(row.adviser_id, cell, row.pk) for row in rows for cell in times.cells(row.starts_at, row.ends_at)}
        missed = Session.objects.filter(state="not_attended").values("pk")
        held = DiaryCell.objects.exclude(session__in=missed).values_list("adviser", "starts_at", "session")
        assert set(held) == wanted

    @invariant()
    def every_booking_is_in_open_hours_with_the_adviser_who_was_promised(self) -> None:
        for row in Session.objects.filter(state="booked"):
            starts, ends = row.starts_at.astimezone(LONDON), row.ends_at.astimezone(LONDON)
            assert starts.weekday() < 5
            assert starts.hour * 60 + starts.minute >= 8 * 60
            assert ends.hour * 60 + ends.minute <= 20 * 60
            assert starts.date() not in self.closed or starts <= self.now
            assert (starts.month, starts.day) not in {(12, 26), (12, 27), (4, 15), (4, 18)}
            assert row.ends_at - row.starts_at == times.LENGTH[row.kind]
            assert row.wanted_adviser_id in {None, row.adviser_id}
        assert all(times.NOTICE <= ahead <= timedelta(days=28) for ahead in self.booked_with_notice)

    @invariant()
    def nobody_is_booked_while_away(self) -> None:
        """But for a session that had begun when the absence was entered."""
        for row in Session.objects.filter(state="booked"):
            for adviser, starts_at, ends_at, entered_at in self.away.values():
                overlaps = row.starts_at < ends_at and starts_at < row.ends_at
                assert not (adviser == row.adviser_id and overlaps and row.starts_at > entered_at)

    @invariant()
    def everybody_is_told_once(self) -> None:
        keys = list(OutgoingMessage.objects.values_list("key", flat=True))
        assert len(keys) == len(set(keys))
        for row in Session.objects.filter(state__in=["booked", "rebook"]):
            what, about = ("invitation", row.time_sequence) if row.state == "booked" else ("called-off", row.sequence)
            assert f"session:{row.pk}:{about}:{what}:0" in keys
            for person in row.participants.filter(is_invited=True):
                told = f"session:{row.pk}:{about}:{what}:{person.pk}"
                assert (f"session:{row.pk}:taken-out:{person.pk}" if person.removed_at else told) in keys


def test_no_step_makes_a_double_booking_or_loses_one(db: Any) -> None:
    """The suite's own examples are always the same; a long run goes on with new ones until its steps are done."""
    Bookings.seen.clear()
    short = "SESSION_STEPS" not in os.environ
    while Bookings.seen["steps"] < STEPS:
        run_state_machine_as_test(
            Bookings,
            settings=settings(
                max_examples=12, stateful_step_count=A_RUN, deadline=None, derandomize=short, print_blob=True,
                phases=PHASES, suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
        if short:
            break
    sys.stdout.write(f"{dict(Bookings.seen)}\n")  # shown with -s
    wanted = {"booked", "moved", "refused", "handed over", "given up", "recorded"}
    if not short and STEPS >= 2000:
        assert wanted | {"booked again"} <= {name for name, count in Bookings.seen.items() if count}


@pytest.mark.parametrize("wrong", ["cells", "state"])
def test_the_machine_sees_what_is_wrong(db: Any, wrong: str) -> None:
    """A booking undone behind its back, in the diary or in the session, does not go unnoticed."""

    class Spoiled(Bookings):
        @rule()
        def spoil(self) -> None:
            booked = Session.objects.filter(state="booked")
            if wrong == "cells":
                DiaryCell.objects.filter(session__in=booked).delete()
            else:
                booked.update(state="cancelled")

    few = settings(max_examples=30, stateful_step_count=30, deadline=None, derandomize=True, database=None,
                   suppress_health_check=list(HealthCheck), phases=PHASES)  # fmt: skip
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Spoiled, settings=few)
