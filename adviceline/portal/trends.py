"""A figure across the monthly returns that were released: its line, its table, and its words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from adviceline.measures.definitions import M2_FIRST, M2_WORDS
from adviceline.reporting.returns.document import Figure, ReturnDocument
from adviceline.reporting.returns.rendering.words import figure_words, unit_words
from adviceline.ui.charts import Chart, line_chart
from adviceline.ui.tables import Column, Table


def choices(documents: Sequence[ReturnDocument]) -> list[tuple[str, str]]:
    """Every figure that some return has: its id and what it is called, those that the Authority asks for first."""
    titles = {figure.id: figure.title for document in documents for figure in document.figures}
    first = [name for name in M2_FIRST if name in titles]
    return [(name, M2_WORDS.get(name, titles[name])) for name in dict.fromkeys([*first, *titles])]


def trend(name: str, documents: Sequence[ReturnDocument]) -> Chart | None:
    """None where no return has the figure. The line is as the returns are: rounded or hidden where they are."""
    found = [(document, figure) for document in documents if (figure := document.figure(name))]
    if not found:
        return None
    last = found[-1][1]
    chart = line_chart(
        last.title,
        [(document.begins_on, figure.value.value) for document, figure in found],
        value_title=_unit(last),
        label_title="Month",
        places=last.decimals,
        hidden_text="not shown",
        by_month=True,
    )
    rows = tuple((f"{document.begins_on:%B %Y}", document.name, figure_words(figure)) for document, figure in found)
    table = Table(last.title, (Column("Month"), Column("Return"), Column(_unit(last).capitalize(), numeric=True)), rows)
    return replace(chart, table=table)


def _unit(figure: Figure) -> str:
    return unit_words(figure.unit)
