"""Whatever the words of a return are, it reads back as it was, and no file takes a word for a formula or for markup."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from adviceline.reporting.returns.document import (
    LOW,
    NOT_APPLICABLE,
    NOT_COMPUTED,
    SUPPRESSED,
    Cell,
    Column,
    Note,
    Row,
    Section,
    Table,
)
from adviceline.reporting.returns.document_json import UnableToReadReturn, as_json, from_json
from adviceline.reporting.returns.rendering.csvw import METADATA, as_csvw
from adviceline.reporting.returns.rendering.ods import as_ods
from adviceline.reporting.returns.rendering.page import as_html
from adviceline.reporting.returns.rendering.pictures import draw_charts
from adviceline.reporting.returns.rendering.xlsx import as_xlsx
from adviceline.ui.charts.files import as_file
from tests.support.returns import a_figure, a_return
from tests.support.workbooks import ods_sheets, xlsx_sheets

FORMULAS = (
    "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=HYPERLINK(\"x\")", "\t=1", "  =1", "＝1", "http://example.org", "$$note$$",
    "[words](http://example.org)", "internal:'Cover'!A1", "<script>alert(1)</script>", "{{ 7*7 }}", "]]>", "&amp;", "'",
    "=cmd|' /C calc'!A0", "1e9", "00012", "2022-02", "[c]",
)  # fmt: skip
letters = st.characters(
    exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="\u202a\u202b\u202c\u202d\u202e"
)
letters = letters.filter(lambda letter: not "\u2066" <= letter <= "\u2069")
text = st.one_of(st.sampled_from(FORMULAS), st.text(letters, min_size=1, max_size=30)).filter(lambda said: said.strip())
cells = st.one_of(
    st.integers(0, 10**9).map(Cell.exact),
    st.integers(0, 200).map(lambda number: Cell.rounded(5 * number)),
    st.sampled_from([SUPPRESSED, NOT_COMPUTED, LOW, NOT_APPLICABLE]),
)


@st.composite
def returns(draw):
    columns = draw(st.lists(text, min_size=1, max_size=3))
    heads = draw(st.lists(text, min_size=1, max_size=2))
    rows = [
        Row(
            code=f"r{place}",
            labels=tuple(draw(text) for _ in heads),
            cells=tuple(draw(cells) for _ in columns),
        )
        for place in range(draw(st.integers(0, 3)))
    ]
    table = Table(
        id="invented", title=draw(text), definition=draw(text), unit=draw(text), method="suppression",
        row_heads=tuple(heads), rows=tuple(rows), notes=("n",), note=draw(text),
        columns=tuple(Column(code=f"c{place}", label=label) for place, label in enumerate(columns)),
    )  # fmt: skip
    value = draw(st.floats(-1e6, 1e6).map(lambda number: round(number, 3) + 0.0))
    figure = a_figure(
        "invented", Cell.exact(value), decimals=3, title=draw(text), definition=draw(text), unit=draw(text),
        note=draw(text), group=draw(text),
    )  # fmt: skip
    return replace(
        a_return(), title=draw(text), service=draw(text), figures=(figure,), first_figures=("invented",),
        tables=(table,), charts=(), notes=(Note("n", draw(text)),), commentary=(Section("c", draw(text), draw(text)),),
        code_version=draw(text), content_version=draw(text),
    )  # fmt: skip


few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(returns())
def test_it_reads_back_byte_for_byte(document):
    written = as_json(document)
    assert from_json(written) == document
    assert as_json(from_json(written)) == written


@few
@given(st.integers(0, 10**6), st.integers(0, 255), returns())
def test_a_flipped_byte_is_refused_or_is_another_return(place, byte, document):
    written = bytearray(as_json(document))
    place %= len(written)
    changed = written[place] != byte
    written[place] = byte
    try:
        found = from_json(bytes(written))
    except UnableToReadReturn:
        return
    assert (found != document) is changed


@few
@given(returns())
def test_spreadsheets_hold_text_as_text_and_numbers_as_numbers(document):
    excel, open_document = xlsx_sheets(as_xlsx(document)), ods_sheets(as_ods(document))
    assert list(excel) == list(open_document)
    table = document.tables[0]
    for row, found in zip(table.rows, excel["Table_1"][-len(table.rows) :] if table.rows else [], strict=True):
        shown = [cell.mark if cell.value is None else float(cell.value) for cell in row.cells]
        assert found[: len(row.labels)] == list(row.labels)
        assert found[len(row.labels) :] == shown
    for sheet in excel:
        assert _without_space(excel[sheet]) == _without_space(open_document[sheet])
    assert excel["Figures"][-1][1] == document.figures[0].value.value


def _without_space(rows):
    """A text of spaces alone may be kept or not; both hold the same letters."""
    return [[value.split() if isinstance(value, str) else value for value in row] for row in rows]


@few
@given(returns())
def test_no_cell_of_a_csv_begins_a_formula(document):
    for name, content in as_csvw(document).items():
        if name == METADATA:
            continue
        for line in csv.reader(io.StringIO(content.decode(), newline="")):
            for value in line:
                number = value.lstrip("-").replace(".", "", 1).replace("e", "", 1).isdigit()
                assert number or not value.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
                assert not value.startswith(("\t", "\r", "\n"))


@few
@given(returns())
def test_words_are_words_on_the_page(document):
    page = as_html(document, {}).decode()
    root = etree.HTML(page)
    assert not root.xpath("//script")
    assert root.xpath("//h1")[0].text.split() == document.title.split()
    labels = [" ".join(row.labels).split() for row in document.tables[0].rows]
    found = root.xpath("//table[.//caption[contains(@class, 'hidden')]]/tbody/tr")
    assert [" ".join(head.text for head in row.xpath("th")).split() for row in found] == labels


@settings(max_examples=8, deadline=None)
@given(text, text)
def test_a_chart_is_safe_whatever_its_labels(title, label):
    document = a_return()
    table = replace(
        document.tables[2],
        rows=(*document.tables[2].rows[:3], replace(document.tables[2].rows[3], labels=(label,))),
    )
    chart = replace(document.charts[2], title=title)
    drawn = draw_charts(replace(document, tables=(table,), charts=(chart,)))["regions"]
    root = etree.fromstring(as_file(drawn))
    tags = {etree.QName(part).localname for part in root.iter()}
    assert tags <= {"svg", "g", "path", "text", "rect", "title", "desc", "line", "tspan"}
    assert root[0].text == title
