"""The workbook as ODS, from the same sheets. Cells hold text or numbers and never a formula.

odfdo writes the sheets; the package around them is ours, since its template brings a machine's name and a time.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from adviceline.reporting.returns.document import ReturnDocument, Step
from adviceline.reporting.returns.rendering.layout import Content, Grid, Link, Number, Sheet, sheets_of
from adviceline.reporting.returns.rendering.ods_styles import column_style, styles
from adviceline.reporting.returns.rendering.widths import WORDS, column_widths
from adviceline.reporting.returns.rendering.zipped import zip_of

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
VERSION = "1.3"  # of OpenDocument: office programs of 2021 and later read it
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def as_ods(document: ReturnDocument) -> bytes:
    from odfdo import Document  # only a return that is made needs it

    book = Document("ods")
    _strip(book)
    sheets = sheets_of(document)
    widths = [_widths(sheet) for sheet in sheets]
    for style in styles(width for each in widths for width in each):
        book.insert_style(style, automatic=True)
    for sheet, wide in zip(sheets, widths, strict=True):
        book.body.append(_table(sheet, wide))
    book.body.append(_ranges(sheets))
    return zip_of(
        {
            "mimetype": MIMETYPE.encode(),
            "META-INF/manifest.xml": _manifest(),
            "content.xml": book.content.serialize(),
            "styles.xml": _styles(),
            "meta.xml": _meta(document),
        },
        stored=frozenset({"mimetype"}),
    )


def _strip(book: Any) -> None:
    """Of the library's template, which was made on somebody's machine, nothing is left but the frame."""
    book.body.clear()
    root = book.content.root
    root.set_attribute("office:version", VERSION)
    for part in ("office:scripts", "office:font-face-decls", "office:automatic-styles"):
        root.get_element(f"//{part}").clear()


def _widths(sheet: Sheet) -> list[int]:
    return [WORDS] if sheet.grid is None else column_widths(sheet.grid)


def _table(sheet: Sheet, widths: list[int]) -> Any:
    from odfdo import Column, Element, Table

    table = Table(sheet.name)
    for width in widths:
        table.append(Column(style=column_style(width)))
    table.append(_row([_text(sheet.title, "title")]))
    wraps = sheet.grid is None
    for place, line in enumerate(sheet.lines):
        style = "head" if place in sheet.heads else "text" if wraps else "words"
        table.append(_row([_text(line, style)]))
    if grid := sheet.grid:
        headings = Element.from_tag("<table:table-header-rows/>")
        headings.append(_row([_text(heading, "heading") for heading in grid.headings]))
        table.append(headings)
        numeric = [any(isinstance(row[place], Number) for row in grid.rows) for place in range(len(grid.headings))]
        for row in grid.rows:
            table.append(_row([_cell(content, of_numbers) for content, of_numbers in zip(row, numeric, strict=True)]))
    return table


def _row(cells: list[Any]) -> Any:
    from odfdo import Row

    row = Row()
    for cell in cells:
        row.append(cell)
    return row


def _cell(content: Content, of_numbers: bool) -> Any:
    from odfdo import Cell, Paragraph
    from odfdo import Link as OdfLink

    match content:
        case Number(value, decimals):
            return Cell(value, text=f"{value:,.{decimals}f}", cell_type="float", style=f"number{decimals}")
        case Link(text, sheet):
            made = Cell(style="words")
            paragraph = Paragraph()
            paragraph.append(OdfLink(f"#{sheet}.A1", text=text))
            made.append(paragraph)
            return made
        case str():
            return _text(content, "mark" if of_numbers else "text")


def _text(text: str, style: str) -> Any:
    from odfdo import Cell

    return Cell(text, cell_type="string", style=style)


def _ranges(sheets: list[Sheet]) -> Any:
    """What marks the tables up: a program and a screen reader find each by name, with its headings."""
    from odfdo import Element

    ranges = "".join(
        f'<table:database-range table:name="{sheet.grid.name}" table:contains-header="true" '
        f'table:target-range-address="{_address(sheet, sheet.grid)}"/>'
        for sheet in sheets
        if sheet.grid
    )
    return Element.from_tag(f"<table:database-ranges>{ranges}</table:database-ranges>")


def _address(sheet: Sheet, grid: Grid) -> str:
    top = len(sheet.lines) + 2
    return f"{sheet.name}.A{top}:{sheet.name}.{_letters(len(grid.headings))}{top + len(grid.rows)}"


def _letters(column: int) -> str:
    """1 is A, 27 is AA."""
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def _meta(document: ReturnDocument) -> bytes:
    """What the document says, and nothing of the machine."""
    released = document.act(Step.RELEASED)
    date = f"<dc:date>{released.at:%Y-%m-%dT%H:%M:%S}</dc:date>" if released else ""
    return (
        f'{_HEAD}<office:document-meta {_NAMES} office:version="{VERSION}"><office:meta>'
        f"<dc:title>{escape(document.title)} ({document.name})</dc:title>"
        f"<dc:creator>{escape(document.service)}</dc:creator>{date}<dc:language>en-GB</dc:language>"
        "</office:meta></office:document-meta>\n"
    ).encode()


def _styles() -> bytes:
    whole = f'<office:document-styles {_NAMES} office:version="{VERSION}"><office:styles/></office:document-styles>'
    return f"{_HEAD}{whole}\n".encode()


def _manifest() -> bytes:
    parts = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>'
        for part in ("content.xml", "styles.xml", "meta.xml")
    )
    return (
        f'{_HEAD}<manifest:manifest {_NAMES} manifest:version="{VERSION}">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="{VERSION}" manifest:media-type="{MIMETYPE}"/>'
        f"{parts}</manifest:manifest>\n"
    ).encode()
