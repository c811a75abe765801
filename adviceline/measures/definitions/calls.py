"""Calls: offered, answered, not answered and how, how long."""

from __future__ import annotations

from adviceline.measures import codes
from adviceline.measures.algebra import Mean, Percentile, percentage
from adviceline.measures.definitions.parts import (
    ANSWERED_CALLS,
    BEGAN,
    COUNTED,
    NOT_ANSWERED,
    NOT_SHORT,
    OFFERED,
    Measure,
    calls,
    contacts,
)
from adviceline.measures.predicates import Equals, every

CALL_MEASURES = (
    calls("calls_answered", "Calls answered", "Calls offered in which an adviser spoke.", ANSWERED_CALLS),
    calls(
        "calls_not_answered",
        "Calls not answered",
        "Calls offered in which no adviser spoke: short abandoned, abandoned, voicemail, out of hours and refused.",
        every(OFFERED, NOT_ANSWERED),
    ),
    Measure(
        "calls_not_answered_percent",
        "Calls not answered, percentage",
        "Calls not answered, as a percentage of calls offered.",
        "percent",
        percentage(BEGAN, part=NOT_ANSWERED, whole=OFFERED),
        "M2",
        "Calls not answered",
        "Calls offered",
    ),
    Measure(
        "calls_not_answered_percent_excluding_short",
        "Calls not answered, percentage without short abandons",
        "Calls not answered, as a percentage of calls offered, with short abandons left out of both.",
        "percent",
        percentage(BEGAN, part=NOT_ANSWERED, whole=every(OFFERED, NOT_SHORT)),
        "M2",
        "Calls not answered, less short abandons",
        "Calls offered, less short abandons",
        "Tests and short abandons.",
    ),
    Measure(
        "call_duration_mean_seconds",
        "Average call duration",
        "Mean talk time of answered calls, in true elapsed seconds. Waiting and wrap-up are not part of it.",
        "seconds",
        Mean(BEGAN, "talk_seconds", ANSWERED_CALLS),
        "M2",
        "Talk time of answered calls, in seconds",
        "Answered calls with a known talk time",
    ),
    calls(
        "calls_offered",
        "Calls offered",
        "Incoming calls that reached the exchange, open or closed. A transfer is one call.",
        OFFERED,
    ),
    calls(
        "calls_short_abandoned",
        "Calls short abandoned",
        "Calls offered whose caller left the queue within 30 seconds.",
        every(OFFERED, Equals("outcome", "short_abandon")),
    ),
    calls(
        "calls_abandoned",
        "Calls abandoned",
        "Calls offered whose caller left the queue after 30 seconds or more.",
        every(OFFERED, Equals("outcome", "abandoned")),
    ),
    calls(
        "calls_voicemail",
        "Calls to voicemail",
        "Calls offered that ended in voicemail.",
        every(OFFERED, Equals("outcome", "voicemail")),
    ),
    calls(
        "calls_out_of_hours",
        "Calls out of hours",
        "Calls offered while the service was closed that were turned away, and left no voicemail. A caller who waited in a "
        "queue and hung up counts as abandoned at any hour.",
        every(OFFERED, Equals("outcome", "out_of_hours")),
    ),
    calls(
        "calls_refused",
        "Calls refused by a full queue",
        "Calls offered that a full queue turned away.",
        every(OFFERED, Equals("outcome", "refused")),
    ),
    Measure(
        "call_duration_median_seconds",
        "Median call duration",
        "Median talk time of answered calls.",
        "seconds",
        Percentile(BEGAN, "talk_seconds", 50, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known talk time",
    ),
    Measure(
        "call_duration_p95_seconds",
        "95th percentile of call duration",
        "The talk time that 95 in 100 answered calls do not exceed, by linear interpolation between closest ranks.",
        "seconds",
        Percentile(BEGAN, "talk_seconds", 95, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known talk time",
    ),
    Measure(
        "call_wait_median_seconds",
        "Median wait for an answer",
        "Median time that answered calls waited in the queue.",
        "seconds",
        Percentile(BEGAN, "wait_seconds", 50, ANSWERED_CALLS),
        "M2",
        denominator="Answered calls with a known wait",
    ),
    Measure(
        "call_wrap_up_mean_seconds",
        "Average wrap-up",
        "Mean time that an adviser spent on the record after an answered call.",
        "seconds",
        Mean(BEGAN, "wrap_up_seconds", ANSWERED_CALLS),
        "M2",
        "Wrap-up of answered calls, in seconds",
        "Answered calls with a known wrap-up",
    ),
    contacts(
        "calls_made",
        "Calls made",
        "Outgoing calls other than call-backs.",
        "calls",
        every(COUNTED, Equals("channel", codes.CALL), Equals("direction", codes.OUT)),
        excludes="Tests.",
    ),
)
