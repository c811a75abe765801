"""What our own dialplan adds to the queue log, so that a call is on disk from its first moment, queued or not.

`ADVICE_OFFERED|number`, `ADVICE_CLOSED`, `ADVICE_REFUSED|why`, `ADVICE_KEY|1`, `ADVICE_PUT_OUT|QUEUESTATUS`,
`ADVICE_CALLBACK|number`, `ADVICE_VOICEMAIL|SUCCESS`, `ADVICE_RECORDING|heard, declined or unsaid`,
`ADVICE_LEFT|where in the dialplan`: written by adviceline/channels/telephony/exchange/conf/extensions.conf.j2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from adviceline.channels.telephony.records import CallRecord, LeftBy, Outcome
from adviceline.channels.telephony.rules import caller_number, unanswered_outcome

OFFERED, CLOSED, REFUSED, CALLBACK, VOICEMAIL, LEFT = (
    f"ADVICE_{name}" for name in ("OFFERED", "CLOSED", "REFUSED", "CALLBACK", "VOICEMAIL", "LEFT")
)
RECORDING = "ADVICE_RECORDING"
"""That the caller was told that calls are recorded: changes nothing in how the call is counted."""
DECLINED = "declined"
KEY, PUT_OUT = "ADVICE_KEY", "ADVICE_PUT_OUT"
"""How a caller left the queue: the queue log says so itself, but live events do not."""
OWN_EVENTS = frozenset({OFFERED, CLOSED, REFUSED, CALLBACK, VOICEMAIL, LEFT, RECORDING, KEY, PUT_OUT})


@dataclass(frozen=True, slots=True)
class Step:
    """One such event: which, when (epoch seconds), and what it said."""

    event: str
    at: float
    said: str = ""


def left_at(steps: Sequence[Step]) -> float | None:
    return max((step.at for step in steps if step.event == LEFT), default=None)


def whole_call(
    call_id: str, steps: Sequence[Step], queued: CallRecord | None, *, over_at: float | None = None
) -> CallRecord | None:
    """The call that the steps tell, with what the queue told of it; None while it goes on.

    `over_at`: by when it was over all the same, for a call whose end nothing saw.
    """
    by_event = {step.event: step for step in sorted(steps, key=lambda step: step.at)}
    left = left_at(steps)
    ended = left if left is not None else over_at
    if ended is None:
        return None
    began = by_event.get(OFFERED, min(steps, key=lambda step: step.at))
    ended = max(ended, began.at)
    began_at, ended_at = _instant(began.at), _instant(ended)
    asked = by_event.get(CALLBACK)
    caller = caller_number(began.said) if began.event == OFFERED else (queued.caller if queued else None)
    if queued is not None and queued.outcome == "answered":
        return replace(queued, began_at=began_at, caller=caller, ended_at=max(queued.ended_at, ended_at), is_whole=True)
    left_by: LeftBy = "hung_up" if left is not None else "cut_off"
    outcome: Outcome
    if VOICEMAIL in by_event:
        outcome = "voicemail"
    elif CLOSED in by_event:
        outcome = "out_of_hours"
    elif queued is not None:
        outcome, left_by = queued.outcome, queued.left_by
    elif REFUSED in by_event:
        outcome, left_by = "refused", "refused"
    else:
        outcome = unanswered_outcome(left_by=left_by, wait_seconds=ended - began.at, was_open=True)
    return CallRecord(
        call_id=call_id,
        origin="queue_log",
        direction="in",
        caller=caller,
        began_at=began_at,
        is_whole=True,
        answered_at=None,
        ended_at=ended_at,
        wait_seconds=queued.wait_seconds if queued is not None else round(ended - began.at),
        talk_seconds=0,
        agent=None,
        outcome=outcome,
        callback_requested=asked is not None or (queued is not None and queued.callback_requested),
        callback_number=caller_number(asked.said) if asked else None,
        left_by=left_by,
        queue=queued.queue if queued else None,
        leg_ids=(call_id,),
    )


def _instant(epoch: float) -> datetime:
    return datetime.fromtimestamp(epoch, tz=UTC)
