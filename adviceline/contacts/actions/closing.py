"""Closing an enquiry with its outcomes, and opening it again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.contacts.actions.changing import changing, recount_contacts, sent_twice_counts_once
from adviceline.contacts.errors import UnableToChangeEnquiry, UnableToCloseEnquiry
from adviceline.contacts.models import ConfidenceAnswer, Enquiry
from adviceline.contacts.rules import ClosingFacts, clashing, missing_before_closing
from adviceline.contacts.states import State
from adviceline.content.current import current_content


def closing_facts(enquiry: Enquiry, *, outcomes: Iterable[str], non_advice: str) -> ClosingFacts:
    """What the closing rule looks at, gathered from the enquiry."""
    chosen = frozenset(outcomes)
    taxonomy = current_content().taxonomy
    return ClosingFacts(
        kind=enquiry.kind,
        role=enquiry.enquirer.role,
        continuum=enquiry.continuum,
        outcomes=chosen,
        ending_outcomes=frozenset(code for code in chosen if taxonomy.outcome(code).ends_enquiry),
        non_advice=non_advice,
        clashes=tuple(
            (taxonomy["outcome"].label(one), taxonomy["outcome"].label(other))
            for one, other in clashing(chosen, lambda code: taxonomy.outcome(code).excludes)
        ),
        confidence_close_offered=enquiry.confidence.filter(stage=ConfidenceAnswer.Stage.CLOSE).exists(),
    )


@sent_twice_counts_once
def close(
    *,
    enquiry: Enquiry,
    outcomes: Iterable[str],
    by: Person,
    at: datetime,
    version: int | None = None,
    non_advice: str = "",
) -> Enquiry:
    """Close with outcomes, or as not for advice. Raises `UnableToCloseEnquiry` naming what is missing."""
    chosen = sorted(set(outcomes))
    taxonomy = current_content().taxonomy
    for code in chosen:
        if code not in taxonomy["outcome"]:
            raise UnableToChangeEnquiry(f"'{code[:60]}' is not an outcome.")
        choosers = taxonomy.outcome(code).chosen_by
        if choosers and not set(by.roles) & set(choosers):
            raise UnableToChangeEnquiry(f"Your role may not choose the outcome '{taxonomy.outcome(code).label}'.")
    if non_advice and non_advice not in taxonomy["non_advice_contact"]:
        raise UnableToChangeEnquiry(f"'{non_advice[:60]}' is not a kind of contact.")

    def done(held: Enquiry) -> bool:
        return held.state == State.CLOSED and (held.outcomes, held.non_advice) == (chosen, non_advice)

    with changing(enquiry, "close", version=version, error=UnableToChangeEnquiry, done=done) as fresh:
        missing = missing_before_closing(closing_facts(fresh, outcomes=chosen, non_advice=non_advice))
        if missing:
            raise UnableToCloseEnquiry(missing)
        fresh.outcomes, fresh.non_advice = chosen, non_advice
        fresh.closed_at = at
        fresh.first_closed_at = fresh.first_closed_at or at
        fresh.waiting_since_at = None
        fresh.owner = fresh.owner or by
        fresh.partner_id = fresh.partner_id or by.partner_id
        fresh.save()
        recount_contacts(fresh)
        record(
            action="enquiry.closed",
            by=by,
            at=at,
            subject=fresh.subject,
            data={"outcomes": chosen, "non_advice": non_advice},
        )
    return fresh


@sent_twice_counts_once
def reopen(*, enquiry: Enquiry, by: Person, at: datetime, version: int | None = None) -> Enquiry:
    """Open a closed enquiry again: its first closing still counts in its month."""

    def done(held: Enquiry) -> bool:
        return held.state == State.IN_PROGRESS and held.owner_id == by.pk and held.reopened_at is not None

    with changing(enquiry, "reopen", version=version, done=done) as fresh:
        fresh.closed_at = None
        fresh.reopened_at = fresh.reopened_at or at
        fresh.owner, fresh.partner_id = by, by.partner_id
        record(action="enquiry.reopened", by=by, at=at, subject=fresh.subject)
    return fresh
