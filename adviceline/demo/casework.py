"""What advisers and enquirers do about a matter, from the first contact to the close: the part of the simulation that
is not the telephone queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

import simpy

from adviceline.demo.chance import choose, minutes, stream
from adviceline.demo.matters import Matter, Place, Professional, details, draw_matter, draw_professional
from adviceline.demo.profile import profile
from adviceline.demo.steps import Case, Step, Ticket
from adviceline.followups import rules as call_back_rules
from adviceline.workforce.hours import OpeningHours

Process = Generator[simpy.Event, Any, Any]

MORE_CONTACTS = {"first": {0: 42, 1: 29, 2: 17, 3: 9, 4: 3}, "general": {0: 72, 1: 22, 2: 6}}
SAME_PROFESSIONAL_SHARE = 0.13
LEAVES_MESSAGE_SHARE = 0.55
WANTS_CALL_SHARE = 0.6
ALSO_CALLS_SHARE = 0.2
REOPENS_SHARE = 0.05
GOES_QUIET_SHARE = 0.1
TALK_MINUTES = {"first": 17, "general": 9}
NO_REPLY_SHARE = 0.3  # of last messages
LATEST_BEFORE_END = timedelta(hours=5)


class Casework:
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
            wanted = self.now + (last - self.now) * chance.random() if last > self.now else self.now + timedelta(hours=1)
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
        return self._case(draw_matter(chance, len(self.cases) + 1, professional), chance)

    def _case(self, matter: Matter, chance: Random) -> Case:
        more = 0 if matter.professional.out_of_scope else choose(chance, MORE_CONTACTS[matter.basis])
        case = Case(len(self.cases), matter, details(matter.professional, chance), more)
        self.cases.append(case)
        return case

    def chance_of(self, case: Case, *purpose: object) -> Random:
        return stream(self.seed, "case", case.number, *purpose)

    # ---- What arrives

    def unanswered(self, began_at: datetime, outcome: str, *, wait: int | None) -> None:
        self.contact(None, channel="call", direction="in", outcome=outcome, began_at=began_at, ended_at=self.now, wait=wait)

    def voicemail(self, began_at: datetime, waited: int, case: Case | None, chance: Random) -> bool:
        """The call goes to voicemail. True when a message was left that will be answered."""
        says_something = case is not None and not case.known and case.details.get("phone") is not None
        spoken = says_something and chance.random() < LEAVES_MESSAGE_SHARE
        self.contact(
            case if spoken else None, channel="call", direction="in", outcome="voicemail", began_at=began_at,
            ended_at=self.now, wait=waited, opens=spoken,
        )  # fmt: skip
        if spoken and case is not None:
            self.request_call_back(case, slot=None)
        return spoken

    def email_arrives(self, case: Case) -> None:
        case.details.setdefault("email", case.matter.professional.email)
        key = self.contact(
            case, channel="email", direction="in", outcome="received", began_at=self.now, text=case.matter.question
        )
        self.task(lambda person: self.reply(case, key, person), due=self.hours.add_open_time(self.now, timedelta(minutes=20)))

    def form_arrives(self, case: Case) -> None:
        chance = self.chance_of(case, "form")
        key = self.contact(
            case, channel="web_form", direction="in", outcome="received", began_at=self.now, text=case.matter.question
        )
        if "phone" in case.details and chance.random() < WANTS_CALL_SHARE:
            self.request_call_back(case, slot=self._slot(chance) if chance.random() < 0.75 else None)
        else:
            case.details.setdefault("email", case.matter.professional.email)
            self.task(lambda person: self.reply(case, key, person), due=self.hours.add_open_time(self.now, timedelta(minutes=15)))
        if chance.random() < ALSO_CALLS_SHARE and not case.matter.professional.out_of_scope:
            self.env.process(self._also_calls(case, chance))

    def automatic_mail(self, outcome: str) -> None:
        self.contact(None, channel="email", direction="in", outcome=outcome, began_at=self.now)

    def _also_calls(self, case: Case, chance: Random) -> Process:
        """The form seems to go unread, so its sender calls, and does not mention it: two enquiries of one matter."""
        yield self.until(self.hours.add_open_time(self.now, timedelta(minutes=chance.randrange(8, 50))))
        twin = self._case(case.matter, chance)
        answered = yield self.env.process(self.call(twin))
        if answered and case.is_open and twin.state not in {"", "merged"}:
            self.did("merge", case, self.last_person, into=twin.number)
            case.state = "merged"
            self._drop_call_back(case, self.last_person)

    def call(self, case: Case | None, *, non_advice: str = "", retries: int = 0) -> Process:
        raise NotImplementedError

    # ---- What advisers do

    last_person = 0

    def talk_seconds(self, case: Case | None, non_advice: str, chance: Random) -> int:
        if non_advice or case is None:
            return round(chance.uniform(8, 75))
        if case.matter.professional.out_of_scope:
            return round(minutes(chance, 5, 0.3))
        median = TALK_MINUTES[case.matter.basis] * (0.6 if case.contacts else 1)
        return round(min(3600, max(60, minutes(chance, median, 0.45))))

    def after_talk(
        self, began_at: datetime, answered_at: datetime, case: Case | None, non_advice: str, person: int, chance: Random
    ) -> Process:
        """Write down a call that was answered, and do what follows from it."""
        self.last_person = person
        wrap_up = round(chance.uniform(10, 60)) if non_advice else round(min(2400, minutes(chance, 7, 0.5)))
        talk = round((self.now - answered_at).total_seconds())
        again = case is not None and case.known
        self.contact(
            case, person, channel="call", direction="in", outcome="answered", began_at=began_at, answered_at=answered_at,
            ended_at=self.now, wait=round((answered_at - began_at).total_seconds()), talk=talk, wrap_up=wrap_up,
            non_advice=non_advice, opens=case is not None,
            text=case.matter.question if case is not None and not again else "",
        )  # fmt: skip
        if case is None or case.state == "merged":
            yield self.env.timeout(wrap_up)
            return
        yield from self.deal_with(case, person, wrap_up)

    def reply(self, case: Case, answers: str, person: int) -> Process:
        """Answer a message in writing."""
        self.last_person = person
        if case.state == "merged":
            return
        chance = self.chance_of(case, "reply", case.contacts)
        yield self.env.timeout(minutes(chance, 14, 0.4))
        if case.state == "merged":
            return
        if case.state == "new":
            self._claim(case, person)
        self.contact(
            case, person, channel="email", direction="out", outcome="sent", began_at=self.now, answers=answers,
            text=chance.choice(profile()["texts"]["replies"]), text_kind="message_out",
        )  # fmt: skip
        yield from self.deal_with(case, person, 180)

    def read(self, case: Case, person: int) -> Process:
        """Read a message that needs no reply, such as thanks."""
        self.last_person = person
        if case.state != "merged":
            yield from self.deal_with(case, person, 180)

    def deal_with(self, case: Case, person: int, seconds: float) -> Process:
        """After a contact: code it the first time, note it, and close it, wait, or expect them back."""
        matter, chance = case.matter, self.chance_of(case, "dealing", case.contacts)
        if case.state == "closed":
            self.did("reopen", case, person)
            case.state = "in_progress"
        elif case.state == "new":
            self._claim(case, person)
        elif case.state == "waiting":
            self.did("resume", case, person)
            case.state = "in_progress"
        yield self.env.timeout(seconds / 3)
        if not case.coded:
            self._code(case, person)
        elif case.notes_written < len(matter.notes):
            self._note(case, person)
        yield self.env.timeout(seconds / 3)
        if case.more == 0:
            if chance.random() < GOES_QUIET_SHARE and not case.closing_asked and not matter.professional.out_of_scope:
                self._wait(case, person)
                self.task(lambda who: self.close_quietly(case, who), due=self.in_days(chance, 4))
            else:
                self._close(case, person, answered=True)
        else:
            case.more -= 1
            self._wait(case, person)
            self.env.process(self.comes_back(case))
        yield self.env.timeout(seconds / 3)

    def close_quietly(self, case: Case, person: int) -> Process:
        """Close what was not heard of again."""
        self.last_person = person
        yield self.env.timeout(240)
        self._close(case, person, answered=False)

    def comes_back(self, case: Case) -> Process:
        """The next contact about a matter: they call or write, or we call them."""
        chance = self.chance_of(case, "back", case.contacts)
        yield self.until(self.in_days(chance, 2.6))
        ways = {"call": 56.0}
        if "email" in case.details:
            ways["email"] = 22.0
        if "phone" in case.details:
            ways |= {"we_call": 10.0, "call_back": 16.0}
        way = choose(chance, ways)
        if way == "call":
            answered = yield self.env.process(self.call(case))
            if not answered and case.is_open:
                self.task(lambda person: self.close_quietly(case, person), due=self.in_days(chance, 3))
        elif way == "email":
            key = self.contact(
                case, channel="email", direction="in", outcome="received", began_at=self.now, text_kind="message_in",
                text=chance.choice(profile()["texts"]["messages"]),
            )  # fmt: skip
            needs_no_reply = case.more == 0 and chance.random() < NO_REPLY_SHARE
            self.task(lambda person: self.read(case, person) if needs_no_reply else self.reply(case, key, person))
        elif way == "call_back" and case.is_open:
            self.request_call_back(case, slot=self._slot(chance))
        else:
            self.task(lambda person: self.we_call(case, person))

    def we_call(self, case: Case, person: int) -> Process:
        """A call out, up to three times."""
        self.last_person = person
        chance = self.chance_of(case, "we call", case.contacts)
        began_at = self.now
        outcome = choose(chance, {"answered": 66, "no_answer": 20, "message_left": 14})
        talk = self.talk_seconds(case, "", chance) if outcome == "answered" else 0
        yield self.env.timeout(talk + 25)
        answered = {"answered_at": began_at + timedelta(seconds=25), "talk": talk, "wrap_up": 240} if talk else {}
        self.contact(
            case, person, channel="call", direction="out", outcome=outcome, began_at=began_at, ended_at=self.now, **answered
        )
        if talk:
            yield from self.deal_with(case, person, 240)
        elif case.is_open:
            self.task(lambda who: self.close_quietly(case, who), due=self.in_days(chance, 3))

    # ---- Call-backs

    def request_call_back(self, case: Case, *, slot: datetime | None) -> None:
        self.keys += 1
        case.open_call_back = f"demo:{self.seed}:call-back:{self.keys}"
        self.did("request_call_back", case, key=case.open_call_back, slot=slot)
        due = slot or self.hours.add_open_time(self.now, timedelta(minutes=10))
        key = case.open_call_back
        self.task(lambda person: self.attempt(case, key, 1, person), due=due)

    def attempt(self, case: Case, key: str, number: int, person: int) -> Process:
        """One attempt at a call-back; the next comes later, and after the last there is an e-mail or silence."""
        self.last_person = person
        if case.open_call_back != key:
            return
        chance = self.chance_of(case, "attempt", key, number)
        began_at = self.now
        outcome = choose(chance, {"completed": 62, "no_answer": 25, "message_left": 13})
        talk = self.talk_seconds(case, "", chance) if outcome == call_back_rules.COMPLETED else 0
        yield self.env.timeout(talk + 25)
        if case.open_call_back != key:
            return
        if case.state == "new":
            self._claim(case, person)
        self.did(
            "attempt", case, person, key=key, attempt=number, outcome=outcome, began_at=began_at,
            talk=talk or None, wrap_up=240 if talk else None,
        )  # fmt: skip
        case.contacts += 1
        if talk:
            case.open_call_back = ""
            yield from self.deal_with(case, person, 240)
        elif number < call_back_rules.MOST_ATTEMPTS:
            again_at = self.hours.add_open_time(self.now, call_back_rules.BETWEEN_ATTEMPTS + timedelta(minutes=chance.randrange(90)))
            self.task(lambda who: self.attempt(case, key, number + 1, who), due=again_at)
        else:
            case.open_call_back = ""
            self.task(lambda who: self.close_quietly(case, who), due=self.in_days(chance, 2))

    def _slot(self, chance: Random) -> datetime | None:
        """A half hour of the next days that is open, far enough ahead and not full; None when there is none."""
        earliest = self.now + call_back_rules.NOTICE + timedelta(minutes=2)
        free = [
            slot.starts_at for ahead in range(4)
            for slot in self.hours.slots(self.now.astimezone(self.hours.zone).date() + timedelta(days=ahead), call_back_rules.SLOT_MINUTES)
            if earliest <= slot.starts_at < self.end - timedelta(hours=1)
            and self.slots_taken[slot.starts_at] < call_back_rules.CAPACITY
        ][:16]  # fmt: skip
        if not free:
            return None
        chosen = chance.choice(free)
        self.slots_taken[chosen] += 1
        return chosen

    def _drop_call_back(self, case: Case, person: int) -> None:
        if case.open_call_back:
            self.did("cancel_call_back", case, person, key=case.open_call_back)
            case.open_call_back = ""

    # ---- Single steps, each allowed only where the case stands

    def _claim(self, case: Case, person: int) -> None:
        self.did("claim", case, person)
        case.state = "in_progress"

    def _code(self, case: Case, person: int) -> None:
        matter = case.matter
        if matter.start_offered:
            self.did("confidence", case, person, stage="start", scores=matter.start)
        if matter.follows_map:
            self.did("walk", case, person, view=matter.continuum)
        self.did("triage", case, person)
        if matter.resources:
            self.did("signpost", case, person, resources=matter.resources)
        case.coded = True
        self._note(case, person)

    def _note(self, case: Case, person: int) -> None:
        if case.notes_written < len(case.matter.notes):
            self.did("note", case, person, text=case.matter.notes[case.notes_written])
            case.notes_written += 1

    def _wait(self, case: Case, person: int) -> None:
        if case.state == "in_progress":
            self.did("wait", case, person)
            case.state = "waiting"

    def _close(self, case: Case, person: int, *, answered: bool) -> None:
        if not case.is_open:
            return
        self._drop_call_back(case, person)
        if not case.coded:
            if case.state == "new":
                self._claim(case, person)
            self._code(case, person)
        if not case.closing_asked:
            scores = case.matter.close if answered else (None, None)
            self.did("confidence", case, person, stage="close", scores=scores)
            first_time, case.closing_asked = True, True
        else:
            first_time = False
        self.did("close", case, person)
        case.state = "closed"
        chance = self.chance_of(case, "reopens")
        if first_time and answered and chance.random() < REOPENS_SHARE and not case.matter.professional.out_of_scope:
            case.more = 0
            self.env.process(self._calls_again(case, chance))

    def _calls_again(self, case: Case, chance: Random) -> Process:
        yield self.until(self.in_days(chance, 6))
        if self.now < self.end:
            yield self.env.process(self.call(case))

    def tidy(self, *, person: int) -> None:
        """The last evening: everything still open is closed, and two people ask for their details to be erased."""
        for case in self.cases:
            self._close(case, person, answered=False)
        closed = [case for case in self.cases if case.state == "closed" and case.details]
        for case in stream(self.seed, "erasing").sample(closed, min(2, len(closed))):
            self.did("erase", case, person)
