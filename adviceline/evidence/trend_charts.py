"""Charts of what was told. What is hidden is shown hidden."""

from __future__ import annotations

from datetime import date

from adviceline.content.current import current_content
from adviceline.disclosure.primary import HIDDEN_MARK
from adviceline.evidence.queries.codebook import field_of
from adviceline.evidence.queries.trends import Counted, Trends
from adviceline.evidence.rules.items import FIELDS
from adviceline.ui.charts import Chart, bar_chart, line_chart

UNIT = "Items"


def drawn(found: Trends, *, kind: str = "") -> list[Chart]:
    """A line over time where there are two months or more, then bars; nothing where nothing is counted."""
    made = []
    months = [
        (date(int(month) // 100, int(month) % 100, 1), cell.value) for month, cell in found.by_month.rows
    ]  # fmt: skip
    if len(months) > 1:
        made.append(
            line_chart("Items by month", months, value_title=UNIT, label_title="Month", hidden_text=HIDDEN_MARK)
        )
    taxonomy = current_content().taxonomy
    lists = [("Items by kind", found.by_kind, taxonomy["evidence_kind"].label)] if not kind else []
    lists += [
        ("Items by code", found.by_code, _code_label),
        ("Items by region", found.by_region, lambda code: taxonomy["region"].label(code) if code else "Not given"),
        ("Items by setting", found.by_setting, taxonomy["setting"].label),
    ]
    return made + [_bars(title, counted, words) for title, counted, words in lists if counted.rows]


def _code_label(code: str) -> str:
    for kind in FIELDS:
        if code in field_of(kind) and code != "other":
            return f"{code}: {field_of(kind).label(code)}"
    return "None of the list"


def _bars(title: str, counted: Counted, words: object) -> Chart:
    assert callable(words)
    return bar_chart(
        title, [(words(code), cell.value) for code, cell in counted.rows], value_title=UNIT,
        label_title=title.removeprefix("Items by ").capitalize(), hidden_text=HIDDEN_MARK,
    )  # fmt: skip
