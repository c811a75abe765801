"""Who is asked about the service, and when. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from adviceline.measures.feedback_codes import CLOSE, FOLLOW_UP

#: How long after closing the first questions may still be asked, for a service whose worker was away.
CLOSE_WITHIN = timedelta(days=7)
LINK_LASTS = timedelta(days=28)


@dataclass(frozen=True, kw_only=True)
class Person:
    """What the rule looks at of whoever asked for advice."""

    consents_to_follow_up: bool
    is_erased: bool
    has_address: bool
    wants_no_more: bool


def why_not_offered(person: Person) -> str:
    """The code of why a person is not asked; empty for one who is. A refusal goes before what is only missing."""
    if person.is_erased:
        return "erased"
    if person.wants_no_more:
        return "not_to_be_contacted"
    if not person.consents_to_follow_up:
        return "no_consent"
    return "" if person.has_address else "no_address"


def window(wave: str, *, at: datetime, later_after_days: tuple[int, int]) -> tuple[datetime, datetime]:
    """The closing times, from and to, of enquiries that are due in a wave at `at`."""
    if wave == CLOSE:
        return at - CLOSE_WITHIN, at
    assert wave == FOLLOW_UP
    first, last = later_after_days
    return at - timedelta(days=last), at - timedelta(days=first)
