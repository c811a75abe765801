"""The guard over what the directory says, which anybody may read (docs/adr/0086).

An entry is how to reach an organisation, so numbers, addresses and postcodes are its business, and so is a name in the
title of a law or a charity. What no organisation has is refused: what identifies one person, and the name of a child.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adviceline.audit.actors import Actor
from adviceline.privacy.guard import Span, screen
from adviceline.privacy.screening import ScreenedText, record_override, screen_text

#: Where any person's name is out of place.
PROSE = ("what_it_is", "when_to_use", "when_not_to_use", "cost", "eligibility", "contact_route", "hours", "topics")
#: Where a law, a charity or an author may be named: a name counts beside what is said of a child.
TITLES = ("title", "publisher", "assured_by")
NO_ORGANISATION_HAS = frozenset({"nhs_number", "upn", "nino", "date_of_birth", "handle", "initials"})
#: In small letters where a charity has the word in its name: "Child Law Advice".
_OF_A_CHILD = re.compile(
    r"(?i:\baged?\s+\w+|\b(?:years?|yrs?|class|form)\s+\d|\byear[- ]olds?\b|\b(?:1[0-3]|[1-9])[a-z]{1,2}\b)"
    r"|\b(?:pupils?|child|boy|girl|son|daughter|brother|sister|siblings?|mum|mother|dad|father|touched|hurt|told|said)\b"
)
_OFFICE_AT_A_PERSON = re.compile(r"[a-z][._-][a-z]{3,}")


def identifying(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of each field that could identify a child; nothing for a field that is in order.

    Raises `privacy.guard.GuardFailed`: a text that was not read is not let through.
    """
    found: dict[str, list[str]] = {}
    for name in (*TITLES, *PROSE):
        value = values.get(name) or ""
        text = "; ".join(value) if isinstance(value, list) else str(value)
        words = [text[span.start : span.end] for span in screen(text).spans if _counts(span, name, text)]
        if words:
            found[name] = list(dict.fromkeys(words))
    return found


def _counts(span: Span, name: str, text: str) -> bool:
    if span.severity != "block":
        return False
    if span.kind == "name":
        beside = f"{text[: span.start]} {text[span.end :]}"
        return name in PROSE or _OF_A_CHILD.search(beside) is not None
    return span.kind in NO_ORGANISATION_HAS


def is_a_persons_address(email: str) -> bool:
    """Whether an e-mail address is somebody's own, by what stands before the @: 'jane.smith', 'j.smith', not 'office'."""
    local = email.partition("@")[0].lower()
    as_words = " ".join(part.capitalize() for part in re.split(r"[._+\-0-9]+", local) if part)
    if _OFFICE_AT_A_PERSON.fullmatch(local):
        return True
    return any(span.kind == "name" and span.severity == "block" for span in screen(as_words).spans)


def in_words(words: list[str]) -> str:
    """What is wrong with a text in which these words stand."""
    shown = ", ".join(f"‘{each[:60]}’" for each in words[:5])
    return f"This could identify a child: {shown}. Everybody can read the directory: take these words out."


def log_reason(
    values: Mapping[str, Any], found: Mapping[str, list[str]], *, reason: str, entry_id: str, by: Actor, at: datetime
) -> None:
    """Keep for review why these words stay, inside the caller's transaction. Raises `IdentifyingDetailsFound` for a
    reason that identifies."""
    said = screen_text(reason).text
    for name in found:
        text = ScreenedText(str(values[name]), override_reason=said[:300], kinds=("name",))
        record_override(text, subject=f"entry:{entry_id}", field_name=f"directory.{name}", by=by, at=at)
