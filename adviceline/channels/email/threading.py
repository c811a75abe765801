"""What a message may be joined to: candidates only. Whether to join is decided where enquiries are known.

A reference or a Message-ID in a message proves nothing about who sent it: anyone can write one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from adviceline.channels.email.headers import MOST_IDS
from adviceline.channels.email.parsing import ParsedMail

PREFIX = "HSB"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−_", "-"))


T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T_co]):
    """An enquiry that a message may belong to: the blind index of its enquirer's address, and its reference."""

    email_index: str
    reference: str
    enquiry: T_co


def choose(
    mine: Collection[str], *, proven: Iterable[T], told: Iterable[Candidate[T]], beside: Iterable[T]
) -> tuple[T | None, str]:
    """(the enquiry that a message joins, else the reference of one that it names and that is somebody else's).

    `mine` are the indexes of whom it is from (or, for one of ours, to). `proven` enquiries are joined from any address;
    those that it is `told` to belong to, the most telling first, only from their enquirer's; `beside` are those of
    messages that answer what it answers, already of the same enquirer.
    """
    for enquiry in proven:
        return enquiry, ""
    claims = ""
    for candidate in told:
        if candidate.email_index in mine:
            return candidate.enquiry, ""
        claims = claims or candidate.reference
    for enquiry in beside:
        return enquiry, ""
    return None, claims


def thread_keys(parsed: ParsedMail, *, prefix: str = PREFIX) -> list[str]:
    """Candidates, the most telling first: ``ref:HSB-7K3M-Q4XD`` for each reference (in our plus-address, then in the
    subject), then ``id:…`` for each message it answers, the nearest first. Each once."""
    keys = [f"ref:{reference}" for reference in references(parsed, prefix=prefix)]
    answered = [*reversed(parsed.in_reply_to), *reversed(parsed.references)]
    keys.extend(f"id:{identifier}" for identifier in answered[: 2 * MOST_IDS])
    return list(dict.fromkeys(keys))


def references(parsed: ParsedMail, *, prefix: str = PREFIX) -> list[str]:
    """References of the form HSB-XXXX-XXXX, in capitals: from plus-addresses it was sent to, then its subject."""
    found: list[str] = []
    sent_to = [*parsed.delivered_to, *(item.address for item in (*parsed.to, *parsed.cc))]
    for address in sent_to:
        tag = address.rpartition("@")[0].partition("+")[2]
        if tag:
            found.extend(references_in(tag, prefix=prefix))
    found.extend(references_in(parsed.subject, prefix=prefix))
    return list(dict.fromkeys(found))


def references_in(text: str, *, prefix: str = PREFIX) -> list[str]:
    """Every reference in the text, however its dashes and letters were written. The check character is not checked."""
    pattern = rf"(?<![A-Z0-9]){re.escape(prefix)}[- ]?([A-Z0-9]{{4}})[- ]?([A-Z0-9]{{4}})(?![A-Z0-9])"
    return [f"{prefix}-{one}-{two}" for one, two in re.findall(pattern, text.upper().translate(_DASHES)[:2_000])]
