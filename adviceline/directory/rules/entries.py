"""What an entry may say: the same checks for a file and for the form on screen."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from adviceline.content.addresses import why_no_web_address

LONGEST = {
    "id": 120,
    "title": 200,
    "publisher": 150,
    "url": 500,
    "kind": 40,
    "what_it_is": 2_000,
    "when_to_use": 600,
    "when_not_to_use": 600,
    "cost": 200,
    "eligibility": 300,
    "contact_route": 300,
    "phone": 40,
    "hours": 120,
    "assured_by": 150,
    "address_checked": 20,
}
PARAGRAPHS = ("what_it_is", "when_to_use", "when_not_to_use")  # anything else is one line
LISTS = ("audiences", "phases", "topics", "regions", "local_authorities")
DATES = ("assured_date", "review_due_date")
NEEDED = ("title", "publisher", "url", "kind", "when_to_use", "audiences", "phases", "topics", "regions")
STATUSES = ("draft", "published", "retired")
ADDRESS_CHECKED = ("seen", "publisher_seen", "unseen")
MOST_IN_LIST = 160

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9 '-]{1,59}")
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_MARKUP = re.compile(r"<\s*[/!?]?[a-z][^>]*>|!\[[^\]]*\]\(", re.IGNORECASE)


@dataclass(frozen=True)
class Codes:
    """The codes that an entry may use."""

    kinds: Collection[str]
    audiences: Collection[str]
    phases: Collection[str]
    regions: Collection[str]
    local_authorities: Collection[str]


@dataclass
class Checked:
    """What an entry would say, by field, and what is wrong with it: (field, words)."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)


def id_from(title: str) -> str:
    """'Working together (2026)' -> 'working-together-2026'."""
    return "-".join(re.findall("[a-z0-9]+", title.lower()))[:120].strip("-")


def check_id(entry_id: str) -> str:
    """What is wrong with an id; empty when it is good."""
    if not _ID.fullmatch(entry_id) or len(entry_id) > LONGEST["id"]:
        return "Write the id in lower case letters and figures with hyphens, such as 'safety-plan-template'."
    return ""


def check_entry(given: Mapping[str, str], codes: Codes, *, whole: bool) -> Checked:
    """Texts by field, lists divided by semicolons, dates as 2026-11-23. `whole`: every needed field must be there."""
    checked = Checked()
    for name, raw in given.items():
        text = raw.strip() if name in PARAGRAPHS else " ".join(raw.split())
        if _HIDDEN.search(text):
            checked.problems.append((name, "It holds characters that cannot be seen. Type it again."))
        elif not text and name in NEEDED:
            checked.problems.append((name, "It is empty. Every entry needs one."))
        elif name in LISTS:
            _check_list(name, text, codes, checked)
        elif name in DATES:
            _check_date(name, text, checked)
        else:
            _check_text(name, text, codes, checked)
    missing = [name for name in NEEDED if name not in given] if whole else []
    checked.problems += [(name, "It is missing. Every entry needs one.") for name in missing]
    return checked


def _check_text(name: str, text: str, codes: Codes, checked: Checked) -> None:
    allowed = {"kind": codes.kinds, "status": STATUSES, "address_checked": ADDRESS_CHECKED}.get(name)
    if len(text) > LONGEST.get(name, 20):
        problem = f"It has {len(text):,} characters; the most is {LONGEST.get(name, 20):,}."
    elif allowed is not None and text not in allowed:
        problem = f"'{text[:60]}' is not one of: {', '.join(allowed)}."
    elif name == "url" and (wrong := why_no_web_address(text)):
        problem = wrong
    elif name != "url" and (markup := _MARKUP.search(text)):
        problem = f"It holds markup ('{markup.group()[:40]}'). Write plain words."
    else:
        checked.values[name] = text
        return
    checked.problems.append((name, problem))


def _check_list(name: str, text: str, codes: Codes, checked: Checked) -> None:
    values = list(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
    if len(values) > MOST_IN_LIST:
        checked.problems.append((name, f"It has {len(values)} values; the most is {MOST_IN_LIST}."))
        return
    if name == "topics":
        wrong = [each for each in values if not _TOPIC.fullmatch(each)]
        remedy = "Write topics in plain words of at most 60 letters."
    else:
        allowed: Collection[str] = getattr(codes, name)
        wrong = [each for each in values if each not in allowed]
        remedy = f"Use: {', '.join(allowed)}." if len(allowed) < 20 else "Use the three figures of each authority."
    if wrong:
        checked.problems.append((name, f"'{wrong[0][:60]}' is not known here. {remedy}"))
    else:
        checked.values[name] = values


def _check_date(name: str, text: str, checked: Checked) -> None:
    try:
        checked.values[name] = date.fromisoformat(text).isoformat() if text else None
    except ValueError:
        checked.problems.append((name, f"'{text[:30]}' is not a date. Write it as 2026-11-23."))
