"""Every file of a return, drawn from its document and from nothing else: no clock, no database, no network.

The same document gives the same bytes, so a return can be made again from its snapshot and compared.
"""

from __future__ import annotations

from collections.abc import Mapping

from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.rendering.csvw import as_csvw, file_part
from adviceline.reporting.returns.rendering.json_form import as_json_form
from adviceline.reporting.returns.rendering.ods import as_ods
from adviceline.reporting.returns.rendering.page import Ways, as_html, page_of
from adviceline.reporting.returns.rendering.pdf import UnableToMakePdf, as_pdf, pdf_can_be_made
from adviceline.reporting.returns.rendering.pictures import draw_charts
from adviceline.reporting.returns.rendering.xlsx import as_xlsx
from adviceline.reporting.returns.rendering.zipped import zip_of
from adviceline.ui.charts.files import as_file

__all__ = ["UnableToMakePdf", "Ways", "file_kind", "page_of", "pdf_can_be_made", "render_all", "together"]

_KINDS = {
    "html": ("Web page", "text/html; charset=utf-8"),
    "pdf": ("PDF", "application/pdf"),
    "ods": ("Spreadsheet (ODS)", "application/vnd.oasis.opendocument.spreadsheet"),
    "xlsx": ("Spreadsheet (Excel)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": ("JSON", "application/json"),
    "csv": ("CSV", "text/csv; charset=utf-8"),
    "svg": ("Picture", "image/svg+xml"),
    "zip": ("Everything (ZIP)", "application/zip"),
}


def render_all(document: ReturnDocument) -> dict[str, bytes]:
    """Every file by its name. Raises UnableToMakePdf, before anything is made, where a library is missing."""
    if missing := pdf_can_be_made():
        raise UnableToMakePdf(missing)
    name, charts = document.name, draw_charts(document)
    return {
        f"{name}.html": as_html(document, charts),
        f"{name}.pdf": as_pdf(document, charts),
        f"{name}.ods": as_ods(document),
        f"{name}.xlsx": as_xlsx(document),
        f"{name}.json": as_json_form(document),
        **as_csvw(document),
        **{f"{name}-chart-{file_part(each)}.svg": as_file(chart) for each, chart in charts.items()},
    }


def together(name: str, files: Mapping[str, bytes]) -> bytes:
    """All files as one ZIP, in a folder of the return's name."""
    return zip_of({f"{name}/{each}": content for each, content in files.items()})


def file_kind(name: str) -> tuple[str, str]:
    """What people call a file of that name, and its media type."""
    return _KINDS[name.rpartition(".")[2]]
