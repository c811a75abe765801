"""What the guard says: spans, findings, and the two ways it can end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["block", "warn"]


class GuardFailed(Exception):
    """The guard could not read the text. A caller must refuse the text, never save it unscreened."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the original text, in Python character offsets, end exclusive.

    `kind` is one of KINDS. `severity` is "block" (refused unless overridden) or "warn" (shown only). `rule` names
    the rule that fired; `suggestion` is a neutral rewording of the span alone.
    """

    start: int
    end: int
    kind: str
    severity: Severity
    rule: str
    suggestion: str


@dataclass(frozen=True)
class Finding:
    """A span explained to the person who wrote the text. `excerpt` is their text: never log it."""

    span: Span
    excerpt: str
    reason: str
    suggestion: str


@dataclass(frozen=True)
class Screening:
    spans: list[Span]
    blocked: bool


# Kind → (why it matters, in plain words; what to write instead). Order is precedence where two spans overlap.
KINDS: dict[str, tuple[str, str]] = {
    "nhs_number": ("This looks like an NHS number, which identifies one person.", "their NHS number"),
    "upn": ("This looks like a unique pupil number, which identifies one child.", "their pupil number"),
    "nino": (
        "This looks like a National Insurance number, which identifies one person.",
        "their National Insurance number",
    ),
    "email": ("This looks like an e-mail address.", "their email address"),
    "url": ("This looks like the address of someone's own page or profile.", "their online profile"),
    "phone": ("This looks like a telephone number.", "their phone number"),
    "postcode": ("A full postcode points to a handful of homes.", "their area"),
    "date_of_birth": ("A date of birth helps to identify a child. The age or the school year is enough.", "their age"),
    "address": ("This looks like a home address.", "their home"),
    "handle": ("This looks like a username, which can be searched for.", "their username"),
    "other_number": (
        "This looks like a reference or registration number that could be traced to a person.",
        "the reference number",
    ),
    "name": ("This looks like a person's name.", "the child"),
    "initials": ("Initials, with a school year or a role, can be enough to recognise a child.", "the child"),
    "age_with_name": ("An age beside a name makes a child easier to recognise.", "their age"),
    "school": (
        "Naming the school makes the child easier to recognise. The kind of school is enough here.",
        "the school",
    ),
}
