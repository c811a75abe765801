"""Made-up closed enquiries, what was hard about them, and a round of review."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.contacts.models import Enquiry
from adviceline.quality.actions import reviews, wellbeing
from adviceline.quality.models import Debrief, Difficulty, SampledEnquiry
from tests.support import people, rota_sample, samples


def closed(**coded: object) -> Enquiry:
    """An enquiry closed now, with these codes."""
    made = samples.enquiry()
    Enquiry.objects.filter(pk=made.pk).update(state="closed", closed_at=timezone.now(), **coded)
    made.refresh_from_db()
    return made


def hard(level: str = "very_hard", *, adviser: Person | None = None) -> Difficulty:
    """What an adviser said of a sample enquiry."""
    who = adviser or people.somebody("adviser", strong=False)
    return wellbeing.note_difficulty(enquiry=closed(), level=level, by=who, at=timezone.now())


def debrief(*, adviser: Person | None = None) -> Debrief:
    """Offered for something hard."""
    said = hard(adviser=adviser)
    return wellbeing.offer_debrief(difficulty=said, by=rota_sample.supervisor(), at=timezone.now())


def sampled() -> SampledEnquiry:
    """The first enquiry of a new round of two."""
    closed(urgency="immediate")
    closed()
    today = timezone.localdate()
    made = reviews.draw_round(
        first=today - timedelta(days=1), last=today, seed=7, random_number=1, weighted_number=1,
        by=rota_sample.supervisor(), at=timezone.now(),
    )  # fmt: skip
    return made.sampled.all()[0]
