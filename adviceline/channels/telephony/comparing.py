"""Where two accounts of one call differ, and which holds. Pure.

The rule: **the exchange's own records decide.** They are on its disk before the event is told. What was heard live decides
only for a call of which the records hold nothing, so that it is not lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from adviceline.channels.telephony.records import CallRecord

EXCHANGE, LIVE = "exchange", "live"
TOLERANCE_SECONDS = 2
"""Both count whole seconds, each from its own clock tick."""
NOT_HEARD, NOT_RECORDED = "not heard live", "not in the records"


@dataclass(frozen=True, slots=True)
class Differs:
    what: str
    live: str
    exchange: str
    rule: str = EXCHANGE


def differences(live: CallRecord | None, exchange: CallRecord | None, *, lost_touch: bool = False) -> Iterator[Differs]:
    """`lost_touch`: the end was not heard, so all that it would have told is missing, and that is the one difference."""
    if live is None and exchange is None:
        return
    if exchange is None:
        yield Differs("presence", "heard", NOT_RECORDED, LIVE)
        return
    if live is None or lost_touch:
        yield Differs("presence" if live is None and not lost_touch else "end", NOT_HEARD, exchange.outcome)
        return
    if live.outcome != exchange.outcome:
        yield Differs("outcome", live.outcome, exchange.outcome)
    elif _telephone(live.agent) != _telephone(exchange.agent):
        yield Differs("adviser", live.agent or "nobody", exchange.agent or "nobody")
    for name in ("wait_seconds", "talk_seconds"):
        mine, theirs = getattr(live, name), getattr(exchange, name)
        # After a transfer the exchange's records see talk with somebody outside the queue, which live events do not.
        if abs(mine - theirs) > TOLERANCE_SECONDS and not (name == "talk_seconds" and exchange.transfers):
            yield Differs(name, str(mine), str(theirs))
    if live.callback_requested != exchange.callback_requested:
        yield Differs("call-back", _asked(live), _asked(exchange))


def _telephone(agent: str | None) -> str:
    """The live event names its interface (`PJSIP/1001`), the queue log the member's name (`1001`)."""
    return (agent or "").rpartition("/")[2]


def _asked(call: CallRecord) -> str:
    return "asked for" if call.callback_requested else "not asked for"
