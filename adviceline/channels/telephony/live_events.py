"""What the manager interface tells, in the queue log's own form, so that both witnesses are read by the same rules. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from adviceline.channels.telephony import own_events
from adviceline.channels.telephony.queue_log import QueueEvent, build_call
from adviceline.channels.telephony.records import CallRecord

_PUT_OUT = {
    "TIMEOUT": "EXITWITHTIMEOUT", "LEAVEEMPTY": "EXITEMPTY", "LEAVEUNAVAIL": "EXITEMPTY", "FULL": "FULL",
    "JOINEMPTY": "JOINEMPTY", "JOINUNAVAIL": "JOINEMPTY",
}  # fmt: skip
_STEPS = {
    event.removeprefix("ADVICE_"): event for event in own_events.OWN_EVENTS - {own_events.KEY, own_events.PUT_OUT}
}


FROM_OUTSIDE = frozenset({"from-trunk", "from-web"})


@dataclass(frozen=True, slots=True)
class Heard:
    """One event of one call. `number` is what the caller rang from or keyed in: never kept with the rest."""

    call_id: str
    event: str
    at: float
    agent: str = ""
    data: tuple[str, ...] = ()
    number: str | None = None

    def kept(self) -> list[Any]:
        return [self.event, self.at, self.agent, list(self.data)]


def heard_in(message: Mapping[str, str], *, at: datetime) -> Heard | None:
    """What an event of the manager interface tells of a call from outside; None for all else. `at`: where it has no time."""
    call_id = message.get("Uniqueid", "")
    if not call_id or len(call_id) > 150:
        return None
    try:
        when = float(message["Timestamp"])
    except (KeyError, ValueError):
        when = at.timestamp()
    match message.get("Event"):
        case "UserEvent" if message.get("UserEvent") == "Advice":
            return _step(call_id, message.get("Step", ""), message.get("Said", ""), when)
        case "Newchannel" if _rings_us(message):
            # Before the dialplan's first step, which tells the number too: what the trunk says of it may be withheld.
            return Heard(call_id, own_events.OFFERED, when)
        case "QueueCallerJoin":
            return Heard(call_id, "ENTERQUEUE", when, data=("", "", message.get("Position", "")))
        case "AgentConnect":
            return Heard(call_id, "CONNECT", when, _agent(message), (_whole(message, "HoldTime"), "", ""))
        case "AgentComplete":
            hold, talk = _whole(message, "HoldTime"), _whole(message, "TalkTime")
            if message.get("Reason") == "transfer":
                return Heard(call_id, "TRANSFER", when, _agent(message), ("", "", hold, talk))
            who = "COMPLETECALLER" if message.get("Reason") == "caller" else "COMPLETEAGENT"
            return Heard(call_id, who, when, _agent(message), (hold, talk, ""))
        case "QueueCallerAbandon":
            return Heard(call_id, "ABANDON", when, data=("", "", _whole(message, "HoldTime")))
    return None


def _rings_us(message: Mapping[str, str]) -> bool:
    """A channel of a caller's own, and not one that we make to reach them."""
    return message.get("Context") in FROM_OUTSIDE and message.get("Linkedid") == message.get("Uniqueid")


def _step(call_id: str, step: str, said: str, at: float) -> Heard | None:
    if step == "KEY":
        return Heard(call_id, "EXITWITHKEY", at, data=(said[:1],))
    if step == "PUT_OUT":
        event = _PUT_OUT.get(said)
        return Heard(call_id, event, at) if event else None
    event = _STEPS.get(step)
    if event is None:
        return None
    if event in (own_events.OFFERED, own_events.CALLBACK):
        return Heard(call_id, event, at, number=said)
    return Heard(call_id, event, at, data=(said[:40],))


def _agent(message: Mapping[str, str]) -> str:
    return (message.get("Interface") or message.get("MemberName") or "")[:200]


def _whole(message: Mapping[str, str], name: str) -> str:
    value = message.get(name, "")
    return value if value.isascii() and value.isdigit() and len(value) < 9 else "0"


def account(call_id: str, heard: Sequence[Sequence[Any]], numbers: Mapping[str, str]) -> CallRecord | None:
    """The call as heard so far: told to its end, or talking still; None while nobody has answered.

    `numbers`: event → the number that it told, where it is known.
    """
    events = [
        QueueEvent(at, call_id, "", agent, event, (numbers[event],) if event in numbers else tuple(data), place)
        for place, (event, at, agent, data) in enumerate(heard)
    ]
    call = build_call(events)
    if call is None:
        connected = [event.at for event in events if event.event == "CONNECT"]
        call = build_call(events, cut_off_at=max(connected)) if connected else None
        if call is None:
            return None
        call = replace(call, is_going_on=True, talk_seconds=0)
    return replace(call, origin="live", sources=("live",), is_whole=True)


def instant(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, tz=UTC)
