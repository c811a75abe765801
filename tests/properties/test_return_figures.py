"""What a return counts, from frozen Parquet through DuckDB, is what an independent recount finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adviceline.content.current import current_content
from adviceline.measures.calendar import format_month
from adviceline.reporting.labels import frozen_labels
from adviceline.reporting.returns.counting import count
from adviceline.reporting.returns.linking.quantities import Amounts, Quantity, quantity
from adviceline.reporting.returns.snapshot import Part, freeze_month, freeze_quarter, open_snapshot
from adviceline.reporting.returns.wording import wording_from
from tests.properties.test_monthly_figures import (
    MONTHS,
    clear,
    contacts_at,
    enquiries_at,
    instants,
    near_one_edge,
    relaxed,
    write,
)
from tests.support.monthly_oracle import expected_counts, expected_measures, month_of

pytestmark = pytest.mark.django_db
RULES: dict = {}
few = settings(relaxed, max_examples=8)


def frozen(month: int):
    return freeze_month(
        period=format_month(month), month=month, labels=frozen_labels(current_content()), rules=RULES,
        content_version="sha256:" + "0" * 64,
    )  # fmt: skip


def counted(manifest):
    snapshot = open_snapshot(manifest.hash)
    wording = wording_from(snapshot.labels)
    return Amounts(count(snapshot, wording), wording)


@few
@given(
    near_one_edge(contacts_at, min_size=5, max_size=30),
    near_one_edge(enquiries_at, min_size=3, max_size=20),
    st.lists(instants, max_size=4),
    st.lists(st.tuples(st.sampled_from(["r1", "r2"]), instants), max_size=4),
    st.sampled_from(MONTHS),
)
def test_a_month_is_that_of_an_independent_recount(contact_records, enquiry_records, requests, signposts, month):
    clear()
    write(contact_records, enquiry_records, requests, signposts)
    months = {month_of(one["began_at"]) for one in contact_records[:1]} | {
        month_of(one["closed_at"] or one["opened_at"]) for one in enquiry_records[:2]
    }
    for each in months | {month}:
        found = counted(frozen(int(each.replace("-", ""))))
        expected = expected_measures(each, contact_records, enquiry_records, requests)
        for name, value in expected.items():
            got = found.counts.figures[name].value
            assert (got is None) == (value is None), name
            assert value is None or got == pytest.approx(value, abs=1e-6), name
        for field in ("kind", "role", "setting", "region"):
            codes = {
                code: found.value(quantity("enquiries", (field, code))) for code in found.codes(field)
            }  # fmt: skip
            assert {code: number for code, number in codes.items() if number} == expected_counts(
                each, enquiry_records, field
            )
        assert {code: n for code, n in found.counts.themes.items() if n} == expected_counts(
            each, enquiry_records, "theme"
        )
        given_out = sum(month_of(at) == each for _, at in signposts)
        assert found.value(Quantity("signposts")) == given_out


@few
@given(near_one_edge(enquiries_at, min_size=3, max_size=20))
def test_groups_are_the_sums_of_their_codes_and_themes_count_an_enquiry_once(enquiry_records):
    clear()
    write([], enquiry_records)
    month = month_of(enquiry_records[0]["opened_at"])
    found = counted(frozen(int(month.replace("-", ""))))
    total = found.value(Quantity("enquiries"))
    for level in ("kind", "kind_group", "role_group", "setting_group", "region", "region_group", "local_authority"):
        assert sum(found.value(quantity("enquiries", (level, code))) for code in found.codes(level)) == total
    counted_here = [
        one for one in enquiry_records if month_of(one["opened_at"]) == month and not (one["merged"] or one["test"])
    ]
    groups = {
        group: sum(any(found.wording.coarser(theme, "theme", "theme_group") == group for theme in one["themes"])
                   for one in counted_here)
        for group in found.codes("theme_group")
    }  # fmt: skip
    assert {group: found.value(quantity("themes", ("theme_group", group))) for group in groups} == groups


def test_a_quarter_is_the_sum_of_its_months_as_they_were_frozen():
    from tests.support.made_returns import pilot_facts

    parts = []
    for month in (1, 2, 3):
        pilot_facts(month=month, enquiries=20 + month)
        parts.append(frozen(202200 + month))
    pilot_facts(month=2, enquiries=60, seed=9)  # what came later is in no month that was frozen
    manifest = freeze_quarter(
        period="2022-Q1", parts=[Part(part.period, part.hash) for part in parts],
        labels=frozen_labels(current_content()), rules=RULES, content_version="sha256:" + "0" * 64,
    )  # fmt: skip
    quarter, months = counted(manifest), [counted(part) for part in parts]
    assert quarter.value(Quantity("enquiries")) == 21 + 22 + 23
    for level in ("kind", "region", "role", "setting"):
        for code in quarter.codes(level):
            what = quantity("enquiries", (level, code))
            assert quarter.value(what) == sum(month.value(what) for month in months)
    talk = [month.counts.figures["call_duration_mean_seconds"] for month in months]
    mean = quarter.counts.figures["call_duration_mean_seconds"]
    assert mean.numerator == sum(one.numerator for one in talk)
    assert mean.denominator == sum(one.denominator for one in talk)
