"""The published names stay, every figure is documented, and the page of measures is made from the definitions."""

from pathlib import Path

import pytest

from adviceline.facts import models
from adviceline.measures.definitions import M2_FIRST, MEASURES
from adviceline.measures.document import reference
from adviceline.measures.tables import TABLES

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = [
    "contacts_total",
    "calls_offered",
    "calls_answered",
    "calls_not_answered",
    "calls_not_answered_percent",
    "calls_not_answered_percent_excluding_short",
    "calls_short_abandoned",
    "calls_abandoned",
    "calls_voicemail",
    "calls_out_of_hours",
    "calls_refused",
    "call_duration_mean_seconds",
    "call_duration_median_seconds",
    "call_duration_p95_seconds",
    "call_wait_median_seconds",
    "callbacks_requested",
    "callbacks_made",
    "callbacks_completed",
    "chats_offered",
    "chats_answered",
    "chats_abandoned",
    "emails_received",
    "emails_replied",
    "email_first_reply_median_open_seconds",
    "web_forms_received",
    "sessions_delivered",
    "enquiries_opened",
    "enquiries_closed",
    "first_contact_resolution_percent",
    "billable_contacts",
    "confidence_identifying_change_mean",
    "confidence_responding_change_mean",
]
PUBLISHED_TABLES = [
    "contacts_by_channel",
    "calls_by_weekday_half_hour",
    "enquiries_by_kind",
    "enquiries_by_role",
    "enquiries_by_setting",
    "enquiries_by_region",
    "enquiries_by_theme",
    "signposts_by_resource",
    "confidence",
]


def test_no_published_measure_is_ever_renamed():
    assert set(PUBLISHED) <= set(MEASURES)
    assert set(PUBLISHED_TABLES) <= set(TABLES)


@pytest.mark.parametrize("measure", MEASURES.values(), ids=str)
def test_every_measure_says_what_it_is(measure):
    assert measure.title
    assert measure.definition.endswith(".")
    assert measure.requirement
    assert measure.excludes
    if measure.unit == "percent":
        assert measure.numerator
        assert measure.denominator


@pytest.mark.parametrize("measure", MEASURES.values(), ids=str)
def test_every_measure_reads_columns_that_the_facts_have(measure):
    (model,) = [
        each
        for each in vars(models).values()
        if getattr(getattr(each, "_meta", None), "db_table", "") == measure.expression.source.table
    ]
    columns = {field.attname for field in model._meta.concrete_fields}
    expression = measure.expression
    named = {getattr(expression, name) for name in ("column", "before", "after") if hasattr(expression, name)}
    conditions = [getattr(expression, name) for name in ("where", "part", "whole") if hasattr(expression, name)]
    assert columns >= named.union({expression.source.month_column}, *(each.columns() for each in conditions))


def test_what_the_authority_asked_for_comes_first():
    assert set(M2_FIRST) <= set(MEASURES)


def test_the_page_of_measures_is_that_of_the_definitions():
    page = ROOT / "docs/reference/measures.md"
    assert page.read_text(encoding="utf-8") == reference(), (
        "run: adviceline measures doc --write docs/reference/measures.md"
    )
