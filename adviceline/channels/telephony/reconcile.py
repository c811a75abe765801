"""One call out of two accounts of it.

The rule: **the queue log decides** whether a queued call was answered, how long the caller waited and how long the
adviser talked. **The CDR fills** what the queue log cannot see: voicemail and the out of hours path after the queue,
the caller's number, the end of a call that the queue log lost, talk after a transfer out of the queues, and every call
that never entered a queue. Where they disagree the difference is reported, never averaged.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from adviceline.channels.telephony.records import CallRecord, Difference

_TALK_TOLERANCE_SECONDS = 5
_BEGAN_TOLERANCE = timedelta(seconds=120)


def reconcile(
    queue_records: Iterable[CallRecord], cdr_records: Iterable[CallRecord]
) -> tuple[list[CallRecord], list[Difference]]:
    """Calls in the order in which they began, one each, and where the two sources differ.

    Records are matched by channel id (a queue log's call id is the caller's channel id). Everything is held in memory:
    for files of any size use ``read_calls``, which does the same one call at a time.
    """
    queued = {record.call_id: record for record in queue_records}
    cdrs = list(cdr_records)
    calls: list[CallRecord] = []
    differences: list[Difference] = []
    matched: set[str] = set()
    for cdr in cdrs:
        mine = [
            queued[leg] for leg in dict.fromkeys((cdr.call_id, *cdr.leg_ids)) if leg in queued and leg not in matched
        ]
        matched.update(record.call_id for record in mine)
        together, found = reconcile_call(mine, cdr)
        calls.extend(together)
        differences.extend(found)
    for record in queued.values():
        if record.call_id not in matched:
            calls.append(record)
            if cdrs:
                differences.append(Difference(record.call_id, "presence", "present", "missing", "queue_log"))
    calls.sort(key=lambda call: (call.began_at, call.call_id))
    return calls, differences


def reconcile_call(
    queued: list[CallRecord], cdr: CallRecord, *, talk_after_transfer: int = 0
) -> tuple[list[CallRecord], list[Difference]]:
    """The queue log's records of one CDR call, and that call, made one (or more, when they are plainly separate).

    ``talk_after_transfer``: seconds talked, by the CDR, after an adviser passed the caller out of the queues.
    """
    if not queued:
        return [cdr], []
    separate = _join_transferred(sorted(queued, key=lambda record: record.began_at))
    if len(separate) > 1:
        # Linked by a channel that outlives calls (an agent who stays logged in): not one call.
        return separate, [
            Difference(record.call_id, "linked calls", "separate", "one", "queue_log") for record in separate[1:]
        ]
    call, differences = _fill(separate[0], cdr)
    if call.transferred_at is not None and talk_after_transfer > 0:
        call = replace(
            call,
            talk_seconds=call.talk_seconds + talk_after_transfer,
            ended_at=max(call.ended_at, cdr.ended_at),
        )
    return [call], differences


def _join_transferred(records: list[CallRecord]) -> list[CallRecord]:
    """An adviser who takes a caller back to the queue in person queues on a channel of their own: still one call."""
    joined: list[CallRecord] = []
    for record in records:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.transferred_at is not None
            and record.began_at <= before.transferred_at + timedelta(seconds=2)
            and record.ended_at >= before.transferred_at
        ):
            joined[-1] = replace(
                before,
                ended_at=max(before.ended_at, record.ended_at),
                talk_seconds=before.talk_seconds + record.talk_seconds,
                transfers=before.transfers + record.transfers,
                transferred_at=record.transferred_at,
                leg_ids=tuple(dict.fromkeys((*before.leg_ids, *record.leg_ids))),
            )
        else:
            joined.append(record)
    return joined


def _fill(record: CallRecord, cdr: CallRecord) -> tuple[CallRecord, list[Difference]]:
    differences: list[Difference] = []

    def differs(what: str, queue_log: object, in_cdr: object) -> None:
        differences.append(Difference(record.call_id, what, str(queue_log), str(in_cdr), "queue_log"))

    outcome = record.outcome
    if record.is_whole and outcome != "answered" != cdr.outcome:
        pass  # our own dialplan told of it: the recording that was played last says no more
    elif outcome != "answered" and record.left_by != "hung_up" and cdr.outcome in ("voicemail", "out_of_hours"):
        outcome = cdr.outcome
    elif (outcome == "answered") != (cdr.outcome == "answered"):
        differs("outcome", outcome, cdr.outcome)
    if (
        outcome == cdr.outcome == "answered"
        and record.transferred_at is None
        and cdr.talk_seconds + _TALK_TOLERANCE_SECONDS < record.talk_seconds
    ):
        # The other way round is ordinary: a CDR counts from when the exchange itself picked up.
        differs("talk_seconds", record.talk_seconds, cdr.talk_seconds)
    if abs(record.began_at - cdr.began_at) > _BEGAN_TOLERANCE and record.began_at < cdr.began_at:
        differs("began_at", record.began_at.isoformat(), cdr.began_at.isoformat())
    if record.caller and cdr.caller and record.caller != cdr.caller:
        differences.append(Difference(record.call_id, "caller", "one number", "another number", "queue_log"))
    filled = replace(
        record,
        outcome=outcome,
        caller=record.caller or (_number_of(cdr, record) if cdr.direction == "in" else None),
        leg_ids=tuple(dict.fromkeys((*record.leg_ids, *cdr.leg_ids))),
        sources=("queue_log", "cdr"),
    )
    return filled, differences


def _number_of(cdr: CallRecord, record: CallRecord) -> str | None:
    """The caller's number by the CDR; of a call that our own dialplan told, only what it would have taken for one: nobody rings
    from 999, but whoever feigns a number can say so."""
    if record.is_whole and not re.fullmatch(r"\+?[0-9]{5,17}", cdr.caller or ""):
        return None
    return cdr.caller
