"""Reading reviews. An enquiry itself is read through `contacts.queries.access_enquiry`, by whoever reviews it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from adviceline.advice.models import AdviceRun
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import State
from adviceline.measures.agreement import Agreement, agreement
from adviceline.quality.models import Difficulty, Review, ReviewRound, SampledEnquiry
from adviceline.quality.rules.sampling import Candidate, reasons_of
from adviceline.workforce.plan import rubric
from adviceline.workforce.queries.standing import day_span


@dataclass(frozen=True)
class Calibration:
    """How far the two reviewers of the same enquiries agree on one question; `question` is empty for all together."""

    question: str
    found: Agreement


def candidates(first: date, last: date) -> list[Candidate]:
    """The enquiries closed on these days, with what makes each likelier to be drawn: codes only, none of their words."""
    start, end = day_span(first)[0], day_span(last)[1]
    rows = list(
        Enquiry.objects.filter(state=State.CLOSED, closed_at__gte=start, closed_at__lt=end).values_list(
            "pk", "key", "reference", "urgency", "threshold", "reopened_at"
        )
    )
    hard = set(
        Difficulty.objects.filter(
            enquiry__closed_at__gte=start, enquiry__closed_at__lt=end, level__in=["hard", "very_hard"]
        ).values_list("enquiry_id", flat=True)
    )
    keys = {key for _, key, *_ in rows}
    left = {
        subject
        for subject in AdviceRun.objects.exclude(left_reason="").values_list("subject", flat=True)
        if subject in keys
    }
    return [
        Candidate(
            reference, pk,
            reasons_of(
                urgency=urgency, threshold=threshold, was_hard=pk in hard, was_reopened=reopened is not None,
                left_the_map=key in left,
            ),
        )
        for pk, key, reference, urgency, threshold, reopened in rows
    ]  # fmt: skip


def rounds() -> list[tuple[ReviewRound, int, int]]:
    """The latest first, each with how many were drawn, and how many two people have reviewed."""
    found = []
    for each in ReviewRound.objects.select_related("drawn_by")[:20]:
        numbers = [sampled.reviews.count() for sampled in each.sampled.all()]
        found.append((each, len(numbers), sum(number >= 2 for number in numbers)))
    return found


def sampled_of(drawn: ReviewRound) -> list[SampledEnquiry]:
    """In the order drawn, each with its enquiry's reference and its reviews."""
    return list(drawn.sampled.select_related("enquiry__owner").prefetch_related("reviews__reviewer"))


def calibration(drawn: ReviewRound) -> list[Calibration]:
    """For each question and for all together, from the enquiries that two people reviewed; the pair in the order of their
    ids. Answers to several questions about one enquiry are not independent: the interval of all together is too narrow."""
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    by_enquiry: dict[int, list[Review]] = defaultdict(list)
    for review in Review.objects.filter(sampled__round=drawn).order_by("sampled_id", "reviewer_id"):
        by_enquiry[review.sampled_id].append(review)
    questions = rubric()
    for reviews in by_enquiry.values():
        if len(reviews) != 2:
            continue
        for name in questions:
            both = [review.answers.get(name) for review in reviews]
            if all(both):
                pairs[name].append((both[0], both[1]))
    together = [pair for name in questions for pair in pairs[name]]
    return [Calibration("", agreement(together))] + [
        Calibration(question, agreement(pairs[name])) for name, question in questions.items()
    ]
