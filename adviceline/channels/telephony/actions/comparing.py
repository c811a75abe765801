"""Setting the two witnesses against each other, call by call, once a call is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import EXCHANGE
from adviceline.channels.telephony.actions.hearing import RUN, forget_unended
from adviceline.channels.telephony.actions.recording import account_of, record_stored
from adviceline.channels.telephony.actions.storing import ingest, store
from adviceline.channels.telephony.comparing import Differs, differences
from adviceline.channels.telephony.counting import LIVE
from adviceline.channels.telephony.exchange.settings import Exchange
from adviceline.channels.telephony.live_events import account
from adviceline.channels.telephony.models import Call, CallDifference, LiveCall
from adviceline.channels.telephony.queue_log import QueueEvent, build_call
from adviceline.channels.telephony.records import CallRecord

AT_A_TIME = 500
GRACE = timedelta(seconds=30)
"""How long after its end a call may be missing from the exchange's records before it is said to be."""
LOOKED_BACK = timedelta(days=7)


@dataclass
class Compared:
    calls: int = 0
    differing: int = 0
    only_live: int = 0
    not_heard: int = 0


def read_exchange(*, exchange: Exchange, at: datetime) -> Compared:
    """Read the exchange's own records, record what they tell, and compare it with what was heard. Times are in UTC."""
    ingest(exchange.records, at=at, timezone="UTC")
    forget_unended(at=at)
    return compare(at=at)


def compare(*, at: datetime) -> Compared:
    """Compare every call that is over and was not compared yet; the exchange's records were read just before."""
    done = Compared()
    hosted = LiveCall.objects.filter(transport=LiveCall.Transport.HOSTED)
    LiveCall.objects.filter(compared_at=None, state=LiveCall.State.OVER, pk__in=hosted.values("pk")).update(
        compared_at=at
    )
    rows = Call.objects.filter(compared_at=None, state=Call.State.RECORDED, began_at__gte=at - LOOKED_BACK)
    for call in rows.select_related("details").order_by("began_at")[:AT_A_TIME]:
        told = account_of(call)
        if (
            told is None
            or not told.is_whole
            or told.direction == "out"
            or hosted.filter(call_id=told.call_id).exists()  # the provider is its only witness
        ):
            Call.objects.filter(pk=call.pk).update(compared_at=at)  # of another exchange, or gone: nothing to compare
        elif set(told.sources) != LIVE:
            _compare(told, LiveCall.objects.filter(call_id=told.call_id).first(), call, done, at=at)
    left = LiveCall.objects.filter(compared_at=None, state=LiveCall.State.OVER, ended_at__lt=at - GRACE)
    for live in left.order_by("began_at")[:AT_A_TIME]:
        row = Call.objects.filter(key=f"call:{live.call_id}").select_related("details").first()
        told = account_of(row) if row is not None else None
        if told is None or set(told.sources) == LIVE:
            _only_live(live, done, at=at)
    return done


def _compare(told: CallRecord, live: LiveCall | None, call: Call, done: Compared, *, at: datetime) -> None:
    if live is not None and live.state != LiveCall.State.OVER:
        return  # the exchange knows its end already; the event is on its way
    heard = account(live.call_id, live.heard, {}) if live is not None else None
    lost = live is not None and (live.lost_touch or heard is None)
    found = list(differences(heard, told, lost_touch=lost))
    with transaction.atomic():
        _keep(told.call_id, told.began_at, found, at=at)
        Call.objects.filter(pk=call.pk).update(compared_at=at)
        if live is not None:
            LiveCall.objects.filter(pk=live.pk).update(compared_at=at)
    done.calls += 1
    done.differing += bool(found)
    done.not_heard += live is None


def _only_live(live: LiveCall, done: Compared, *, at: datetime) -> None:
    """Heard, and not in the exchange's records: it counts as it was heard, or as a caller who was cut off."""
    heard = account(live.call_id, live.heard, {}) or _cut_off(live)
    with transaction.atomic():
        _keep(live.call_id, live.began_at, list(differences(heard, None)), at=at)
        LiveCall.objects.filter(pk=live.pk).update(compared_at=at)
    if heard is not None:
        store([replace(heard, origin="live", sources=("live",), is_going_on=False)], run=RUN, at=at)
        record_stored(at=at)
    done.calls += 1
    done.differing += 1
    done.only_live += 1


def _cut_off(live: LiveCall) -> CallRecord | None:
    events = [QueueEvent(at, live.call_id, "", agent, event, tuple(data)) for event, at, agent, data in live.heard]
    if not events:
        return None
    return build_call(events, cut_off_at=max(event.at for event in events))


def _keep(call_id: str, began_at: datetime, found: Sequence[Differs], *, at: datetime) -> None:
    for each in found:
        _, new = CallDifference.objects.get_or_create(
            call_id=call_id, what=each.what,
            defaults={
                "began_at": began_at, "live": each.live[:60], "exchange": each.exchange[:60], "rule": each.rule,
                "found_at": at,
            },
        )  # fmt: skip
        if new:
            record(
                action="call.accounts_differed", by=EXCHANGE, at=at, subject=f"call:{call_id}",
                data={"what": each.what, "believed": each.rule},
            )  # fmt: skip
