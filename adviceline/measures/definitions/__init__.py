"""Every measure, once. Ids are published: add, never rename. docs/reference/measures.md is made from these files."""

from __future__ import annotations

from adviceline.measures.definitions.calls import CALL_MEASURES
from adviceline.measures.definitions.enquiries import ENQUIRY_MEASURES
from adviceline.measures.definitions.feedback import FEEDBACK_MEASURES
from adviceline.measures.definitions.messages import MESSAGE_MEASURES
from adviceline.measures.definitions.parts import (
    BEGAN,
    CLOSED,
    COUNTED,
    IN_SCOPE,
    OFFERED,
    OPENED,
    SIGNPOSTED,
    STAFFED,
    THEMES,
    Measure,
    Protection,
)
from adviceline.measures.definitions.staffing import STAFFING_MEASURES

__all__ = [
    "BEGAN",
    "CLOSED",
    "COUNTED",
    "IN_RETURNS",
    "IN_SCOPE",
    "M2_FIRST",
    "M2_WORDS",
    "MEASURES",
    "OFFERED",
    "OPENED",
    "SIGNPOSTED",
    "STAFFED",
    "THEMES",
    "Measure",
    "Protection",
]

_ALL = (*CALL_MEASURES, *MESSAGE_MEASURES, *ENQUIRY_MEASURES, *FEEDBACK_MEASURES, *STAFFING_MEASURES)
MEASURES: dict[str, Measure] = {measure.id: measure for measure in _ALL}
assert len(MEASURES) == len(_ALL)

IN_RETURNS: dict[str, Measure] = {
    measure.id: measure for measure in (*CALL_MEASURES, *MESSAGE_MEASURES, *ENQUIRY_MEASURES, *STAFFING_MEASURES)
}
"""What a monitoring return says. Feedback's figures are protected one by one; in a return they would stand outside of
what is protected and attacked together, so they stay inside. Those of cover are of the service’s own work: they say whether
the rule was met, never how many or who were there (docs/adr/0140)."""

M2_FIRST = (
    "calls_answered",
    "calls_not_answered",
    "calls_not_answered_percent",
    "callbacks_made",
    "call_duration_mean_seconds",
    "chats_answered",
    "emails_received",
    "emails_replied",
)
"""The figures that requirement M2 names, in its order: the first thing on the page."""

M2_WORDS = {
    "contacts_total": "Number of contacts",
    "calls_answered": "Calls answered",
    "calls_not_answered": "Calls not answered",
    "calls_not_answered_percent": "Calls not answered, percentage",
    "callbacks_made": "Call-backs made",
    "call_duration_mean_seconds": "Average call duration",
    "chats_answered": "Chats",
    "emails_received": "E-mails received",
    "emails_replied": "E-mails replied to",
}
"""What requirement M2 calls them, word for word."""
