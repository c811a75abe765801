"""Reading notes of insight and candidates for wider piloting: what returns, the portal and the evaluation may use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from adviceline.evidence.models import InsightNote, PilotCandidate, PracticeExample
from adviceline.measures.calendar import LONDON


def approved_notes(*, first: date, last: date) -> list[InsightNote]:
    """Notes approved on days of London from `first` to `last`, and not withdrawn; oldest first."""
    rows = InsightNote.objects.filter(
        state=InsightNote.State.APPROVED,
        approved_at__gte=datetime.combine(first, datetime.min.time(), tzinfo=LONDON),
    ).order_by("approved_at", "pk")
    return [note for note in rows if note.approved_at and note.approved_at.astimezone(LONDON).date() <= last]


def notes(*, approved_only: bool) -> QuerySet[InsightNote]:
    rows = InsightNote.objects.select_related("written_by", "approved_by")
    return rows.filter(state=InsightNote.State.APPROVED) if approved_only else rows


@dataclass(frozen=True)
class Candidate:
    """What the Authority is told: no name of a person, and a region at most."""

    title: str
    slug: str
    setting: str
    phase: str
    region: str
    grade: str
    conditions: str
    why: str


def pilot_candidates() -> list[Candidate]:
    """Published examples that two people put forward to be piloted more widely, by title."""
    rows = PilotCandidate.objects.filter(
        agreed_by__isnull=False, example__state=PracticeExample.State.PUBLISHED
    ).select_related("example")
    return sorted(
        (
            Candidate(
                title=row.example.title, slug=row.example.slug, setting=row.example.setting, phase=row.example.phase,
                region=row.example.region, grade=row.example.grade, conditions=row.example.conditions, why=row.why,
            )
            for row in rows
        ),
        key=lambda each: (each.title, each.slug),
    )  # fmt: skip
