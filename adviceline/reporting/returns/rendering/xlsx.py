"""The workbook as XLSX. Text is only ever written as text, so that nothing in it can be taken for a formula or a link."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from adviceline.reporting.returns.document import ReturnDocument, Step
from adviceline.reporting.returns.rendering.layout import Grid, Link, Number, Sheet, sheets_of
from adviceline.reporting.returns.rendering.widths import WORDS, column_widths
from adviceline.reporting.returns.rendering.zipped import settled

FONT = {"font_name": "Arial", "font_size": 12}


def as_xlsx(document: ReturnDocument) -> bytes:
    import xlsxwriter  # only a return that is made needs it

    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, {"in_memory": True, **plain})
    released = document.act(Step.RELEASED)
    book.set_properties(
        {
            "title": f"{document.title} ({document.name})",
            "author": document.service,
            "comments": "",
            # The library would write the time of day; a draft has none.
            "created": (released.at if released else datetime(2000, 1, 1, tzinfo=UTC)).replace(tzinfo=None),
        }
    )
    formats = _formats(book)
    for sheet in sheets_of(document):
        _write(book.add_worksheet(sheet.name), sheet, formats)
    book.close()
    return settled(out.getvalue())


def _formats(book: Any) -> dict[str, Any]:
    number = {decimals: f"#,##0.{'0' * decimals}".removesuffix(".") for decimals in range(7)}
    return {
        "title": book.add_format({**FONT, "font_size": 16, "bold": True}),
        "head": book.add_format({**FONT, "font_size": 14, "bold": True}),
        "text": book.add_format({**FONT, "text_wrap": True, "valign": "top"}),
        "words": book.add_format({**FONT, "valign": "top"}),
        "heading": book.add_format({**FONT, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "link": book.add_format({**FONT, "underline": 1, "font_color": "#0000ff", "valign": "top"}),
        "mark": book.add_format({**FONT, "align": "right", "valign": "top"}),
        **{
            f"number {decimals}": book.add_format({**FONT, "num_format": form, "align": "right", "valign": "top"})
            for decimals, form in number.items()
        },
    }


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.hide_gridlines(2)
    page.write_string(0, 0, sheet.title, formats["title"])
    wraps = sheet.grid is None
    for place, line in enumerate(sheet.lines):
        head = place in sheet.heads
        page.write_string(place + 1, 0, line, formats["head" if head else "text" if wraps else "words"])
    if sheet.grid is None:
        page.set_column(0, 0, WORDS)
    else:
        _write_grid(page, sheet.grid, len(sheet.lines) + 1, formats)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _write_grid(page: Any, grid: Grid, top: int, formats: dict[str, Any]) -> None:
    widths = column_widths(grid)
    for place, heading in enumerate(grid.headings):
        page.set_column(place, place, widths[place])
        page.write_string(top, place, heading, formats["heading"])
    numeric = [any(isinstance(row[place], Number) for row in grid.rows) for place in range(len(grid.headings))]
    for down, row in enumerate(grid.rows, top + 1):
        for place, content in enumerate(row):
            match content:
                case Number(value, decimals):
                    page.write_number(down, place, value, formats[f"number {decimals}"])
                case Link(text, target):
                    page.write_url(down, place, f"internal:'{target}'!A1", formats["link"], text)
                case str():
                    page.write_string(down, place, content, formats["mark" if numeric[place] else "text"])
    page.add_table(
        top, 0, top + len(grid.rows), len(grid.headings) - 1,
        {
            "name": grid.name,
            "style": None,
            "autofilter": False,
            "columns": [{"header": heading, "header_format": formats["heading"]} for heading in grid.headings],
        },
    )  # fmt: skip
