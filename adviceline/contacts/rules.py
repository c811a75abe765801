"""Decisions of the core: no database, no clock."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

IMMEDIATE, TODAY, SOON, ROUTINE = "immediate", "today", "soon", "routine"
URGENCIES = (IMMEDIATE, TODAY, SOON, ROUTINE)

#: Open time in which somebody should have taken an enquiry up, by urgency; the first line is for an untriaged one.
DUE_AFTER = {
    "": timedelta(hours=1),
    IMMEDIATE: timedelta(minutes=15),
    TODAY: timedelta(hours=4),
    SOON: timedelta(hours=12),
    ROUTINE: timedelta(hours=24),
}

#: Kinds that concern children in an incident, for which the enquirer's view on the continuum must be coded.
INCIDENT_KINDS = frozenset({"E1", "E2"})
UNCLEAR, ABUSIVE, VIOLENT = "H0", "H4", "H5"
CONSULTATION, MANAGED_INTERNALLY = "specialist_consultation", "managed_internally"

AddOpenTime = Callable[[datetime, timedelta], datetime]


def changed_submission(submission: uuid.UUID) -> uuid.UUID:
    """What names a form that was sent before, interrupted, and sent again with other words.

    Those are kept as well as the first, each once: the same words sent again find what they became."""
    return uuid.uuid5(submission, "changed")


def due_at(urgency: str, opened_at: datetime, *, add_open_time: AddOpenTime) -> datetime:
    """When an enquiry of that urgency is due: the time allowed, counted in open hours only."""
    return add_open_time(opened_at, DUE_AFTER.get(urgency, DUE_AFTER[""]))


def suggested_urgency(*, kind: str, continuum: str, threshold: str, themes: Collection[str]) -> str:
    """The urgency that the coded fields suggest; the adviser decides.

    Now: abusive or violent behaviour, a report of rape or penetration, coercion or extortion. Today: any other
    incident, and whatever is unclear. Within two days: thresholds, disputes, consultation, complaints. Else routine.
    """
    if continuum in {ABUSIVE, VIOLENT} or {"T3", "T6"} & set(themes):
        return IMMEDIATE
    if kind in INCIDENT_KINDS or continuum == UNCLEAR:
        return TODAY
    if kind in {"E5", "E6", "E7", "E8"} or threshold in {"disputed", "declined"}:
        return SOON
    return ROUTINE


@dataclass(frozen=True)
class ClosingFacts:
    """What the closing rule looks at."""

    kind: str
    role: str
    continuum: str
    outcomes: frozenset[str]
    ending_outcomes: frozenset[str]
    non_advice: str
    confidence_close_offered: bool
    #: Labels of chosen outcomes that exclude each other.
    clashes: tuple[tuple[str, str], ...] = ()


def clashing(chosen: Collection[str], excludes: Callable[[str], Collection[str]]) -> list[tuple[str, str]]:
    """The pairs of chosen outcomes that exclude each other: (the one that says so, the other)."""
    return [(one, other) for one in sorted(chosen) for other in sorted(set(excludes(one)) & set(chosen))]


def missing_before_closing(facts: ClosingFacts) -> list[str]:
    """What is missing before an enquiry can be closed, in words for the adviser; empty when nothing is.

    The safety rules of the advice map hold here too: H4 and H5 never end at 'managed internally' alone, and H0 never
    closes without consultation.
    """
    missing = [
        f"The outcomes '{one}' and '{other}' exclude each other: choose one of them." for one, other in facts.clashes
    ]
    if facts.non_advice:
        return missing
    if not facts.kind or facts.kind == "not_asked":
        missing.append("Choose the kind of enquiry.")
    if facts.role in {"", "not_asked"}:
        missing.append("Choose the enquirer's role.")
    if facts.kind in INCIDENT_KINDS and facts.continuum in {"", "not_asked"}:
        missing.append("Choose the enquirer's working view of the behaviour.")
    if not facts.outcomes:
        missing.append("Choose at least one outcome.")
    elif not facts.outcomes & facts.ending_outcomes:
        missing.append("Choose an outcome that ends the enquiry, or set it to waiting.")
    if facts.continuum == UNCLEAR and CONSULTATION not in facts.outcomes:
        missing.append("The working view is unclear: add specialist consultation before closing.")
    if facts.continuum in {ABUSIVE, VIOLENT} and facts.outcomes <= {MANAGED_INTERNALLY, "advice_only", "resources"}:
        missing.append(
            "With this working view, the enquiry cannot end with the setting managing alone. Add the agencies involved."
        )
    if not facts.confidence_close_offered:
        missing.append("Ask the two confidence questions, or record that they were not answered.")
    return missing
