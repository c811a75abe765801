"""The queue's members follow advisers' states, and their states follow their telephones.

It looks at what is, not at what happened: whatever was missed while nothing of ours ran is put right at the next look, and
however many processes look, the outcome is the same. What a telephone's own keys said meanwhile stands in the
exchange's database and is taken from there first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from datetime import UTC, datetime, timedelta

import structlog
from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.channels.telephony import actions, membership
from adviceline.channels.telephony.advisers import people_of
from adviceline.channels.telephony.exchange.ami import Manager, Message
from adviceline.channels.telephony.exchange.settings import Exchange
from adviceline.channels.telephony.membership import Member
from adviceline.channels.telephony.models import Telephone
from adviceline.workforce.actions.presence import set_state, sign_off
from adviceline.workforce.errors import UnableToSetState
from adviceline.workforce.queries.presence import may_be_on_the_line, states_now

log = structlog.get_logger(__name__)
LOOK_EVERY = timedelta(seconds=1)
ALL_EVERY = timedelta(seconds=15)
KEYS, BARRED = "states", "barred"
STRATEGIES_THAT_COUNT = frozenset({"leastrecent", "fewestcalls"})


class Members:
    """What one connection knows of the queue and the telephones."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self._devices: dict[str, str] = {}
        self._there: dict[str, Member] = {}
        self._barred: dict[str, bool] = {}
        self._may: set[int] = set()
        self._looked_at = self._all_at = datetime.min.replace(tzinfo=UTC)
        self._was_pressed = False
        self._touched: set[str] = set()
        self._calls: dict[str, str] = {}
        self._concerned: set[int] = set()

    def begin(self, manager: Manager) -> None:
        """Once, on a new connection: what the telephones do, and what their keys said while nobody listened."""
        for each in manager.ask_list("DeviceStateList"):
            self._hear_device(each)
        self._was_pressed = True

    def hear(self, message: Message) -> bool:
        """An event; whether it bears on a telephone. What follows from it is done at the next look, which is now."""
        extension = message.get("Interface", "").removeprefix("PJSIP/")
        match message.get("Event"):
            case "DeviceStateChange":
                extension = self._hear_device(message)
                if not extension:
                    return False
            case "UserEvent" if message.get("UserEvent") == "AdviceState":
                self._was_pressed = True
            case "QueueMemberAdded" | "QueueMemberPause":
                self._there[extension] = _member(message)
            case "QueueMemberRemoved":
                self._there.pop(extension, None)
            case "AgentCalled" | "AgentConnect":
                call_id = message.get("Uniqueid", "")
                if self._calls.get(extension) != call_id:
                    self._calls[extension] = call_id
                    actions.hear_at_telephone(extension=extension, call_id=call_id, at=timezone.now())
            case "AgentRingNoAnswer":
                self._calls.pop(extension, None)
                actions.hear_at_telephone(extension=extension, call_id="", at=timezone.now())
            case _:
                return False
        if extension in self.people:
            self._concerned.add(self.people[extension].pk)
            self._touched.add(extension)
        elif self._was_pressed:
            self._looked_at = datetime.min.replace(tzinfo=UTC)
        return True

    def concern(self, calls: Iterable[str]) -> None:
        """Something was kept of these calls: it concerns whoever they ring at, or who talks."""
        told = set(calls)
        self._concerned |= {
            self.people[extension].pk
            for extension, call_id in self._calls.items()
            if call_id in told and extension in self.people
        }

    def concerned(self) -> set[int]:
        """Whose telephones something was kept of since this was asked last."""
        found, self._concerned = self._concerned, set()
        return found

    def forget(self, call_id: str) -> None:
        """It is over."""
        self._calls = {extension: each for extension, each in self._calls.items() if each != call_id}

    def look(self, manager: Manager, exchange: Exchange) -> bool:
        """Put right what is not as it should be; whether anything was not. At the telephones of which something was heard, and
        every second at all of them."""
        at = timezone.now()
        extensions, self._touched = self._touched, set()
        if at - self._looked_at >= LOOK_EVERY:
            self._looked_at = at
            extensions = set(self.people)
        elif not extensions:
            return False
        if at - self._all_at >= ALL_EVERY:
            self._look_at_all(manager, exchange, at)
            self._all_at = at
            extensions = set(self.people)
        if not self.people:
            return False
        if self._was_pressed:
            self._take_keys(manager)
            self._was_pressed = False
        with transaction.atomic():
            states, has_changed = self._follow(exchange, extensions, at)
        for extension in sorted(extensions & self.people.keys()):
            person = self.people[extension]
            wants = membership.wanted(states.get(person.pk), may_answer=person.pk in self._may)
            there = self._there.get(extension)
            for step in membership.steps(extension, wants, there, queue=exchange.name):
                self._do(manager, exchange, step, there)
                has_changed = True
        return has_changed

    def _follow(self, exchange: Exchange, extensions: Set[str], at: datetime) -> tuple[dict[int, str], bool]:
        """Set what follows from these telephones; answers their people's states, by their id, and whether anything did."""
        people = [self.people[each].pk for each in extensions if each in self.people]
        states = {each.adviser.pk: each.state for each in states_now(at=at, of=people)}
        seconds, has_changed = exchange.queue.wrap_up_seconds, False
        for row in Telephone.objects.filter(extension__in=list(extensions)):
            device, state = self._devices.get(row.extension, "UNKNOWN"), states.get(row.adviser_id)
            asked = membership.follow(state, row.kept, device=device, wrap_up_seconds=seconds, at=at)
            if asked != (None, row.kept):
                has_changed = True
                self._concerned.add(row.adviser_id)
                follows = actions.follow_telephone(
                    extension=row.extension, device=device, wrap_up_seconds=seconds, at=at
                )
                if follows is not None:
                    states[row.adviser_id] = follows
        return states, has_changed

    def _look_at_all(self, manager: Manager, exchange: Exchange, at: datetime) -> None:
        self.people = people_of(exchange)
        self._may = may_be_on_the_line([each.pk for each in self.people.values()], at=at)
        self._there = {
            each["Location"].removeprefix("PJSIP/"): _member(each)
            for each in manager.ask_list("QueueStatus", Queue=exchange.name)
            if each.get("Event") == "QueueMember" and "Location" in each
        }
        actions.keep_telephones(people=self.people, at=at)
        Telephone.objects.filter(extension__in=list(self.people)).update(heard_at=at)
        for extension, person in self.people.items():
            is_barred = person.pk not in self._may
            if self._barred.get(extension) != is_barred:
                if is_barred:
                    manager.ask("DBPut", Family=BARRED, Key=extension, Val="1")
                else:
                    manager.ask("DBDel", Family=BARRED, Key=extension)
                self._barred[extension] = is_barred

    def _hear_device(self, message: Message) -> str:
        """The telephone that changed; empty for what is none."""
        kind, _, extension = message.get("Device", "").partition("/")
        if kind != "PJSIP" or "State" not in message:
            return ""
        self._devices[extension] = message["State"]
        return extension

    def _take_keys(self, manager: Manager) -> None:
        """What *11 to *14 said: it holds from then, unless the person said something later at the desk."""
        for extension, code, said_at in _said(manager):
            person = self.people.get(extension)
            if person is not None and code in membership.CODES:
                try:
                    if state := membership.CODES[code]:
                        set_state(adviser=person, state=state, by=person, at=said_at)
                    else:
                        sign_off(adviser=person, by=person, at=said_at)
                except UnableToSetState as error:
                    log.info("a telephone's key does not hold", extension=extension, why=str(error))
            manager.ask("DBDel", Family=KEYS, Key=extension)

    def _do(self, manager: Manager, exchange: Exchange, step: membership.Step, there: Member | None) -> None:
        answer = manager.ask(step.action, **step.fields)
        if answer.get("Response") != "Success":
            log.info("the queue is not as it was thought", action=step.action, why=answer.get("Message", ""))
            self._all_at = datetime.min.replace(tzinfo=UTC)
            return
        is_free_again = step.fields.get("Paused") == "false" and there is not None and there.is_paused
        if is_free_again and exchange.queue.wrap_up_seconds and exchange.queue.strategy not in STRATEGIES_THAT_COUNT:
            # The exchange's own wrap-up is for when we are away; who says they are ready is ready now.
            manager.ask("QueueReset", Queue=exchange.name)


def _said(manager: Manager) -> Iterator[tuple[str, str, datetime]]:
    """(extension, code, when), the earliest first."""
    found = []
    for each in manager.ask_list("DBGetTree", Family=KEYS):
        code, _, epoch = each.get("Val", "").partition(",")
        extension = each.get("Key", "").rpartition("/")[2]
        if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
            found.append((extension, code, datetime.fromtimestamp(int(epoch), UTC)))
    return iter(sorted(found, key=lambda each: each[2]))


def _member(message: Message) -> Member:
    is_paused = message.get("Paused") == "1"
    reason = message.get("PausedReason", "") if is_paused else ""
    return Member(is_paused, reason, is_fixed=message.get("Membership") == "static")
