"""From a webhook's fields to events of a call, in the form in which our own exchange tells them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from adviceline.channels.telephony import own_events
from adviceline.channels.telephony.live_events import Heard
from adviceline.channels.telephony.rules import caller_number
from adviceline.contacts.phones import NotAPhoneNumber, phone_number

CALL_ID = re.compile(r"[A-Za-z0-9]{10,64}")
ACCOUNT, RECORDING = re.compile(r"AC[0-9a-f]{32}"), re.compile(r"RE[0-9a-f]{32}")
OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
LONGEST = timedelta(hours=24)


def offered(call_id: str, caller: str, *, at: datetime) -> Heard:
    return Heard(call_id, own_events.OFFERED, at.timestamp(), number=caller)


def step(call_id: str, name: str, *, at: datetime, said: str = "") -> Heard:
    return Heard(call_id, f"ADVICE_{name}", at.timestamp(), data=(said,))


def entered(call_id: str, fields: Mapping[str, str], *, at: datetime) -> Heard:
    since = at - timedelta(seconds=whole(fields, "QueueTime"))
    return Heard(call_id, "ENTERQUEUE", since.timestamp(), data=("", "", str(whole(fields, "QueuePosition"))))


def connected(
    call_id: str, fields: Mapping[str, str], *, adviser: str, queued_at: datetime | None, at: datetime
) -> Heard:  # fmt: skip
    """By the provider's own count of the wait, so that a webhook that comes late tells the same."""
    waited = whole(fields, "QueueTime")
    when = min(at, queued_at + timedelta(seconds=waited)) if queued_at is not None and "QueueTime" in fields else at
    return Heard(call_id, "CONNECT", when.timestamp(), adviser, (str(waited), "", ""))


def ended_at(fields: Mapping[str, str], *, began_at: datetime | None, at: datetime) -> datetime:
    """When it was over: as the provider stamped it, else by how long it says that the call was, else now."""
    try:
        told = parsedate_to_datetime(fields.get("Timestamp", ""))
    except (TypeError, ValueError):
        told = None
    if told is not None and told.tzinfo is not None and at - LONGEST < told <= at:
        return told
    if began_at is not None and "CallDuration" in fields:
        return min(at, began_at + timedelta(seconds=whole(fields, "CallDuration")))
    return at


def caller(fields: Mapping[str, str]) -> str:
    """Who rings, in E.164; empty when that is withheld, or no number: what is spoofed as text is none."""
    found = caller_number(fields.get("From", "")) or ""
    return found if re.fullmatch(r"\+?[0-9]{5,15}", found) else ""


def keyed_number(digits: str) -> str:
    """A number that a caller keyed in; empty when we cannot call it."""
    try:
        return phone_number(digits)[0] if re.fullmatch(r"0[0-9]{8,11}", digits) else ""
    except NotAPhoneNumber:
        return ""


def whole(fields: Mapping[str, str], name: str) -> int:
    value = fields.get(name, "")
    return min(int(value), 86_400) if value.isascii() and value.isdigit() and len(value) < 9 else 0
