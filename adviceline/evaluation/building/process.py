"""Who was answered, how fast and how well: the measures of the monthly figures, over the whole period."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.disclosure.primary import Rule, may_show_percentage
from adviceline.evaluation.data import Facts
from adviceline.measures.algebra import Count, Mean, Percentage, Percentile
from adviceline.measures.definitions import BEGAN, CLOSED, MEASURES, OPENED, Measure, Protection

SHOWN = (
    "contacts_total", "billable_contacts", "calls_offered", "calls_answered", "calls_not_answered_percent",
    "calls_not_answered_percent_excluding_short", "call_wait_median_seconds", "call_duration_mean_seconds",
    "callbacks_completed", "callbacks_completed_in_slot_percent", "callbacks_completed_in_three_percent",
    "chats_offered", "chats_answered", "emails_received", "emails_replied_percent",
    "email_first_reply_median_open_seconds", "email_first_reply_p90_open_seconds", "sessions_delivered",
    "enquiries_opened", "enquiries_closed", "first_contact_resolution_percent",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """`value` is None where there was nothing to compute it from, or, when `hidden`, too few."""

    measure: Measure
    value: int | float | None
    numerator: int | float | None
    denominator: int | None
    hidden: bool


def process(facts: Facts, rule: Rule) -> dict[str, Shown]:
    return {name: _shown(MEASURES[name], facts, rule) for name in SHOWN}


def _shown(measure: Measure, facts: Facts, rule: Rule) -> Shown:
    expression = measure.expression
    assert isinstance(expression, Count | Mean | Percentage | Percentile)
    rows = {BEGAN: facts.contacts, OPENED: facts.opened, CLOSED: facts.closed}[expression.source]
    found = expression.evaluate(rows)
    few = measure.protection is Protection.PERCENTAGE_OF_ENOUGH and not may_show_percentage(
        found.denominator or 0, rule
    )
    if few and found.denominator:
        return Shown(measure, None, None, found.denominator, hidden=True)
    return Shown(measure, found.value, found.numerator, found.denominator, hidden=False)
