"""What advisers and enquirers do about a matter, from the first contact to the close: the part of the simulation that
is not the telephone queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from adviceline.demo.casebook import Casebook, Process
from adviceline.demo.chance import choose, minutes, stream
from adviceline.demo.profile import profile
from adviceline.demo.steps import Case
from adviceline.followups import rules as call_back_rules

LEAVES_MESSAGE_SHARE = 0.55
WANTS_CALL_SHARE = 0.6
ALSO_CALLS_SHARE = 0.2
REOPENS_SHARE = 0.05
GOES_QUIET_SHARE = 0.1
NO_REPLY_SHARE = 0.3  # of last messages
TALK_MINUTES = {"first": 17, "general": 9}


class Casework(Casebook):
    """Each matter as it goes on. Every method that takes an adviser's time is a process of the simulation."""

    # ---- What arrives

    def unanswered(self, began_at: datetime, outcome: str, *, wait: int | None) -> None:
        self.contact(
            None, channel="call", direction="in", outcome=outcome, began_at=began_at, ended_at=self.now, wait=wait
        )

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
        self.task(
            lambda person: self.reply(case, key, person), due=self.hours.add_open_time(self.now, timedelta(minutes=20))
        )

    def form_arrives(self, case: Case) -> None:
        chance = self.chance_of(case, "form")
        key = self.contact(
            case, channel="web_form", direction="in", outcome="received", began_at=self.now, text=case.matter.question
        )
        if "phone" in case.details and chance.random() < WANTS_CALL_SHARE:
            self.request_call_back(case, slot=self.free_slot(chance) if chance.random() < 0.75 else None)
        else:
            case.details.setdefault("email", case.matter.professional.email)
            self.task(
                lambda person: self.reply(case, key, person),
                due=self.hours.add_open_time(self.now, timedelta(minutes=15)),
            )
        if chance.random() < ALSO_CALLS_SHARE and not case.matter.professional.out_of_scope:
            self.env.process(self._also_calls(case, chance))

    def automatic_mail(self, outcome: str) -> None:
        self.contact(None, channel="email", direction="in", outcome=outcome, began_at=self.now)

    def _also_calls(self, case: Case, chance: Random) -> Process:
        """The form seems to go unread, so its sender calls, and does not mention it: two enquiries of one matter."""
        yield self.until(self.hours.add_open_time(self.now, timedelta(minutes=chance.randrange(8, 50))))
        twin = self.case_of(case.matter, chance)
        answered = yield self.env.process(self.call(twin))
        if answered and case.is_open and twin.state not in {"", "merged"}:
            self.did("merge", case, self.last_person, into=twin.number)
            case.state = "merged"
            self.drop_call_back(case, self.last_person)

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
            self.claim(case, person)
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
            self.claim(case, person)
        elif case.state == "waiting":
            self.did("resume", case, person)
            case.state = "in_progress"
        yield self.env.timeout(seconds / 3)
        if not case.coded:
            self.code(case, person)
        elif case.notes_written < len(matter.notes):
            self.note(case, person)
        yield self.env.timeout(seconds / 3)
        if case.more == 0:
            if chance.random() < GOES_QUIET_SHARE and not case.closing_asked and not matter.professional.out_of_scope:
                self.wait(case, person)
                self.task(lambda who: self.close_quietly(case, who), due=self.in_days(chance, 4))
            else:
                self._close(case, person, answered=True)
        else:
            case.more -= 1
            self.wait(case, person)
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
            self.request_call_back(case, slot=self.free_slot(chance))
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
            case,
            person,
            channel="call",
            direction="out",
            outcome=outcome,
            began_at=began_at,
            ended_at=self.now,
            **answered,
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
            self.claim(case, person)
        self.did(
            "attempt", case, person, key=key, attempt=number, outcome=outcome, began_at=began_at,
            talk=talk or None, wrap_up=240 if talk else None,
        )  # fmt: skip
        case.contacts += 1
        if talk:
            case.open_call_back = ""
            yield from self.deal_with(case, person, 240)
        elif number < call_back_rules.MOST_ATTEMPTS:
            pause = call_back_rules.BETWEEN_ATTEMPTS + timedelta(minutes=chance.randrange(90))
            again_at = self.hours.add_open_time(self.now, pause)
            self.task(lambda who: self.attempt(case, key, number + 1, who), due=again_at)
        else:
            case.open_call_back = ""
            self.task(lambda who: self.close_quietly(case, who), due=self.in_days(chance, 2))

    # ---- The end

    def _close(self, case: Case, person: int, *, answered: bool) -> None:
        if not case.is_open:
            return
        self.drop_call_back(case, person)
        if not case.coded:
            if case.state == "new":
                self.claim(case, person)
            self.code(case, person)
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
