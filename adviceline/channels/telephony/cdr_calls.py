"""Legs of one call, as the CDR tells them, made one call."""

from collections.abc import Sequence
from datetime import datetime

from adviceline.channels.telephony.cdr import Leg
from adviceline.channels.telephony.records import CallRecord, Outcome
from adviceline.channels.telephony.rules import (
    DEFAULT_RULES,
    SHORT_ABANDON_SECONDS,
    ExchangeRules,
    OpenHours,
    agent_name,
    always_open,
    caller_number,
)

CALL_BACK_ACCOUNT = "callback-"
_TALKING_APPS = frozenset({"confbridge", "meetme", "bridge", "bridgewait"})
_PLAYING_APPS = frozenset({"playback", "background", "controlplayback", "hangup"})


def main_leg(legs: Sequence[Leg]) -> Leg:
    """The leg of whoever began the call: the queued one, else the one the others are linked to, else the first."""
    in_order = sorted(legs, key=lambda leg: (leg.start, leg.sequence, leg.unique_id))
    for leg in in_order:
        if leg.lastapp.casefold() == "queue":
            return next(other for other in in_order if other.unique_id == leg.unique_id)
    return next((leg for leg in in_order if leg.unique_id == leg.linked_id), in_order[0])


def is_internal(legs: Sequence[Leg], rules: ExchangeRules = DEFAULT_RULES) -> bool:
    """One of our own extensions ringing another, or its own voicemail box: no contact at all."""
    main = main_leg(legs)
    short = rules.is_extension(main.dst) or main.dst.startswith("*")
    return rules.is_extension(main.src) and short and rules.is_outbound_context(main.dcontext)


def is_call_back(legs: Sequence[Leg]) -> bool:
    """A call-back that was dialled from the desk: the attempt is a contact already, so its legs are none."""
    return any(leg.accountcode.startswith(CALL_BACK_ACCOUNT) for leg in legs)


def build_call(
    legs: Sequence[Leg], *, open_hours: OpenHours = always_open, rules: ExchangeRules = DEFAULT_RULES
) -> CallRecord:
    """The call told by its legs, in any order.

    A CDR counts from when the exchange picked up, so alone it cannot tell a queued caller's wait from their talk.
    """
    main = main_leg(legs)
    began_at, ended_at = min(leg.start for leg in legs), max(leg.end for leg in legs)
    voicemail = [leg for leg in legs if leg.lastapp.casefold() in rules.voicemail_apps]
    talks = _talks(legs, voicemail)
    out = rules.is_outbound_context(main.dcontext) or (
        rules.is_extension(main.src) and rules.is_outside_number(main.dst) and main.lastapp.casefold() == "dial"
    )
    answered_at = min((leg.answer for leg in talks if leg.answer), default=None)
    if answered_at is not None:
        wait = (answered_at - began_at).total_seconds()
    else:
        wait = (min((leg.start for leg in voicemail), default=ended_at) - began_at).total_seconds()
    outcome = _outcome(legs, answered_at, voicemail, wait, was_open=open_hours(began_at), out=out, rules=rules)
    first_talk = min(talks, key=lambda leg: leg.answer or leg.start, default=None)
    return CallRecord(
        call_id=main.unique_id,
        origin="cdr",
        direction="out" if out else "in",
        caller=caller_number(main.dst) if out else caller_number(main.src) or caller_number(main.clid),
        began_at=began_at,
        answered_at=answered_at,
        ended_at=ended_at,
        wait_seconds=round(wait),
        talk_seconds=talk_seconds(talks),
        agent=agent_name(main.channel if out else first_talk.dstchannel if first_talk else ""),
        outcome=outcome,
        transfers=_transfers(talks),
        left_by="hung_up" if outcome in ("abandoned", "short_abandon") else "",
        leg_ids=tuple(sorted({leg.unique_id for leg in legs})),
    )


def _talks(legs: Sequence[Leg], voicemail: Sequence[Leg]) -> list[Leg]:
    """The legs in which two people spoke. Half of a Local channel that led to a voicemail box is not one."""
    spoken = [
        leg
        for leg in legs
        if leg.was_answered and leg not in voicemail and (leg.dstchannel or leg.lastapp.casefold() in _TALKING_APPS)
    ]
    real = [leg for leg in spoken if not leg.is_local_half]
    return real or ([] if voicemail else spoken)


def talk_seconds(legs: Sequence[Leg], since: datetime | None = None) -> int:
    """Seconds in which at least one of the legs was up, those before ``since`` left out."""
    spans = sorted((max(leg.answer, since) if since else leg.answer, leg.end) for leg in legs if leg.answer)
    total, upto = 0.0, None
    for begun, ended in spans:
        if upto is not None and begun < upto:
            begun = upto
        if ended > begun:
            total += (ended - begun).total_seconds()
            upto = ended
    return round(total)


def talk_after(legs: Sequence[Leg], at: datetime, rules: ExchangeRules = DEFAULT_RULES) -> int:
    """Talk after an adviser passed the caller on to someone outside the queues."""
    voicemail = [leg for leg in legs if leg.lastapp.casefold() in rules.voicemail_apps]
    return talk_seconds([leg for leg in _talks(legs, voicemail) if leg.lastapp.casefold() != "queue"], since=at)


def _transfers(talks: Sequence[Leg]) -> int:
    partners: list[str | None] = []
    for leg in sorted(talks, key=lambda leg: leg.answer or leg.start):
        partner = agent_name(leg.dstchannel)
        if leg.unique_id == talks[0].unique_id and (not partners or partners[-1] != partner):
            partners.append(partner)
    return max(0, len(partners) - 1)


def _outcome(
    legs: Sequence[Leg],
    answered_at: datetime | None,
    voicemail: Sequence[Leg],
    wait: float,
    *,
    was_open: bool,
    out: bool,
    rules: ExchangeRules,
) -> Outcome:
    if answered_at is not None:
        return "answered"
    if out:
        return "not_reached"
    if voicemail:
        return "voicemail"
    if not was_open or is_out_of_hours(legs, rules):
        return "out_of_hours"
    if all(leg.disposition in ("BUSY", "FAILED", "CONGESTION") for leg in legs):
        return "refused"
    return "short_abandon" if wait < SHORT_ABANDON_SECONDS else "abandoned"


def is_out_of_hours(legs: Sequence[Leg], rules: ExchangeRules = DEFAULT_RULES) -> bool:
    """Whether the dialplan itself took the call down its out of hours path."""
    for leg in legs:
        recording = leg.lastdata if leg.lastapp.casefold() in _PLAYING_APPS else ""
        if rules.is_out_of_hours(leg.dcontext, leg.dst, leg.userfield, recording):
            return True
    return False
