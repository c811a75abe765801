"""Writing and approving recommendations, and logging with whom the evaluation was shared."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.content.current import current_content
from adviceline.evaluation.models import Recommendation, Sharing
from adviceline.privacy.screening import ScreenedText, record_override

State = Recommendation.State


class UnableToRecommend(Exception):
    """The step cannot be taken; the words say why."""


class UnableToLogSharing(Exception):
    """The line cannot be added; the words say why."""


def write_recommendation(
    *, title: ScreenedText, body: ScreenedText, by: Person, at: datetime, is_fictional: bool = False
) -> Recommendation:
    """Keep it, waiting for another person's approval."""
    if not title.text or not body.text:
        raise UnableToRecommend("A recommendation needs a title and words.")
    with transaction.atomic():
        made = Recommendation.objects.create(
            title=title.text, body=body.text, written_by=by, written_at=at, is_fictional=is_fictional
        )
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
    is_fictional: bool = False,
) -> Sharing:  # fmt: skip
    """Write down that something was shared. It cannot lie ahead."""
    if on_date > at.date():
        raise UnableToLogSharing("The date lies ahead. Log it once it was shared.")
    if way not in current_content().data["evaluation"]["plan"]["ways_of_sharing"]:
        raise UnableToLogSharing("Choose one of the ways of sharing.")
    if not audience.text or not what.text:
        raise UnableToLogSharing("Say with whom it was shared, and what.")
    with transaction.atomic():
        made = Sharing.objects.create(
            on_date=on_date, way=way, audience=audience.text, what=what.text, added_by=by, added_at=at,
            is_fictional=is_fictional,
        )  # fmt: skip
        subject = f"sharing:{made.pk}"
        for name, text in (("audience", audience), ("what", what)):
            record_override(text, subject=subject, field_name=name, by=by, at=at)
        record(action="evaluation.shared", by=by, at=at, subject=subject)
    return made
