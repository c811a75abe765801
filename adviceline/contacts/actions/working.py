"""Working the queue: claim, put back, triage, wait, resume."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.contacts.actions.changing import AlreadyDone, changing, sent_twice_counts_once
from adviceline.contacts.errors import UnableToChangeEnquiry, UnableToClaimEnquiry
from adviceline.contacts.models import Enquiry
from adviceline.contacts.rules import due_at
from adviceline.contacts.states import State
from adviceline.contacts.values import Triage
from adviceline.content.current import current_content
from adviceline.workforce.queries import opening_hours


@sent_twice_counts_once
def claim(*, enquiry: Enquiry, by: Person, at: datetime, take_over: bool = False) -> Enquiry:
    """Take an enquiry up. Of two people who try at once, one gets it and the other is told who has it.

    `take_over` lets a supervisor, or an adviser whose colleague put it to waiting, take it from somebody.
    Claiming what one already has changes nothing.
    """
    with changing(enquiry, "claim", version=None, error=UnableToClaimEnquiry) as fresh:
        if fresh.owner_id not in (None, by.pk) and not take_over:
            owner = fresh.owner.name if fresh.owner else ""
            raise UnableToClaimEnquiry(f"{owner} already has this enquiry.")
        if fresh.owner_id not in (None, by.pk) and not (by.may(Permission.SUPERVISE) or fresh.state == "waiting"):
            raise UnableToClaimEnquiry(
                "Ask a supervisor: only they can take an enquiry from a colleague who is working on it."
            )
        if fresh.owner_id == by.pk and fresh.state == State.IN_PROGRESS:
            raise AlreadyDone(fresh)
        already = fresh.owner_id == by.pk
        fresh.owner, fresh.partner_id = by, by.partner_id
        fresh.waiting_since_at = None
        if not already:
            record(action="enquiry.claimed", by=by, at=at, subject=fresh.subject, data={"take_over": take_over})
    return fresh


@sent_twice_counts_once
def release(*, enquiry: Enquiry, by: Person, at: datetime, version: int | None = None) -> Enquiry:
    """Put an enquiry back into the queue for anybody."""
    with changing(enquiry, "release", version=version, done=lambda held: held.state == State.NEW) as fresh:
        fresh.owner = None
        fresh.waiting_since_at = at
        record(action="enquiry.released", by=by, at=at, subject=fresh.subject)
    return fresh


@sent_twice_counts_once
def triage(*, enquiry: Enquiry, values: Triage, by: Person, at: datetime, version: int | None = None) -> Enquiry:
    """Set the coded fields. Raises `UnableToChangeEnquiry` for a code that the taxonomy does not have."""
    check_codes(values)
    wanted = {**vars(values), "themes": sorted(set(values.themes))}

    def done(held: Enquiry) -> bool:
        return held.is_open and all(getattr(held, name) == value for name, value in wanted.items())

    with changing(enquiry, "triage", version=version, done=done) as fresh:
        before = (fresh.kind, fresh.themes, fresh.continuum, fresh.threshold, fresh.urgency, fresh.follow_up)
        fresh.kind, fresh.themes = values.kind, sorted(set(values.themes))
        fresh.continuum, fresh.threshold = values.continuum, values.threshold
        fresh.follow_up = values.follow_up
        if values.urgency != fresh.urgency:
            fresh.urgency = values.urgency
            fresh.due_at = due_at(values.urgency, fresh.opened_at, add_open_time=opening_hours().add_open_time)
        after = (fresh.kind, fresh.themes, fresh.continuum, fresh.threshold, fresh.urgency, fresh.follow_up)
        names = ("kind", "themes", "continuum", "threshold", "urgency", "follow_up")
        changed = {name: new for name, old, new in zip(names, before, after, strict=True) if old != new}
        if fresh.triaged_at and not changed:
            raise AlreadyDone(fresh)
        fresh.triaged_at = fresh.triaged_at or at
        record(action="enquiry.triaged", by=by, at=at, subject=fresh.subject, data=changed)
    return fresh


@sent_twice_counts_once
def wait(*, enquiry: Enquiry, by: Person, at: datetime, version: int | None = None) -> Enquiry:
    """The next step is the enquirer's."""
    with changing(enquiry, "wait", version=version, done=lambda held: held.state == State.WAITING) as fresh:
        fresh.waiting_since_at = at
        record(action="enquiry.waiting", by=by, at=at, subject=fresh.subject)
    return fresh


@sent_twice_counts_once
def resume(*, enquiry: Enquiry, by: Person, at: datetime, version: int | None = None) -> Enquiry:
    """The enquirer has answered, or the adviser goes on without."""

    def done(held: Enquiry) -> bool:
        return held.state == State.IN_PROGRESS and held.owner_id == by.pk

    with changing(enquiry, "resume", version=version, done=done) as fresh:
        fresh.owner = fresh.owner or by
        fresh.waiting_since_at = None
        record(action="enquiry.resumed", by=by, at=at, subject=fresh.subject)
    return fresh


def check_codes(values: Triage) -> None:
    """Raise `UnableToChangeEnquiry` unless every code is one of the taxonomy's."""
    taxonomy = current_content().taxonomy
    chosen = {
        "kind": [values.kind],
        "theme": list(values.themes),
        "continuum": [values.continuum],
        "threshold": [values.threshold],
        "urgency": [values.urgency],
        "follow_up_kind": [values.follow_up],
    }
    for field, codes in chosen.items():
        for code in filter(None, codes):
            if code not in taxonomy[field]:
                raise UnableToChangeEnquiry(f"'{code}' is not a choice for {taxonomy[field].title.lower()}.")
