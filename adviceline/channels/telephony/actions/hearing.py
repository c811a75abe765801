"""Writing down what is heard of a call while it goes on: offered, answered, over; each event once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from adviceline.channels.telephony import own_events
from adviceline.channels.telephony.actions.recording import record_stored
from adviceline.channels.telephony.actions.storing import store
from adviceline.channels.telephony.counting import written_number
from adviceline.channels.telephony.live_events import Heard, account, instant
from adviceline.channels.telephony.models import LiveCall
from adviceline.channels.telephony.records import CallRecord
from adviceline.channels.telephony.rules import caller_number
from adviceline.privacy import crypto

State = LiveCall.State
MOST_HEARD = 200
"""Events kept of one call: a call that is passed round for hours has some dozens."""
RUN = uuid.UUID(int=0)
"""The `run` of calls stored as they happen."""


def hear(
    *, event: Heard, numbers: Mapping[str, str], at: datetime, transport: str = LiveCall.Transport.EXCHANGE
) -> LiveCall:  # fmt: skip
    """Write an event down, and the contact once there is one: when an adviser answers, and when the call is over.

    Told twice, it counts once. `numbers`: event → number, of this call, as far as the listener heard them; empty for a
    number that is withheld. A hosted provider tells late, twice and out of order: of each kind of event, the first counts.
    """
    call, told = _heard(event, numbers, transport)
    if told is not None:
        make_contacts(calls=[told], at=at)
    return call


def hear_together(*, heard: Sequence[tuple[Heard, Mapping[str, str]]]) -> list[CallRecord]:
    """The same for all that our own exchange told at once, in one transaction; answers the calls of which `make_contacts` is
    to make contacts now. Screens can be told before that: it takes longer than the rest."""
    found: dict[str, CallRecord] = {}
    with transaction.atomic():
        for event, numbers in heard:
            _, told = _heard(event, numbers, LiveCall.Transport.EXCHANGE)
            if told is not None:
                found[told.call_id] = told
    return list(found.values())


def make_contacts(*, calls: Sequence[CallRecord], at: datetime) -> None:
    store(calls, run=RUN, at=at)
    record_stored(at=at)


def _heard(event: Heard, numbers: Mapping[str, str], transport: str) -> tuple[LiveCall, CallRecord | None]:
    hosted = transport == LiveCall.Transport.HOSTED
    with transaction.atomic():
        call, _ = LiveCall.objects.select_for_update().get_or_create(
            call_id=event.call_id, defaults={"began_at": instant(event.at), "transport": transport}
        )
        if hosted and not _is_news(call, event, numbers):
            return call, None
        if hosted and call.ended_at is not None:
            event = replace(event, at=min(event.at, call.ended_at.timestamp()))
        if event.kept() in call.heard or len(call.heard) >= MOST_HEARD:
            return call, None
        call.heard = [*call.heard, event.kept()]
        _move(call, event)
        # Without its beginning, and so without its number, only the exchange's records can make a contact of it.
        call.lost_touch = call.lost_touch or (call.state == State.OVER and own_events.OFFERED not in numbers)
        call.save()
    tells = event.event in ("CONNECT", own_events.LEFT) or (hosted and call.state == State.OVER)
    told = account(call.call_id, call.heard, numbers) if tells and own_events.OFFERED in numbers else None
    return call, told


def _is_news(call: LiveCall, event: Heard, numbers: Mapping[str, str]) -> bool:
    """Another number to call is news as long as the call goes on."""
    if event.event not in {heard[0] for heard in call.heard}:
        return True
    other = numbers.get(own_events.CALLBACK) != numbers.get(own_events.OFFERED)
    return event.event == own_events.CALLBACK and other and call.state != State.OVER


def _move(call: LiveCall, event: Heard) -> None:
    when = instant(event.at)
    call.began_at = min(call.began_at, when)
    if event.event == "ENTERQUEUE":
        call.queued_at = call.queued_at or when
        call.state = State.WAITING if call.state != State.OVER else call.state
    elif event.event == "CONNECT":
        call.answered_at = call.answered_at or when
        call.agent = call.agent or event.agent
        call.state = State.TALKING if call.state != State.OVER else call.state
    elif event.event == own_events.OFFERED and event.number is not None:
        written = written_number(caller_number(event.number))
        call.caller = LiveCall.Caller.KNOWN if written else LiveCall.Caller.WITHHELD
        call.caller_index = crypto.blind_index(written, purpose="phone") if written else ""
    elif event.event == own_events.LEFT:
        call.ended_at, call.state, call.lost_touch, call.caller_index = when, State.OVER, False, ""


def lose_touch(*, still_there: Collection[str], at: datetime) -> int:
    """Calls that were going on when the listener last heard, and are not there now: over, though nothing heard how. Their
    contacts are made from the exchange's records. Answers how many."""
    ours = LiveCall.objects.filter(transport=LiveCall.Transport.EXCHANGE)
    gone = ours.exclude(state=State.OVER).exclude(call_id__in=list(still_there))
    return gone.filter(began_at__lt=at).update(state=State.OVER, lost_touch=True, ended_at=at, caller_index="")


def lose_touch_with(*, calls: Collection[str], at: datetime) -> int:
    """The same for calls whose channels are gone and of which no end was told."""
    return (
        LiveCall.objects.filter(transport=LiveCall.Transport.EXCHANGE, call_id__in=list(calls))
        .exclude(state=State.OVER)
        .update(state=State.OVER, lost_touch=True, ended_at=at, caller_index="")
    )


def forget_unended(*, at: datetime, after: timedelta = timedelta(hours=24)) -> int:
    """A call that nothing was heard of for a day is over."""
    return (
        LiveCall.objects.exclude(state=State.OVER)
        .filter(began_at__lt=at - after)
        .update(state=State.OVER, lost_touch=True, ended_at=at, caller_index="")
    )
