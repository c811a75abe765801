"""The document in Word, with headings, captions, table headers and text alternatives."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from adviceline.evaluation.report.blocks import Block, Document, Drawn, Heading, Points, Tabled, Words
from adviceline.evaluation.report.pages import as_png
from adviceline.ui.tables import Table

#: A file in a ZIP must have a time. The same for each, so that the same document has the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
WIDTH_INCHES = 6.2


def as_word(document: Document) -> bytes:
    import docx  # late: only a download needs it

    made: Any = docx.Document()
    _properties(made, document)
    made.add_heading(f"{document.title}: {document.period}", level=0)
    made.add_paragraph(document.lead)
    for section in document.sections:
        made.add_heading(section.title, level=1)
        for block in section.blocks:
            _add(made, block)
    made.add_paragraph(f"Made from facts with the digest {document.digest}. The same facts give the same document.")
    out = io.BytesIO()
    made.save(out)
    return _same_bytes(out.getvalue())


def _properties(made: Any, document: Document) -> None:
    made.core_properties.title = f"{document.title}: {document.period}"
    made.core_properties.subject = document.lead
    made.core_properties.author = made.core_properties.last_modified_by = ""
    made.core_properties.comments = ""
    made.core_properties.language = "en-GB"
    made.core_properties.created = made.core_properties.modified = datetime(*MOMENT, tzinfo=UTC).replace(tzinfo=None)
    for style in ("Normal", "Title", *(f"Heading {level}" for level in (1, 2))):
        made.styles[style].font.name = "Arial"
    language = made.styles.element.find(".//" + _name("w:lang"))
    if language is not None:
        language.set(_name("w:val"), "en-GB")


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(tag))


def _add(made: Any, block: Block) -> None:
    match block:
        case Words(text):
            made.add_paragraph(text)
        case Points(items):
            for item in items:
                made.add_paragraph(item, style="List Bullet")
        case Heading(text):
            made.add_heading(text, level=2)
        case Drawn(chart):
            _add_picture(made, chart.svg, chart.alt)
            made.add_paragraph(chart.title, style="Caption")
        case Tabled(_, table):
            made.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
            _add_table(made, table)
            made.add_paragraph(table.note)


def _add_picture(made: Any, svg: str, alt: str) -> None:
    from docx.shared import Inches

    picture = io.BytesIO(as_png(svg))
    shape = made.add_picture(picture, width=Inches(WIDTH_INCHES))
    shape._inline.docPr.set("descr", alt)
    shape._inline.docPr.set("name", "Chart")


def _add_table(made: Any, table: Table) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement

    lines = [tuple(column.text for column in table.columns), *table.rows, *([table.foot] if table.foot else [])]
    grid = made.add_table(rows=len(lines), cols=len(table.columns), style="Table Grid")
    for place, line in enumerate(lines):
        for column, (cell, value) in enumerate(zip(grid.rows[place].cells, line, strict=True)):
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(str(value))
            run.bold = place == 0 or bool(table.foot and place == len(lines) - 1)
            if table.columns[column].numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    header = OxmlElement("w:tblHeader")  # repeated on each page, and read out as the header
    header.set(_name("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(header)


def _same_bytes(written: bytes) -> bytes:
    """The same parts in a ZIP that keeps no time of writing."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            part = zipfile.ZipInfo(name, MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(part, before.read(name))
    return out.getvalue()
