"""What a return's document refuses, and its canonical JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from adviceline.reporting.returns.document import (
    NOT_COMPUTED,
    SUPPRESSED,
    Act,
    Cell,
    CellState,
    Chart,
    ChartKind,
    Note,
    Row,
    Section,
    Step,
    UnableToDrawUpReturn,
)
from adviceline.reporting.returns.document_json import UnableToReadReturn, as_json, from_json
from tests.support.returns import a_figure, a_percentage, a_return, by_channel


@pytest.mark.parametrize("name", ["2022-02", "2022-Q1", "2022-02-r2", "2022-Q1-r3"])
def test_it_reads_back_byte_for_byte(name):
    document = a_return(name)
    written = as_json(document)
    assert from_json(written) == document
    assert as_json(from_json(written)) == written


def test_a_draft_is_one_that_nobody_released():
    document = a_return()
    assert document.released
    assert not replace(document, acts=document.acts[:2]).released


@pytest.mark.parametrize(
    "change",
    [
        {"name": "2022-03"},
        {"name": "2022-02-r1"},
        {"revision": 0},
        {"corrects": "2022-01"},
        {"period": "2022-13", "name": "2022-13"},
        {"period": "2022-Q1", "name": "2022-Q1"},
        {"snapshot_hash": "sha256:00"},
        {"first_figures": ("calls_imagined",)},
        {"figures": (a_figure(), a_figure())},
        {"charts": (Chart(id="c", title="C", kind=ChartKind.BAR, table="contacts_by_channel", column="none"),)},
        {"title": ""},
        {"service": "a\x00b"},
        {"reasons": ("because",)},
        {"acts": (Act(Step.SIGNED, "Reader", datetime(2022, 3, 1, tzinfo=UTC)),) * 2},
    ],
)
def test_a_document_that_contradicts_itself_is_refused(change):
    with pytest.raises(UnableToDrawUpReturn):
        replace(a_return(), **change)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cell(CellState.SUPPRESSED, 3),
        lambda: Cell(CellState.EXACT),
        lambda: Cell.exact(float("nan")),
        lambda: Cell.exact(float("inf")),
        lambda: Cell.exact(True),
        lambda: a_figure(value=Cell.exact(1.5)),
        lambda: a_percentage(value=12.55),
        lambda: a_figure("=cmd"),
        lambda: Note("one", "a\u202eb"),
        lambda: Section("one", " ", "words"),
        lambda: Act(Step.SIGNED, "Reader", datetime(2022, 3, 1)),
        lambda: Act(Step.SIGNED, "Reader", datetime(2022, 3, 1, microsecond=1, tzinfo=UTC)),
        lambda: replace(by_channel(), rows=(Row(code="a", labels=("A",), cells=(SUPPRESSED,)),)),
        lambda: replace(by_channel(), rows=(*by_channel().rows, by_channel().rows[0])),
        lambda: replace(by_channel(), method="hope"),
    ],
)
def test_what_cannot_be_published_is_refused(make):
    with pytest.raises(UnableToDrawUpReturn):
        make()


def test_an_act_is_kept_in_utc():
    summer = timezone(timedelta(hours=1))
    act = Act(Step.SIGNED, "Reader", datetime(2022, 6, 1, 10, tzinfo=summer))
    assert act.at == datetime(2022, 6, 1, 9, tzinfo=UTC)
    assert act.at.tzinfo is UTC


def test_a_hidden_and_a_missing_value_have_marks():
    assert (SUPPRESSED.mark, NOT_COMPUTED.mark, Cell.exact(0).mark) == ("[c]", "[x]", "")


def _changed(data, **changes):
    return (json.dumps({**data, "return": {**data["return"], **changes}}, sort_keys=True) + "\n").encode()


def test_what_is_not_a_return_is_refused_with_the_reason():
    written = as_json(a_return())
    data = json.loads(written)
    spaced = (json.dumps(data, sort_keys=True) + "\n").encode()
    for wrong, words in (
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "needs"),
        (written.replace(b'"format":1', b'"format":2'), "format 2"),
        (written.replace(b'"format":1', b'"format":true'), "format True"),
        (spaced, "canonical"),
        (written + b"\n", "canonical"),
        (_changed(data, revision="1"), "revision"),
        (_changed(data, begins_on="2022-02-30"), "begins_on"),
        (_changed(data, figures={}), "not a list"),
        (_changed(data, extra=1), "extra"),
        (_changed(data, title=None), "title"),
        (_changed(data, series="weekly"), "series"),
    ):
        with pytest.raises(UnableToReadReturn, match=words):
            from_json(wrong)
