"""A case as the fact that measures count. Inside the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from adviceline.facts.actions import write_feedback_case_fact
from adviceline.facts.values import FeedbackCaseFactValues
from adviceline.feedback.models import Case


def count_case(case: Case, *, at: datetime) -> None:
    def in_time(done_at: datetime | None, by_when: datetime) -> bool | None:
        """None while there is still time."""
        return done_at <= by_when if done_at else None if at <= by_when else False

    write_feedback_case_fact(
        FeedbackCaseFactValues(
            fact_id=case.fact_id, source=case.source, heard_at=case.heard_at, formal=case.is_formal,
            counts=case.state != "dismissed", satisfied=case.satisfied, root_cause=case.root_cause,
            acknowledged_in_time=in_time(case.acknowledged_at, case.acknowledge_by),
            answered_in_time=in_time(case.answered_at, case.answer_by),
        )
    )  # fmt: skip
