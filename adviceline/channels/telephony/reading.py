"""An exchange's files in, calls out."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from adviceline.channels.telephony import cdr, cdr_calls, queue_log, sources
from adviceline.channels.telephony.cdr_clock import CdrClock
from adviceline.channels.telephony.reconcile import reconcile_call
from adviceline.channels.telephony.records import CallRecord, Difference, SetAside, Tally
from adviceline.channels.telephony.rules import DEFAULT_RULES, ExchangeRules, OpenHours, always_open
from adviceline.channels.telephony.staging import Staging


def read_calls(
    paths: Iterable[Path | str],
    *,
    timezone: str = "Europe/London",
    open_hours: OpenHours = always_open,
    rules: ExchangeRules = DEFAULT_RULES,
    tally: Tally | None = None,
) -> Iterator[CallRecord | SetAside]:
    """Every call in the files and folders given, in the order in which they began, and everything set aside.

    Give all of an exchange's files in one go: a call told partly in one (or in both the queue log and the CDR) is
    put together. ``timezone`` is the zone of the CDR's times; ``open_hours(instant)`` says whether the line was open.
    A call with no end yet is set aside, and read when the file has grown; one that was cut off, since the exchange
    started again after it or the log went on for a day, is a call like any other. Never raises for what a file holds.
    """
    tally = tally if tally is not None else Tally()
    zone = ZoneInfo(timezone)
    with Staging() as staging:
        kinds: set[str] = set()
        for found in sources.find_files(paths):
            if isinstance(found, SetAside):
                yield found
                continue
            path, what = found
            tally.files[what] += 1
            kinds.add(what)
            try:
                if what == "queue_log":
                    yield from _stage_queue_log(path, staging, tally)
                elif what == "cdr":
                    yield from _stage_cdr(path, staging, tally, zone)
            except sources.READ_ERRORS as error:
                yield SetAside(str(path), f"cannot be read to its end: {error}")
        for events, legs in staging.groups():
            both = "queue_log" in kinds and "cdr" in kinds
            yield from _one_call(events, legs, open_hours, rules, tally, both=both, cut_off_at=staging.cut_off_at)


def _stage_queue_log(path: Path, staging: Staging, tally: Tally) -> Iterator[SetAside]:
    with sources.open_file(path) as stream:
        for number, text, terminated in sources.lines(stream):
            tally.lines += 1
            if text is not None and not text.strip():
                continue
            try:
                if text is None:
                    raise queue_log.UnreadableLine("the line is longer than any that an exchange writes")
                event = queue_log.parse_line(text, place=tally.lines, terminated=terminated)
            except queue_log.UnreadableLine as unreadable:
                yield SetAside(f"{path}:{number}", str(unreadable))
                continue
            if event.event == "QUEUESTART":
                staging.add_start(event.at)
            if not queue_log.is_call_event(event):
                tally.not_calls[event.event if event.event in queue_log.OTHER_EVENTS else "OTHER"] += 1
            elif not staging.add_event(event, text):
                tally.repeated_lines += 1


def _stage_cdr(path: Path, staging: Staging, tally: Tally, zone: ZoneInfo) -> Iterator[SetAside]:
    clock, columns = CdrClock(zone), None
    with sources.open_file(path) as stream:
        for number, text, _ in sources.lines(stream):
            tally.lines += 1
            if text is not None and not text.strip():
                continue
            try:
                if text is None:
                    raise cdr.UnreadableRow("the line is longer than any that an exchange writes")
                leg = cdr.parse_row(text, clock=clock, columns=columns)
            except cdr.HeaderRow as header:
                columns = header.columns
            except cdr.UnreadableRow as unreadable:
                yield SetAside(f"{path}:{number}", str(unreadable))
            else:
                if not staging.add_leg(leg, text):
                    tally.repeated_lines += 1


def _one_call(
    events: dict[str, list[queue_log.QueueEvent]],
    legs: list[cdr.Leg],
    open_hours: OpenHours,
    rules: ExchangeRules,
    tally: Tally,
    *,
    both: bool,
    cut_off_at: Callable[[float], float | None],
) -> Iterator[CallRecord | SetAside]:
    if not events and cdr_calls.is_call_back(legs):
        tally.not_calls["CALLBACK"] += 1
        return
    if not events and cdr_calls.is_internal(legs, rules):
        tally.internal_calls += 1
        return
    by_cdr = cdr_calls.build_call(legs, open_hours=open_hours, rules=rules) if legs else None
    queued = []
    for call_id, told in events.items():
        ended_at = max((leg.end for leg in legs if leg.unique_id == call_id), default=None)
        cut_off = cut_off_at(max(event.at for event in told)) if ended_at is None else None
        call = queue_log.build_call(told, open_hours=open_hours, rules=rules, ended_at=ended_at, cut_off_at=cut_off)
        if call is None:
            yield SetAside(f"call {call_id}", "still open, or its end is not in these files: read again when it is")
        else:
            queued.append(call)
    if by_cdr is None:
        yield from queued
        if both:
            tally.note([Difference(call.call_id, "presence", "present", "missing", "queue_log") for call in queued])
        return
    if events and not queued:
        return
    passed_on = max((call.transferred_at for call in queued if call.transferred_at), default=None)
    after = cdr_calls.talk_after(legs, passed_on, rules) if passed_on else 0
    calls, differences = reconcile_call(queued, by_cdr, talk_after_transfer=after)
    tally.note(differences)
    yield from calls
