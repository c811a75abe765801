"""Whether the line was staffed, in a return: half hour by half hour against the rule, and never who or how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adviceline.facts.models import CoverFact
from adviceline.reporting.returns import queries, verifying
from adviceline.reporting.returns.cells import NOT_COMPUTED, Cell
from adviceline.reporting.returns.counting import count
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.drawing_up import draw_up
from adviceline.reporting.returns.snapshot import freezing, open_snapshot
from adviceline.reporting.returns.wording import wording_from
from tests.support import made_returns as made
from tests.support import money_sample as sample
from tests.support.released import drawn_quickly

pytestmark = pytest.mark.django_db
TABLE = "cover_by_weekday_half_hour"


@pytest.fixture
def cover_was_not_frozen(monkeypatch):
    """As before cover was part of a return."""
    frozen = freezing.month_of_facts
    monkeypatch.setattr(
        freezing, "month_of_facts", lambda month: {key: q for key, q in frozen(month).items() if key is not CoverFact}
    )


def test_cover_is_in_the_return_by_weekday_and_half_hour():
    sample.cover(month=2, half_hours=24 * 7, met=24 * 7 - 3)  # a week from Tuesday 1 February, short at its end
    with drawn_quickly():
        release = made.released("2022-02")
    document = queries.released_document(made.fresh(release.report))
    assert document.figure("cover_half_hours_open").value == Cell.exact(168)
    met = document.figure("cover_met_percent")
    assert (met.value, met.numerator, met.denominator) == (Cell.exact(98.2), Cell.exact(165), Cell.exact(168))
    table = document.table(TABLE)
    assert (table.method, len(table.rows)) == ("exact", 168)
    rows = {row.code: [cell.value for cell in row.cells] for row in table.rows}
    assert rows["2-08:00"] == [1, 1, 0, 100.0]
    assert rows["1-19:30"] == [1, 0, 1, 0.0]
    assert any(chart.table == TABLE for chart in document.charts)
    told = as_json(document).decode()
    assert '"there"' not in told
    assert '"short_seconds"' not in told
    with drawn_quickly():
        assert verifying.rebuild(made.fresh(release.report)).same


def test_where_nothing_was_counted_there_is_no_table_and_no_percentage():
    document = draw_up(made.prepared()).document
    assert document.figure("cover_half_hours_open").value == Cell.exact(0)
    assert document.figure("cover_met_percent").value == NOT_COMPUTED
    assert document.table(TABLE) is None


def test_what_was_frozen_before_is_made_again_as_it_was(cover_was_not_frozen):
    sample.cover(month=2, half_hours=24)
    report = made.prepared()
    assert not open_snapshot(report.snapshot).has("facts_coverfact")
    document = draw_up(report).document
    assert document.figure("calls_answered") is not None
    assert document.figure("cover_half_hours_open") is None
    assert document.table(TABLE) is None


def test_a_quarter_has_cover_only_where_each_of_its_months_has():
    sample.cover(month=2, half_hours=24, met=20)
    sample.cover(month=3, half_hours=10)
    february, march = (open_snapshot(made.prepared(name).snapshot) for name in ("2022-02", "2022-03"))
    wording = wording_from(february.labels)
    whole = replace(february, months=((202202, february), (202203, march)))
    found = count(whole, wording)
    assert found.figures["cover_half_hours_open"].value == 34
    assert sum(found.cover.values()) == 34
    without = {name: frozen for name, frozen in march.manifest.files.items() if "cover" not in name}
    old = replace(march, manifest=replace(march.manifest, files=without))
    mixed = count(replace(february, months=((202202, february), (202203, old))), wording)
    assert mixed.cover is None
    assert "cover_half_hours_open" not in mixed.figures
    assert mixed.figures["calls_answered"] == found.figures["calls_answered"]
