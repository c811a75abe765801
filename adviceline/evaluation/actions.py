"""Writing and approving recommendations, and logging with whom the evaluation was shared."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.content.current import current_content
from adviceline.evaluation.models import Recommendation, Sharing
from adviceline.jobs.actions import enqueue_once
from adviceline.privacy.screening import ScreenedText, record_override

State = Recommendation.State


class UnableToRecommend(Exception):
    """The step cannot be taken; the words say why."""


class UnableToLogSharing(Exception):
    """The line cannot be added; the words say why."""


def write_recommendation(
    *, title: ScreenedText, body: ScreenedText, by: Person, at: datetime, submission: uuid.UUID | None = None,
    is_fictional: bool = False,
) -> Recommendation:  # fmt: skip
    """Keep it, waiting for another person's approval. `submission` names the form: sent twice, it is kept once; sent again
    with other words, it is refused."""
    if not title.text or not body.text:
        raise UnableToRecommend("A recommendation needs a title and words.")
    with transaction.atomic():
        made, is_new = Recommendation.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults={
                "title": title.text, "body": body.text, "written_by": by, "written_at": at, "is_fictional": is_fictional
            },
        )  # fmt: skip
        if not is_new:
            if (made.title, made.body) != (title.text, body.text):
                raise UnableToRecommend(
                    "This form was kept already, and says something else now. Withdraw the first above if it is wrong, then "
                    "load the page again to write another."
                )
            return made
        for name, text in (("title", title), ("body", body)):
            record_override(text, subject=made.subject, field_name=name, by=by, at=at)
        record(action="recommendation.written", by=by, at=at, subject=made.subject)
    return made


def approve_recommendation(*, recommendation: Recommendation, by: Person, at: datetime) -> Recommendation:
    """Make it part of the evaluation. Never by its author."""
    with transaction.atomic():
        fresh = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
        if fresh.state != State.WAITING:
            raise UnableToRecommend("This recommendation is not waiting for approval any more.")
        if fresh.written_by_id == by.pk:
            raise UnableToRecommend("You wrote this recommendation, so another person has to approve it.")
        fresh.state, fresh.approved_by, fresh.approved_at = State.APPROVED, by, at
        fresh.save()
        record(action="recommendation.approved", by=by, at=at, subject=fresh.subject)
    return fresh


def withdraw_recommendation(*, recommendation: Recommendation, by: Person, at: datetime) -> Recommendation:
    """Take it out of the evaluation, or back before it is approved."""
    with transaction.atomic():
        fresh = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
        if fresh.state == State.WITHDRAWN:
            raise UnableToRecommend("This recommendation is withdrawn already.")
        fresh.state = State.WITHDRAWN
        fresh.save()
        record(action="recommendation.withdrawn", by=by, at=at, subject=fresh.subject)
    return fresh


def log_sharing(
    *, on_date: date, way: str, audience: ScreenedText, what: ScreenedText, by: Person, at: datetime,
    submission: uuid.UUID | None = None, is_fictional: bool = False,
) -> Sharing:  # fmt: skip
    """Write down that something was shared. It cannot lie ahead. `submission` as of a recommendation."""
    if on_date > at.date():
        raise UnableToLogSharing("The date lies ahead. Log it once it was shared.")
    if way not in current_content().data["evaluation"]["plan"]["ways_of_sharing"]:
        raise UnableToLogSharing("Choose one of the ways of sharing.")
    if not audience.text or not what.text:
        raise UnableToLogSharing("Say with whom it was shared, and what.")
    with transaction.atomic():
        said = {"on_date": on_date, "way": way, "audience": audience.text, "what": what.text}
        made, is_new = Sharing.objects.get_or_create(
            submission=submission or uuid.uuid4(),
            defaults=said | {"added_by": by, "added_at": at, "is_fictional": is_fictional},
        )
        if not is_new:
            if any(getattr(made, name) != value for name, value in said.items()):
                raise UnableToLogSharing(
                    "This form is in the log already, and says something else now. Load the page again to add another line."
                )
            return made
        subject = f"sharing:{made.pk}"
        for name, text in (("audience", audience), ("what", what)):
            record_override(text, subject=subject, field_name=name, by=by, at=at)
        record(action="evaluation.shared", by=by, at=at, subject=subject)
    return made


def ask_to_check(*, first: int, last: int, digest: str, by: Person, at: datetime) -> bool:
    """Have the evaluation of these months held against the releases; answers whether this call was the first to ask within
    the hour. `digest` is of the evaluation as it can be shown until then."""
    with transaction.atomic():
        key = f"evaluation-check:{digest}:{at:%Y%m%d%H}"
        _, was_first = enqueue_once("evaluation.check", args={"first": first, "last": last}, key=key, at=at)
        if was_first:
            data = {"first": first, "last": last}
            record(action="evaluation.check_asked", by=by, at=at, subject="evaluation", data=data)
    return was_first
