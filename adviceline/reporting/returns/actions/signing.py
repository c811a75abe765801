"""A second person's signature, and taking it back."""

from __future__ import annotations

from datetime import datetime

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.reporting.models import Return
from adviceline.reporting.returns.actions.steps import (
    UnableToMoveReturn,
    keep,
    require,
    role_of,
    step,
    subject,
)
from adviceline.reporting.returns.queries import content_hash, makers
from adviceline.reporting.returns.readiness import in_words, missing
from adviceline.reporting.returns.standing import checks_of
from adviceline.reporting.returns.states import why_not_apart


def sign_return(*, report: Return, by: Person, at: datetime) -> Return:
    """Sign what the return says now: figures, tables and commentary, by their hash."""
    require("sign", report, by)
    found = missing(checks_of(report), before_signing=True)
    if found:
        raise UnableToMoveReturn(f"Return {report.name} cannot be signed yet. {in_words(found)}")
    with step("sign", report, by) as fresh:
        if words := why_not_apart(person=by.pk, makers=makers(fresh), name=fresh.name):
            raise UnableToMoveReturn(words)
        fresh.signed_by, fresh.signed_role, fresh.signed_at = by, role_of("sign", by), at
        fresh.signed_hash = content_hash(fresh)
        keep(fresh, "sign", by, at, detail=fresh.signed_hash)
        record(action="return.signed", by=by, at=at, subject=subject(fresh), data={"hash": fresh.signed_hash})
    return fresh


def send_return_back(*, report: Return, reason: ScreenedText, by: Person, at: datetime) -> Return:
    """Take the signature off, saying why, so that the return can be changed."""
    if not reason.text:
        raise UnableToMoveReturn("Say why the return goes back: its history keeps the reason.")
    with step("send_back", report, by) as fresh:
        fresh.signed_by, fresh.signed_role, fresh.signed_at, fresh.signed_hash = None, "", None, ""
        keep(fresh, "send_back", by, at, reason=reason.text)
        record_override(reason, subject=subject(fresh), field_name="reason", by=by, at=at)
        record(action="return.sent_back", by=by, at=at, subject=subject(fresh))
    return fresh
