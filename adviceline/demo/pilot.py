"""The simulated pilot: advisers on a rota, a queue of calls, a pile of other work, and enquirers who come back.

It runs on a clock of its own and writes down what everybody did as a list of steps; it knows no database. Calls are
lost because the advisers on shift are talking, away or at lunch, and not because a number says how many shall be.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import simpy

from adviceline.demo.arrivals import AUTOMATIC, EMAIL, NEW_CALL, NUISANCE, WEB_FORM, Arrival, arrivals, days_of
from adviceline.demo.casework import Casework
from adviceline.demo.chance import choose, minutes, stream
from adviceline.demo.matters import Place
from adviceline.demo.profile import profile
from adviceline.demo.steps import Case, Step, Ticket
from adviceline.measures.counting import abandon_outcome
from adviceline.workforce.hours import OpeningHours
from adviceline.workforce.rules.presence import BREAK, ON_CALL, READY, WRAP_UP

Process = Generator[simpy.Event, Any, Any]

QUEUE_LENGTH = 4
VOICEMAIL_AFTER_SECONDS = 180
FIRST_TO_GO_SHARE = 0.14  # of callers who cannot wait even half a minute
RETRY_SHARE, MOST_RETRIES = 0.45, 2
AFTER_CLOSING = timedelta(minutes=90)  # time to finish what was begun, on the last evening
REGULAR_AWAY_SECONDS = 55 * 60  # from one break, meeting or piece of other work to the next


@dataclass(frozen=True)
class Adviser:
    """One of those who take calls: their place in the list of staff, and their shift."""

    person: int
    shift: str


@dataclass(order=True)
class Call:
    """A call in the queue; `taken` once an adviser has it, `gone` once the caller has left."""

    number: int
    taken: simpy.Event = field(compare=False)
    done: simpy.Event = field(compare=False)
    arrived_at: datetime = field(compare=False)
    case: Case | None = field(compare=False)
    non_advice: str = field(compare=False, default="")
    gone: bool = field(compare=False, default=False)


class Pilot(Casework):
    """One run. `steps()` answers everything that happened, in order."""

    def __init__(
        self,
        *,
        seed: int,
        first: date,
        months: int,
        hours: OpeningHours,
        places: Sequence[Place],
        advisers: Sequence[Adviser],
    ) -> None:
        self.days = days_of(first, months)
        start = datetime.combine(first, time.min).replace(tzinfo=hours.zone)
        last_stretch = next(stretches for day in reversed(self.days) if (stretches := hours.open_stretches(day)))
        super().__init__(seed=seed, start=start, end=last_stretch[-1][1], hours=hours, places=places)
        self.advisers = advisers
        self.rostered: list[tuple[int, datetime, datetime]] = []  # who was to be there, whether or not they were
        self.said: list[tuple[int, str, datetime]] = []  # who went into which state when; "" for off the line
        self.waiting: list[Call] = []
        self.calls = 0

    def steps(self) -> list[Step]:
        found = arrivals(seed=self.seed, days=self.days, hours=self.hours)
        self.env.process(self._door([arrival for arrival in found if arrival.at < self.end]))
        for day in self.days:
            self.env.process(self._rota(day))
        self.env.run(until=(self.end + AFTER_CLOSING - self.start).total_seconds())
        self.tidy(person=next(adviser.person for adviser in self.advisers if adviser.shift == "middle"))
        return sorted(self.made, key=lambda step: step.at)

    # ---- Who arrives

    def _door(self, found: list[Arrival]) -> Process:
        for number, arrival in enumerate(found):
            yield self.until(arrival.at)
            self._let_in(arrival.kind, number)

    def _let_in(self, kind: str, number: int) -> None:
        chance = stream(self.seed, "arrival", number)
        if kind == NEW_CALL:
            self.env.process(self.call(self.new_case(chance)))
        elif kind == NUISANCE:
            self.env.process(self.call(None, non_advice=choose(chance, {
                "wrong_number": 6, "silent": 4, "abandoned_mid_talk": 2, "abusive": 0.4, "test": 0.8,
            })))  # fmt: skip
        elif kind == EMAIL:
            self.email_arrives(self.new_case(chance))
        elif kind == WEB_FORM:
            self.form_arrives(self.new_case(chance))
        elif kind == AUTOMATIC:
            self.automatic_mail(choose(chance, {"auto_reply": 5, "spam": 6, "bounce": 1}))

    # ---- Calls

    def call(self, case: Case | None, *, non_advice: str = "", retries: int = 0) -> Process:
        """Somebody calls, waits as long as they can bear, and perhaps tries again. True when they were answered."""
        self.calls += 1
        chance = stream(self.seed, "call", self.calls)
        call = Call(self.calls, self.env.event(), self.env.event(), self.now, case, non_advice)
        if not self.hours.is_open(self.now):
            yield self.env.timeout(chance.uniform(12, 40))
            self.unanswered(call.arrived_at, "out_of_hours", wait=None)
        elif len(self.waiting) >= QUEUE_LENGTH:
            self.unanswered(call.arrived_at, "refused", wait=None)
        else:
            patience = (
                chance.uniform(4, 29) if chance.random() < FIRST_TO_GO_SHARE else 25 + chance.expovariate(1 / 160)
            )
            self.waiting.append(call)
            self.work.put(Ticket(0, self.env.now, call.number, call))
            yield call.taken | self.env.timeout(min(patience, VOICEMAIL_AFTER_SECONDS))
            if call.taken.triggered:
                yield call.done
                return True
            call.gone = True
            self.waiting.remove(call)
            waited = round(self.env.now - (call.arrived_at - self.start).total_seconds())
            if patience > VOICEMAIL_AFTER_SECONDS:
                if self.voicemail(call.arrived_at, waited, case, chance):
                    return False
            else:
                self.unanswered(call.arrived_at, abandon_outcome(waited), wait=waited)
        if non_advice or retries >= MOST_RETRIES or chance.random() > RETRY_SHARE + (0.3 if case and case.known else 0):
            return False
        yield self.env.timeout(minutes(chance, 25, 0.8))
        if self.now >= self.end:
            return False
        if not self.hours.is_open(self.now):
            yield self.until(self.hours.add_open_time(self.now, timedelta(minutes=chance.randrange(5, 120))))
        return (yield self.env.process(self.call(case, retries=retries + 1)))

    # ---- Advisers

    def _rota(self, day: date) -> Process:
        """Sends out those on shift, each half of a day as long as the service is open."""
        if not self.hours.open_stretches(day):
            return
        rota, weekday = profile()["rota"], day.isoweekday()
        for adviser in self.advisers:
            chance = stream(self.seed, "rota", day, adviser.person)
            if adviser.shift == "middle" and weekday not in rota["supervisor_weekdays"]:
                continue
            if not self._is_on(adviser, day):
                continue
            begins, ends = (self._at(day, text) for text in rota[adviser.shift])
            self.rostered.append((adviser.person, begins, ends))
            if chance.random() < rota["away_share"]:
                continue
            self.env.process(self._shift(adviser.person, begins, ends))
        yield self.env.timeout(0)

    def _is_on(self, adviser: Adviser, day: date) -> bool:
        """Of those with one shift two are on each day, in turn."""
        same = [other.person for other in self.advisers if other.shift == adviser.shift]
        turn = day.toordinal() % len(same)
        return adviser.person in (same[turn], same[(turn + 1) % len(same)])

    def _shift(self, person: int, begins: datetime, ends: datetime) -> Process:
        """Takes what comes, calls first, with a break or other work about once an hour."""
        yield self.until(begins)
        chance = stream(self.seed, "shift", begins, person)
        ends_at = (ends - self.start).total_seconds()
        away_at = self.env.now + chance.uniform(0.3, 1.3) * REGULAR_AWAY_SECONDS
        self._say(person, READY)
        while self.env.now < ends_at:
            wanted = self.work.get()
            yield wanted | self.env.timeout(max(0, min(away_at, ends_at) - self.env.now))
            if wanted.triggered:
                ticket: Any = wanted.value
                yield from self._take(ticket.thing, person)
                self._say(person, READY)
                continue
            wanted.cancel()
            if self.env.now < ends_at:
                self._say(person, BREAK)
                yield self.env.timeout(minutes(chance, 10, 0.6))
                self._say(person, READY)
                away_at = self.env.now + chance.uniform(0.6, 1.4) * REGULAR_AWAY_SECONDS
        self._say(person, "")

    def _say(self, person: int, state: str) -> None:
        self.said.append((person, state, self.now))

    def _take(self, thing: Any, person: int) -> Process:
        if not isinstance(thing, Call):
            yield from thing(person)
        elif not thing.gone:
            self.waiting.remove(thing)
            thing.taken.succeed()
            self._say(person, ON_CALL)
            yield from self.conversation(thing, person)

    def conversation(self, call: Call, person: int) -> Process:
        """A call that is answered: the ring, the talk, and the writing down."""
        chance = stream(self.seed, "talk", call.number)
        yield self.env.timeout(chance.uniform(3, 14))
        answered_at = self.now
        yield self.env.timeout(self.talk_seconds(call.case, call.non_advice, chance))
        self._say(person, WRAP_UP)
        yield from self.after_talk(call.arrived_at, answered_at, call.case, call.non_advice, person, chance)
        call.done.succeed()

    def _at(self, day: date, text: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(text)).replace(tzinfo=self.hours.zone)
