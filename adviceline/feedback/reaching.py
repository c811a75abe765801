"""How whoever a case is about can be reached, sealed with a key of the case's own."""

from __future__ import annotations

import uuid
from typing import Any

from adviceline.feedback.models import Case
from adviceline.privacy import crypto

DETAILS = "feedback.case"


def reply_to_of(case: Case) -> str:
    """The address or number that was left with a case. For people, `read_case_details`."""
    if case.sealed_details is None or case.key_id is None:
        return ""
    try:
        return str(crypto.unseal(bytes(case.sealed_details), key_id=case.key_id, purpose=DETAILS))
    except crypto.Erased:
        return ""


def sealed(reply_to: str, key_id: uuid.UUID | None) -> dict[str, Any]:
    """The fields of a case that hold `reply_to`; none without a key."""
    if key_id is None:
        return {}
    return {"key_id": key_id, "sealed_details": crypto.seal(reply_to, key_id=key_id, purpose=DETAILS)}
