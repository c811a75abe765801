"""Reading examples of practice: the public library, and what staff have in hand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from django.db.models import QuerySet

from adviceline.content.current import current_content
from adviceline.evidence.models import PracticeExample, PracticeStep
from adviceline.ui.merging import in_words as in_plain_words

State, What = PracticeExample.State, PracticeStep.What
LABELS = {
    "title": "Title",
    "setting": "Setting",
    "phase": "Phase",
    "region": "Region",
    "contributor": "Who told us",
    "grade": "How strong the evidence is",
    "topics": "Topics",
    "practices": "Kinds of practice",
    "need": "What was the need",
    "done": "What was done",
    "conditions": "What it needs to work",
    "changed": "What changed",
    "known": "How it is known",
}


@dataclass(frozen=True)
class Line:
    """One line of an example's history, for a person to read."""

    what: str
    who: str
    at: object
    fields: tuple[str, ...]
    reason: str
    version: int
    changes: tuple[tuple[str, str, str], ...]  # (label, before, after)


def library(*, phase: str = "", setting: str = "", topic: str = "", region: str = "") -> list[PracticeExample]:
    """Published examples by title that keep to every filter given. One without a region is for every region."""
    found = PracticeExample.objects.filter(state=State.PUBLISHED)
    for name, value in (("phase", phase), ("setting", setting)):
        found = found.filter(**{name: value}) if value else found
    if region:
        found = found.filter(region__in=["", region])
    return [each for each in found if not topic or topic in each.topics]


def topics() -> list[str]:
    """Of published examples, in alphabetical order."""
    held = PracticeExample.objects.filter(state=State.PUBLISHED).order_by().values_list("topics", flat=True)
    return sorted({topic for each in held for topic in each})


def public_example(slug: str) -> PracticeExample | None:
    """One that is published, or that was published and is withdrawn; else None."""
    found = PracticeExample.objects.filter(slug=slug).first()
    if found is None or found.state == State.PUBLISHED:
        return found
    was_public = found.state == State.WITHDRAWN and found.published_at is not None
    return found if was_public else None


def examples(*, state: str = "") -> QuerySet[PracticeExample]:
    """For staff: every example, or those in one state."""
    found = PracticeExample.objects.all()
    return found.filter(state=state) if state in State.values else found


def authors_of(example: PracticeExample) -> set[int]:
    """Ids of everybody who wrote or changed any of it, or sent it for approval as it is now."""
    wrote = example.steps.filter(what__in=[What.WRITTEN, What.CHANGED]).order_by().values_list("by_id", flat=True)
    return set(wrote) | ({example.submitted_by_id} if example.submitted_by_id else set())


def said_in(example: PracticeExample, version: int) -> dict[str, object] | None:
    """What a version of it said; None when there was no such version."""
    step = example.steps.filter(version=version, values__isnull=False).first()
    return step.values if step else None


def in_words(name: str, value: object) -> str:
    """What a field says, for a person to read: labels for codes."""
    taxonomy = current_content().taxonomy
    field = {"practices": "good_practice", "grade": "good_practice_grade"}.get(name, name)
    if name == "contributor":
        value = dict(PracticeExample.Contributor.choices).get(str(value), value)
    elif field in taxonomy and value:
        value = (
            [taxonomy[field].label(code) for code in value]
            if isinstance(value, list)
            else taxonomy[field].label(str(value))
        )
    return in_plain_words(value)


def history_of(example: PracticeExample) -> list[Line]:
    """Every step, newest first."""
    steps = list(example.steps.select_related("by"))
    kept = [step for step in steps if step.values is not None]
    before = {each.pk: earlier.values or {} for each, earlier in pairwise(kept)}
    return [
        Line(
            what=step.get_what_display(),
            who=step.by.name,
            at=step.at,
            fields=tuple(LABELS[name] for name in step.fields_changed if name in LABELS),
            reason=step.reason,
            version=step.version,
            changes=tuple(
                (LABELS[name], in_words(name, before[step.pk].get(name)), in_words(name, (step.values or {}).get(name)))
                for name in step.fields_changed
                if step.pk in before and name in LABELS
            ),
        )
        for step in steps
    ]
