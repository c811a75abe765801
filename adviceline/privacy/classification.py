"""What each field holds and how long it is kept: declared beside the model, checked by a test, applied by a job.

Every model of ours carries `privacy = Privacy(fields={...}, retention=...)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Holds(Enum):
    """What a field may hold."""

    NOTHING_PERSONAL = "codes, numbers, times or wording of the service"
    PSEUDONYM = "an id of ours that leads to a record about a person"
    STAFF = "about a member of staff"
    CONTACT_DETAILS = "how to reach an enquirer: encrypted with the enquiry's key"
    GUARDED_TEXT = "free text that passed the identifier guard"
    SEALED_TEXT = "free text as it arrived: encrypted with the enquiry's key"
    SECRET = "a key, a password hash or a token"  # noqa: S105  # the name of a class of fields


@dataclass(frozen=True)
class Retention:
    """Rows are erased `days` after the time in `after`; `how` says what erasing means, `why` on what ground.

    `how`: `delete` removes the row; `shred` destroys the key of the encrypted fields; `redact` empties the free text.
    `days=None` keeps the row; `why` must say on what ground. Where `after` leads through a relation that may be empty
    (`enquiry__closed_at`), `alone_after` is the time that counts for a row without one.
    """

    days: int | None
    why: str
    after: str = ""
    how: str = "delete"
    alone_after: str = ""


@dataclass(frozen=True)
class Privacy:
    """The classification of one model: every field by name, and its retention."""

    fields: dict[str, Holds]
    retention: Retention


def fields(**kinds: str | tuple[str, ...]) -> dict[str, Holds]:
    """Compact form: `fields(NOTHING_PERSONAL="state kind opened_at", PSEUDONYM="owner")`."""
    return {name: Holds[kind] for kind, names in kinds.items() for name in str(names).split()}
