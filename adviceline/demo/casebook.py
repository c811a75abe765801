"""The book that the simulation keeps: its clock, its cases, the pile of work, and what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import simpy

from adviceline.demo.chance import choose, stream
from adviceline.demo.matters import Matter, Place, Professional, details, draw_matter, draw_professional
from adviceline.demo.steps import Case, Step, Ticket
from adviceline.followups import rules as call_back_rules
from adviceline.workforce.hours import OpeningHours

Process = Generator[simpy.Event, Any, Any]

MORE_CONTACTS = {"first": {0: 42, 1: 29, 2: 17, 3: 9, 4: 3}, "general": {0: 72, 1: 22, 2: 6}}
SAME_PROFESSIONAL_SHARE = 0.13
LATEST_BEFORE_END = timedelta(hours=5)


class Casebook:
    """Cases, the pile of work, and the steps written down so far."""

    def __init__(
        self, *, seed: int, start: datetime, end: datetime, hours: OpeningHours, places: Sequence[Place]
    ) -> None:
        self.seed, self.start, self.end, self.hours, self.places = seed, start, end, hours, places
        self.env = simpy.Environment()
        self.work = simpy.PriorityStore(self.env)
        self.made: list[Step] = []
        self.cases: list[Case] = []
        self.professionals: list[Professional] = []
        self.slots_taken: Counter[datetime] = Counter()
        self.tickets = 1_000_000  # above every call's number
        self.keys = 0

    # ---- The clock and the book

    @property
    def now(self) -> datetime:
        return self.start + timedelta(seconds=round(self.env.now))

    def until(self, at: datetime) -> simpy.Event:
        return self.env.timeout(max(0, (at - self.start).total_seconds() - self.env.now))

    def did(self, do: str, case: Case | None = None, person: int | None = None, **values: Any) -> None:
        self.made.append(Step(self.now, do, case.number if case else None, person, values))

    def contact(self, case: Case | None, person: int | None = None, **values: Any) -> str:
        """Write a contact down; answers its key."""
        self.keys += 1
        key = f"demo:{self.seed}:{self.keys}"
        self.did("contact", case, person, key=key, **values)
        if case is not None:
            case.contacts += 1
            case.state = case.state or "new"
        return key

    def task(self, thing: Callable[[int], Process], *, due: datetime | None = None) -> None:
        """Put something on the pile, now or when it falls due."""
        if due is not None and due > self.now:
            self.env.process(self._task_later(thing, due))
            return
        self.tickets += 1
        self.work.put(Ticket(1, self.env.now, self.tickets, thing))

    def _task_later(self, thing: Callable[[int], Process], due: datetime) -> Process:
        yield self.until(due)
        self.task(thing)

    def in_days(self, chance: Random, mean_days: float) -> datetime:
        """An open moment so many days ahead, drawn nearer when the pilot is about to end."""
        wanted = self.now + timedelta(days=min(21.0, 0.1 + chance.expovariate(1 / mean_days)))
        last = self.end - LATEST_BEFORE_END
        if wanted > last:
            wanted = (
                self.now + (last - self.now) * chance.random() if last > self.now else self.now + timedelta(hours=1)
            )
        return self.hours.add_open_time(wanted, timedelta(minutes=chance.randrange(5, 150)))

    # ---- New matters

    def new_case(self, chance: Random) -> Case:
        """Something new, of somebody new or of somebody who asked before."""
        earlier = [person for person in self.professionals if not person.out_of_scope]
        if earlier and chance.random() < SAME_PROFESSIONAL_SHARE:
            professional = chance.choice(earlier)
        else:
            professional = draw_professional(chance, len(self.professionals) + 1, self.places)
            self.professionals.append(professional)
        return self.case_of(draw_matter(chance, len(self.cases) + 1, professional), chance)

    def case_of(self, matter: Matter, chance: Random) -> Case:
        more = 0 if matter.professional.out_of_scope else choose(chance, MORE_CONTACTS[matter.basis])
        case = Case(len(self.cases), matter, details(matter.professional, chance), more)
        self.cases.append(case)
        return case

    def chance_of(self, case: Case, *purpose: object) -> Random:
        return stream(self.seed, "case", case.number, *purpose)

    def free_slot(self, chance: Random) -> datetime | None:
        """A half hour of the next days that is open, far enough ahead and not full; None when there is none."""
        earliest = self.now + call_back_rules.NOTICE + timedelta(minutes=2)
        today = self.now.astimezone(self.hours.zone).date()
        free = [
            slot.starts_at for ahead in range(4)
            for slot in self.hours.slots(today + timedelta(days=ahead), call_back_rules.SLOT_MINUTES)
            if earliest <= slot.starts_at < self.end - timedelta(hours=1)
            and self.slots_taken[slot.starts_at] < call_back_rules.CAPACITY
        ][:16]  # fmt: skip
        if not free:
            return None
        chosen = chance.choice(free)
        self.slots_taken[chosen] += 1
        return chosen

    def drop_call_back(self, case: Case, person: int) -> None:
        if case.open_call_back:
            self.did("cancel_call_back", case, person, key=case.open_call_back)
            case.open_call_back = ""

    # ---- Single steps, each allowed only where the case stands

    def claim(self, case: Case, person: int) -> None:
        self.did("claim", case, person)
        case.state = "in_progress"

    def code(self, case: Case, person: int) -> None:
        matter = case.matter
        if matter.start_offered:
            self.did("confidence", case, person, stage="start", scores=matter.start)
        if matter.follows_map:
            self.did("walk", case, person, view=matter.continuum)
        self.did("triage", case, person)
        if matter.resources:
            self.did("signpost", case, person, resources=matter.resources)
        case.coded = True
        self.note(case, person)

    def note(self, case: Case, person: int) -> None:
        if case.notes_written < len(case.matter.notes):
            self.did("note", case, person, text=case.matter.notes[case.notes_written])
            case.notes_written += 1

    def wait(self, case: Case, person: int) -> None:
        if case.state == "in_progress":
            self.did("wait", case, person)
            case.state = "waiting"
