"""Risks, issues and decisions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.delivery.actions.common import CHANGED, keep_overrides
from adviceline.delivery.errors import UnableToPlan
from adviceline.delivery.models import Decision, Issue, Risk, RiskReview
from adviceline.delivery.rules.risks import REVIEW_AT_MOST_DAYS
from adviceline.measures.calendar import london_moment
from adviceline.privacy.screening import ScreenedText

Scores = tuple[int, int]


def keep_risk(
    *, risk: Risk | None, title: ScreenedText, description: ScreenedText, mitigation: ScreenedText, before: Scores,
    after: Scores, owner: Person, review_date: date, version: int, by: Person, at: datetime,
) -> Risk:  # fmt: skip
    """Write a risk, or change what is said of it. `before` and `after` are likelihood and impact. Raises `UnableToPlan`."""
    require(by, Permission.MANAGE_DELIVERY)
    if not (title.text and description.text and mitigation.text):
        raise UnableToPlan("Say what the risk is, and what is done about it.")
    _check_scores(before, after)
    _check_review(review_date, at)
    try:
        with transaction.atomic():
            fresh = Risk.objects.select_for_update().get(pk=risk.pk) if risk else Risk()
            if risk and fresh.version != version:
                raise UnableToPlan(CHANGED)
            fresh.title, fresh.description, fresh.mitigation = title.text, description.text, mitigation.text
            fresh.likelihood_before, fresh.impact_before = before
            fresh.likelihood_after, fresh.impact_after = after
            fresh.owner, fresh.review_date, fresh.version = owner, review_date, fresh.version + (1 if risk else 0)
            fresh.save()
            keep_overrides(fresh.subject, by=by, at=at, title=title, description=description, mitigation=mitigation)
            data = {"before": list(before), "after": list(after), "review": str(review_date)}
            record(action="risk.kept", by=by, at=at, subject=fresh.subject, data=data)
    except IntegrityError:
        raise UnableToPlan("There is a risk of that name already.") from None
    return fresh


def review_risk(
    *, risk: Risk, after: Scores, words: ScreenedText, review_date: date, close: bool, version: int, by: Person,
    at: datetime,
) -> RiskReview:  # fmt: skip
    """Look at a risk again: what it scores now, why, and when it is looked at next; or close it. An open risk that is
    reviewed again is opened again."""
    require(by, Permission.MANAGE_DELIVERY)
    if not words.text:
        raise UnableToPlan("Say what you found.")
    if not close:
        _check_review(review_date, at)
    with transaction.atomic():
        fresh = Risk.objects.select_for_update().get(pk=risk.pk)
        if fresh.version != version:
            raise UnableToPlan(CHANGED)
        _check_scores((fresh.likelihood_before, fresh.impact_before), after)
        fresh.likelihood_after, fresh.impact_after = after
        fresh.state = Risk.State.CLOSED if close else Risk.State.OPEN
        fresh.review_date = fresh.review_date if close else review_date
        fresh.version += 1
        fresh.save()
        made = RiskReview.objects.create(
            risk=fresh, likelihood_after=after[0], impact_after=after[1], words=words.text, state=fresh.state,
            reviewed_by=by, reviewed_at=at,
        )  # fmt: skip
        keep_overrides(fresh.subject, by=by, at=at, words=words)
        record(
            action="risk.reviewed", by=by, at=at, subject=fresh.subject, data={"after": list(after), "closed": close}
        )
    return made


def _check_scores(before: Scores, after: Scores) -> None:
    if not all(1 <= each <= 5 for each in (*before, *after)):
        raise UnableToPlan("Likelihood and impact are from 1 to 5.")
    if after[0] > before[0] or after[1] > before[1]:
        raise UnableToPlan("After what is done, a risk cannot be likelier or worse than before it.")


def _check_review(review_date: date, at: datetime) -> None:
    if review_date <= london_moment(at).date:
        raise UnableToPlan("The next review must lie ahead.")
    if review_date > london_moment(at).date + timedelta(days=REVIEW_AT_MOST_DAYS):
        raise UnableToPlan(f"A risk is reviewed within {REVIEW_AT_MOST_DAYS} days. Choose an earlier day.")


def raise_issue(
    *, title: ScreenedText, what: ScreenedText, owner: Person, due_date: date, by: Person, at: datetime
) -> Issue:
    """Something has gone wrong and somebody sees to it."""
    require(by, Permission.MANAGE_DELIVERY)
    if not title.text or not what.text:
        raise UnableToPlan("Say what has gone wrong.")
    if due_date < london_moment(at).date:
        raise UnableToPlan("The day by which it is settled must not have passed.")
    with transaction.atomic():
        made = Issue.objects.create(
            title=title.text, what=what.text, owner=owner, due_date=due_date, raised_by=by, raised_at=at
        )
        keep_overrides(made.subject, by=by, at=at, title=title, what=what)
        record(action="issue.raised", by=by, at=at, subject=made.subject)
    return made


def settle_issue(*, issue: Issue, outcome: ScreenedText, by: Person, at: datetime) -> Issue:
    """It is seen to; `outcome` says how."""
    require(by, Permission.MANAGE_DELIVERY)
    if not outcome.text:
        raise UnableToPlan("Say how it was settled.")
    with transaction.atomic():
        fresh = Issue.objects.select_for_update().get(pk=issue.pk)
        if fresh.state != Issue.State.OPEN:
            raise UnableToPlan("This issue was settled already.")
        fresh.state, fresh.outcome, fresh.settled_by, fresh.settled_at = Issue.State.SETTLED, outcome.text, by, at
        fresh.save()
        keep_overrides(fresh.subject, by=by, at=at, outcome=outcome)
        record(action="issue.settled", by=by, at=at, subject=fresh.subject)
    return fresh


def log_decision(
    *, decided_date: date, what: ScreenedText, why: ScreenedText, replaces: Decision | None, by: Person, at: datetime
) -> Decision:
    """Add to the log. Nothing in it is changed: a decision that no longer holds is replaced by another, once."""
    require(by, Permission.MANAGE_DELIVERY)
    if not what.text or not why.text:
        raise UnableToPlan("Say what was decided, and why.")
    if decided_date > london_moment(at).date:
        raise UnableToPlan("The day lies ahead. Log the decision once it is made.")
    try:
        with transaction.atomic():
            made = Decision.objects.create(
                decided_date=decided_date, what=what.text, why=why.text, replaces=replaces, written_by=by, written_at=at
            )
            subject = f"decision:{made.pk}"
            keep_overrides(subject, by=by, at=at, what=what, why=why)
            record(action="decision.logged", by=by, at=at, subject=subject, data={"replaces": made.replaces_id or 0})
    except IntegrityError:
        raise UnableToPlan("That decision was replaced already. Replace the one that holds now.") from None
    return made
