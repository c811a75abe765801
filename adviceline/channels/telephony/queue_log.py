"""Asterisk's ``queue_log``: ``epoch|callid|queue|agent|event|data1|data2|…`` lines, read as calls.

Events and their data: https://docs.asterisk.org/Operation/Logging/Queue-Logs/. One call may enter several queues,
one after another, under one call id (a time-out into a second queue, a blind transfer back into a queue): it is
one call.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from adviceline.channels.telephony.own_events import OWN_EVENTS, Step, left_at, whole_call
from adviceline.channels.telephony.records import CallRecord, LeftBy
from adviceline.channels.telephony.rules import (
    DEFAULT_RULES,
    ExchangeRules,
    OpenHours,
    agent_name,
    always_open,
    caller_number,
    unanswered_outcome,
)

ENTERS = frozenset({"ENTERQUEUE"})
CONNECTS = frozenset({"CONNECT"})
TRANSFERS = frozenset({"TRANSFER", "BLINDTRANSFER", "ATTENDEDTRANSFER"})
COMPLETES = frozenset({"COMPLETEAGENT", "COMPLETECALLER"})
REFUSALS = frozenset({"JOINEMPTY", "FULL"})
EXITS: dict[str, LeftBy] = {
    "ABANDON": "hung_up",
    "EXITEMPTY": "empty",
    "EXITWITHTIMEOUT": "timeout",
    "EXITWITHKEY": "key",
    "SYSCOMPAT": "incompatible",
    "AGENTDUMP": "dumped",
}
CALL_EVENTS = ENTERS | CONNECTS | TRANSFERS | COMPLETES | REFUSALS | frozenset(EXITS) | OWN_EVENTS
# fmt: off
OTHER_EVENTS = frozenset({
    "ADDMEMBER", "REMOVEMEMBER", "PAUSE", "UNPAUSE", "PAUSEALL", "UNPAUSEALL", "PAUSEREASON", "AGENTLOGIN",
    "AGENTLOGOFF", "AGENTCALLBACKLOGIN", "AGENTCALLBACKLOGOFF", "CONFIGRELOAD", "QUEUESTART", "MEMBERNAME", "PENALTY",
    "RINGINUSE", "RINGNOANSWER", "RINGCANCELED", "DID", "INFO", "RELOAD", "CALLBACK", "PREDIAL", "TRANSFERFAILED",
})
# fmt: on
"""Events about members, the exchange, or one ring of one agent: no call begins or ends with them."""

_FEWEST_DATA = {"ENTERQUEUE": 2, "CONNECT": 1, "COMPLETEAGENT": 2, "COMPLETECALLER": 2, "ABANDON": 3, "EXITWITHKEY": 1}
_WHOLE_DATA = {**_FEWEST_DATA, "ENTERQUEUE": 3, "CONNECT": 2, "COMPLETEAGENT": 3, "COMPLETECALLER": 3, "EXITWITHKEY": 4}
_WHOLE_DATA |= {"EXITEMPTY": 3, "TRANSFER": 4, "BLINDTRANSFER": 5, "ATTENDEDTRANSFER": 4}
_ORDER = {"ENTERQUEUE": 0, "CONNECT": 1, "AGENTDUMP": 2}

LINE = re.compile(r"^(\d{9,11}(?:\.\d{1,9})?)\|([^|]*)\|([^|]*)\|([^|]*)\|([A-Za-z_]+)(?:\|(.*))?$", re.DOTALL)


class UnreadableLine(Exception):
    """The line is not a whole queue_log line; says why, without repeating what it holds."""


@dataclass(frozen=True, slots=True)
class QueueEvent:
    """One line. ``at`` is epoch seconds; ``place`` orders lines of the same instant as they stood in the files."""

    at: float
    call_id: str
    queue: str
    agent: str
    event: str
    data: tuple[str, ...]
    place: int = 0


def parse_line(line: str, *, place: int = 0, terminated: bool = True) -> QueueEvent:
    """Read one line without its newline. Events that belong to no call are returned too: see ``is_call_event``.

    ``terminated`` is False for a last line that has no newline yet: it is taken only if every field is there, since
    the exchange may still be writing it. Raises UnreadableLine.
    """
    if "\x00" in line:
        raise UnreadableLine("the line holds NUL bytes, as a file does after a power cut")
    match = LINE.match(line)
    if match is None:
        raise UnreadableLine("not a whole queue_log line (time|call|queue|agent|event|…)")
    stamp, call_id, queue, agent, event, rest = match.groups()
    data = tuple(rest.split("|")) if rest else ()
    event = event.upper()
    if event in CALL_EVENTS:
        if not call_id.strip() or call_id.upper() == "NONE":
            raise UnreadableLine(f"{event} without a call id")
        wanted = (_FEWEST_DATA if terminated else _WHOLE_DATA).get(event, 0)
        if len(data) < wanted:
            raise UnreadableLine(f"{event} is cut short: {len(data)} of {wanted} values")
        for position in _number_positions(event, data):
            if not _is_seconds(data[position]):
                raise UnreadableLine(f"{event} has something other than a number of seconds in value {position + 1}")
    elif event not in OTHER_EVENTS and not rest and any(known.startswith(event) for known in CALL_EVENTS):
        raise UnreadableLine("the name of the event is cut short")
    return QueueEvent(float(stamp), call_id.strip(), queue.strip(), agent.strip(), event, data, place)


def is_call_event(event: QueueEvent) -> bool:
    return event.event in CALL_EVENTS


def _number_positions(event: str, data: Sequence[str]) -> tuple[int, ...]:
    if event in COMPLETES:
        return (0, 1)
    if event == "CONNECT":
        return (0,)
    if event == "ABANDON":
        return (2,)
    return ()


def _is_seconds(text: str) -> bool:
    return re.fullmatch(r"\d{1,9}(\.\d+)?", text.strip(), re.ASCII) is not None


def _seconds(data: Sequence[str], index: int) -> float | None:
    try:
        text = data[index].strip()
    except IndexError:
        return None
    return float(text) if _is_seconds(text) else None


@dataclass(slots=True)
class _Visit:
    """One stay in one queue, times in epoch seconds."""

    entered: float
    implied: bool = False
    queue: str = ""
    connected: float | None = None
    agent: str | None = None
    left: float | None = None
    wait: float = 0.0
    talk: float = 0.0
    left_by: LeftBy = ""
    provisional: bool = False
    transferred: bool = False


@dataclass(slots=True)
class _Story:
    visits: list[_Visit] = field(default_factory=list)
    caller: str | None = None
    keys: list[str] = field(default_factory=list)
    transfers: int = 0
    transferred_at: float | None = None

    def open_visit(self) -> _Visit | None:
        if self.visits and (self.visits[-1].left is None or self.visits[-1].provisional):
            return self.visits[-1]
        return None

    @property
    def is_straight(self) -> bool:
        """Every stay has a beginning and an end that were both seen."""
        return all(visit.left is not None and not visit.implied for visit in self.visits)


def _tell(events: Iterable[QueueEvent]) -> _Story:
    story = _Story()
    for event in events:
        if event.event == "ENTERQUEUE":
            current = story.open_visit()
            if current is not None and current.left is None:
                _leave(current, event.at, "unknown")
            story.visits.append(_Visit(event.at, queue=event.queue))
            story.caller = story.caller or caller_number(event.data[1] if len(event.data) > 1 else "")
        elif event.event == "CONNECT":
            hold = _seconds(event.data, 0) or 0.0
            visit = story.open_visit() or _imply(story, event, hold)
            visit.connected, visit.agent, visit.wait = event.at, agent_name(event.agent), hold
            visit.left, visit.left_by, visit.provisional = None, "", False
        elif event.event in COMPLETES or event.event in TRANSFERS:
            _finish(story, event)
        elif event.event in REFUSALS:
            refused = story.open_visit()
            if refused is None:
                refused = _Visit(event.at, queue=event.queue)
                story.visits.append(refused)
            _leave(refused, event.at, "refused")
        else:
            _exit(story, event)
    return story


def _imply(story: _Story, event: QueueEvent, seconds_before: float) -> _Visit:
    """A stay whose ENTERQUEUE was not seen (rotated away, or set aside): the later lines say when it began."""
    visit = _Visit(event.at - seconds_before, implied=True, queue=event.queue)
    story.visits.append(visit)
    return visit


def _finish(story: _Story, event: QueueEvent) -> None:
    hold, talk = _hold_and_talk(event)
    visit = story.open_visit() or _imply(story, event, (hold or 0.0) + (talk or 0.0))
    if visit.connected is None:
        visit.connected = event.at - (talk or 0.0)
        visit.wait = hold if hold is not None else max(0.0, visit.connected - visit.entered)
        visit.agent = agent_name(event.agent)
    visit.talk = talk if talk is not None else max(0.0, event.at - visit.connected)
    visit.left, visit.provisional, visit.left_by = event.at, False, ""
    if event.event in TRANSFERS:
        story.transfers += 1
        story.transferred_at, visit.transferred = event.at, True


def _hold_and_talk(event: QueueEvent) -> tuple[float | None, float | None]:
    if event.event in COMPLETES:
        return _seconds(event.data, 0), _seconds(event.data, 1)
    if event.event == "ATTENDEDTRANSFER":  # BRIDGE|id|hold|talk|position or LINK|a|b|hold|talk|position
        return (_seconds(event.data, -3), _seconds(event.data, -2)) if len(event.data) >= 4 else (None, None)
    return _seconds(event.data, 2), _seconds(event.data, 3)


def _exit(story: _Story, event: QueueEvent) -> None:
    wait = {"ABANDON": 2, "EXITEMPTY": 2, "EXITWITHTIMEOUT": 2, "EXITWITHKEY": 3}.get(event.event)
    waited = _seconds(event.data, wait) if wait is not None else None
    visit = story.open_visit() or _imply(story, event, waited or 0.0)
    if event.event == "EXITWITHKEY":
        story.keys.append(event.data[0].strip())
    _leave(visit, event.at, EXITS[event.event], waited)
    # An agent may drop a caller while still hearing the announcement; the caller then waits on. Only when nothing
    # follows was it the end.
    visit.provisional = event.event == "AGENTDUMP"


def _leave(visit: _Visit, at: float, left_by: LeftBy, waited: float | None = None) -> None:
    if visit.connected is None:
        visit.wait = waited if waited is not None else max(0.0, at - visit.entered)
        visit.left_by = left_by
    else:
        visit.talk = max(0.0, at - visit.connected)
    visit.left = at


def build_call(
    events: Sequence[QueueEvent],
    *,
    open_hours: OpenHours = always_open,
    rules: ExchangeRules = DEFAULT_RULES,
    ended_at: datetime | None = None,
    cut_off_at: float | None = None,
) -> CallRecord | None:
    """The call told by the events of one call id, in any order; None while no end has been seen.

    ``ended_at``: when another source (the CDR) saw the call end, for a queue log that stops before it.
    ``cut_off_at``: epoch seconds by which it was over all the same, when nothing saw it end.
    """
    steps = [
        Step(event.event, event.at, event.data[0] if event.data else "")
        for event in events
        if event.event in OWN_EVENTS
    ]
    queued = [event for event in events if event.event not in OWN_EVENTS]
    if not steps:
        return _queued_call(queued, open_hours, rules, ended_at=ended_at, cut_off_at=cut_off_at)
    over_at = left_at(steps) or (ended_at.timestamp() if ended_at is not None else cut_off_at)
    seen = datetime.fromtimestamp(over_at, tz=UTC) if over_at is not None and over_at != cut_off_at else None
    call = _queued_call(queued, open_hours, rules, ended_at=seen, cut_off_at=cut_off_at)
    return whole_call(events[0].call_id, steps, call, over_at=over_at)


def _queued_call(
    events: Sequence[QueueEvent],
    open_hours: OpenHours,
    rules: ExchangeRules,
    *,
    ended_at: datetime | None,
    cut_off_at: float | None,
) -> CallRecord | None:
    in_order = sorted(events, key=lambda event: (event.at, event.place))
    story = _tell(in_order)
    if not story.is_straight:
        # Lines of one second may stand in any order: try the order in which they can have happened.
        other = _tell(sorted(in_order, key=lambda event: (event.at, _ORDER.get(event.event, 3), event.place)))
        story = other if other.is_straight else story
    if not story.visits:
        return None
    last = story.visits[-1]
    if last.left is None:
        if ended_at is not None:
            _leave(last, max(ended_at.timestamp(), last.connected or last.entered), "unknown")
        elif cut_off_at is not None:
            _leave(last, max(cut_off_at, last.connected or last.entered), "cut_off")
        else:
            return None
    return _record(in_order[0].call_id, story, open_hours, rules)


def _record(call_id: str, story: _Story, open_hours: OpenHours, rules: ExchangeRules) -> CallRecord:
    first, last = story.visits[0], story.visits[-1]
    began_at = _instant(first.entered)
    spoken = next((place for place, visit in enumerate(story.visits) if visit.connected is not None), None)
    waited = story.visits if spoken is None else story.visits[: spoken + 1]
    wait_seconds = round(sum(visit.wait for visit in waited))
    answered = story.visits[spoken] if spoken is not None else None
    assert last.left is not None
    return CallRecord(
        call_id=call_id,
        origin="queue_log",
        direction="in",
        caller=story.caller,
        began_at=began_at,
        answered_at=_instant(answered.connected) if answered and answered.connected is not None else None,
        ended_at=_instant(max(last.left, first.entered)),
        wait_seconds=wait_seconds,
        talk_seconds=round(sum(visit.talk for visit in story.visits)),
        agent=answered.agent if answered else None,
        outcome="answered"
        if answered
        else unanswered_outcome(left_by=last.left_by, wait_seconds=wait_seconds, was_open=open_hours(began_at)),
        transfers=story.transfers,
        callback_requested=answered is None and any(key in rules.callback_keys for key in story.keys),
        left_by="" if answered else last.left_by,
        queue=last.queue or None,
        # Only a transfer out of the queues leaves talk that the queue log cannot see.
        transferred_at=_instant(story.transferred_at) if last.transferred and story.transferred_at else None,
        leg_ids=(call_id,),
    )


def _instant(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, tz=UTC)
