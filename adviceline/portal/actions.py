"""What was taken away, by whom."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.finance.models import Claim
from adviceline.portal.queries import all_contents, file_content
from adviceline.reporting.returns.rendering import together


def take_file(*, name: str, file: str, by: Person, at: datetime) -> bytes:
    """One file of a released return. Raises NothingReleased."""
    content = file_content(name, file)
    _record(name, file, by, at)
    return content


def take_everything(*, name: str, by: Person, at: datetime) -> bytes:
    """All files of a released return as one ZIP. Raises NothingReleased."""
    content = together(name, all_contents(name))
    _record(name, "everything", by, at)
    return content


def _record(name: str, file: str, by: Person, at: datetime) -> None:
    with transaction.atomic():
        record(action="return.downloaded", by=by, at=at, subject=f"return:{name}", data={"file": file})


def take_evidence(*, claim: Claim, by: Person, at: datetime) -> None:
    """That somebody took the evidence list of a released claim."""
    with transaction.atomic():
        record(action="claim.evidence_taken", by=by, at=at, subject=claim.subject)
