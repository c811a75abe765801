"""Drawing enquiries for review, and keeping what reviewers found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.privacy.screening import ScreenedText, record_override
from adviceline.quality.errors import UnableToReview
from adviceline.quality.models import Review, ReviewRound, SampledEnquiry
from adviceline.quality.queries.reviews import candidates
from adviceline.quality.rules.rubric import problems_with
from adviceline.quality.rules.sampling import LARGEST_SEED, MOST_DRAWN, draw
from adviceline.workforce.plan import review_weights, rubric


def draw_round(
    *, first: date, last: date, seed: int, random_number: int, weighted_number: int, by: Person, at: datetime
) -> ReviewRound:
    """Draw from the enquiries that were closed on these days. The same seed draws the same. Raises `UnableToReview`."""
    require(by, Permission.SUPERVISE)
    if last < first:
        raise UnableToReview("The last day must not be before the first.")
    if not 1 <= random_number + weighted_number <= MOST_DRAWN:
        raise UnableToReview(f"Draw between 1 and {MOST_DRAWN} enquiries.")
    if not 0 <= seed <= LARGEST_SEED:
        raise UnableToReview("The seed is a whole number of up to nine digits.")
    weights = review_weights()
    with transaction.atomic():
        found = candidates(first, last)
        if not found:
            raise UnableToReview("No enquiry was closed on these days.")
        drawn = draw(found, seed=seed, random_number=random_number, weighted_number=weighted_number, weights=weights)
        made = ReviewRound.objects.create(
            first_date=first, last_date=last, seed=seed, random_number=random_number, weighted_number=weighted_number,
            weights=weights, population=len(found), drawn_by=by, drawn_at=at,
        )  # fmt: skip
        SampledEnquiry.objects.bulk_create(
            SampledEnquiry(
                round=made,
                enquiry_id=each.candidate.number,
                how=each.how,
                reasons=list(each.candidate.reasons),
                place=place,
            )
            for place, each in enumerate(drawn, start=1)
        )
        data = {"round": made.pk, "seed": seed, "of": len(found), "drawn": len(drawn)}
        record(action="quality.drawn", by=by, at=at, data=data)
    return made


def review_enquiry(
    *, sampled: SampledEnquiry, answers: Mapping[str, str], comment: ScreenedText, by: Person, at: datetime
) -> Review:
    """Keep what a reviewer found. It is not changed afterwards, so that it stays what they found alone. Raises
    `UnableToReview`: their own enquiry, a question without an answer, or two have reviewed it already."""
    require(by, Permission.SUPERVISE)
    if sampled.enquiry.owner_id == by.pk:
        raise UnableToReview("You advised on this enquiry yourself. Somebody else must review it.")
    if problem := problems_with(answers, rubric()):
        raise UnableToReview(problem)
    try:
        with transaction.atomic():
            fresh = SampledEnquiry.objects.select_for_update(of=("self",)).select_related("enquiry").get(pk=sampled.pk)
            before = list(fresh.reviews.all())
            if any(each.reviewer_id == by.pk for each in before):
                raise UnableToReview("You reviewed this enquiry already. What you found is kept as it was.")
            if len(before) >= 2:
                raise UnableToReview("Two people have reviewed this enquiry, which is enough.")
            made = Review.objects.create(
                sampled=fresh, reviewer=by, answers=dict(answers), comment=comment.text, reviewed_at=at
            )
            record_override(comment, subject=fresh.enquiry.subject, field_name="review", by=by, at=at)
            record(action="quality.reviewed", by=by, at=at, subject=fresh.enquiry.subject, data={"review": made.pk})
    except IntegrityError:
        raise UnableToReview("You reviewed this enquiry already. What you found is kept as it was.") from None
    return made
