"""What a call is counted as, and which account of it holds: pure decisions, no database and no clock."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

import phonenumbers

from adviceline.channels.telephony.reconcile import reconcile_call
from adviceline.channels.telephony.records import CallRecord

LIVE = {"live"}
_INSTANTS = ("began_at", "answered_at", "ended_at", "transferred_at")


@dataclass(frozen=True)
class Counted:
    """How a call is written down. `needs_somebody`: it opens an enquiry, for an adviser to work or code."""

    outcome: str
    needs_somebody: bool
    wants_call_back: bool


def counted(call: CallRecord) -> Counted:
    """An answered call is a matter, a voicemail is a message to be heard and answered, a request to be called back is a promise:
    each opens an enquiry. Whoever left a message is called back whether or not they showed a number: they say it in the
    message. Whoever gave up, or found the line closed or full, is counted without one. Calls that we make open none: they
    belong to the enquiry from which they were made, and an adviser joins them to it.
    """
    if call.direction == "out":
        return Counted("answered" if call.outcome == "answered" else "no_answer", False, False)
    if call.outcome == "voicemail":
        return Counted(call.outcome, True, True)
    wants = call.callback_requested and call.outcome != "answered"
    return Counted(call.outcome, call.outcome == "answered" or wants, wants and number_to_call(call) is not None)


def number_to_call(call: CallRecord) -> str | None:
    """What a caller keyed in, else what they rang from."""
    return call.callback_number or call.caller


def prevailing(known: CallRecord, told: CallRecord) -> CallRecord:
    """Which account holds when a call is told again: the fuller one, and where each source was read alone, both
    reconciled. An older copy of a log takes nothing back, and a number that was told once stays."""
    holds = _prevailing(known, told)
    if set(known.sources) != LIVE or set(told.sources) != LIVE:
        return holds
    return replace(
        holds, caller=holds.caller or known.caller or told.caller,
        callback_number=holds.callback_number or known.callback_number or told.callback_number,
    )  # fmt: skip


def _prevailing(known: CallRecord, told: CallRecord) -> CallRecord:
    before, now = set(known.sources), set(told.sources)
    if before != now and LIVE in (before, now):
        return told if before == LIVE else known  # the exchange's own records decide
    if known.is_going_on != told.is_going_on:
        return told if known.is_going_on else known
    if before == now:
        return told if told.ended_at >= known.ended_at else known
    if now > before:
        return told
    if now < before:
        return known
    queued, cdr = (known, told) if "queue_log" in before else (told, known)
    together, _ = reconcile_call([queued], cdr)
    return together[0]


def written_number(caller: str | None) -> str:
    """The number in E.164 where it can be one of the United Kingdom or international, else as the exchange wrote it. Some
    exchanges leave out the + or the 00 before our own country's code, or the 0 before a number."""
    if not caller:
        return ""
    for said in (caller, f"+{caller}" if re.fullmatch(r"44[0-9]{9,10}", caller, re.ASCII) else caller):
        try:
            number = phonenumbers.parse(said, "GB")
        except phonenumbers.NumberParseException:
            return caller
        if phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE:
            break
    else:
        return caller
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_facts(call: CallRecord) -> dict[str, Any]:
    """As JSON values."""
    found: dict[str, Any] = {field.name: getattr(call, field.name) for field in fields(call)}
    for name in _INSTANTS:
        found[name] = found[name].isoformat() if found[name] else None
    return found


def from_facts(facts: dict[str, Any]) -> CallRecord:
    values = dict(facts)
    for name in _INSTANTS:
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    for name in ("leg_ids", "sources"):
        values[name] = tuple(values[name])
    return CallRecord(**values)
