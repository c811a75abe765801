"""The document as one web page that asks for nothing from anywhere, and as a tagged PDF (PDF/UA-1)."""

from __future__ import annotations

import base64
import io
import logging
from importlib.resources import files
from typing import Any

from django.template.loader import get_template

from adviceline.evaluation.report.blocks import Document, Drawn, Heading, Points, Tabled, Words
from adviceline.ui.charts.drawing import FONT

for _name in ("weasyprint.progress", "fontTools"):  # each step of each PDF is nobody's news
    logging.getLogger(_name).setLevel(logging.WARNING)

KINDS = {Words: "words", Points: "points", Heading: "heading", Drawn: "drawn", Tabled: "tabled"}


def parts(document: Document) -> list[dict[str, Any]]:
    """Sections with their blocks, each with the name of its kind, as the templates draw them."""
    return [
        {"id": section.id, "title": section.title, "blocks": [(KINDS[type(each)], each) for each in section.blocks]}
        for section in document.sections
    ]


def as_html(document: Document) -> bytes:
    return _page(document, printed=False).encode()


def as_pdf(document: Document) -> bytes:
    """Its identifier is the digest of the facts, so that the same facts give the same bytes."""
    from weasyprint import HTML  # late: it loads a drawing library
    from weasyprint.urls import URLFetcher

    out = io.BytesIO()
    only_within = URLFetcher(allowed_protocols={"data"})  # nothing is fetched from elsewhere
    HTML(string=_page(document, printed=True), url_fetcher=only_within).write_pdf(
        out, pdf_variant="pdf/ua-1", pdf_identifier=bytes.fromhex(document.digest)[:16]
    )
    return out.getvalue()


def _page(document: Document, *, printed: bool) -> str:
    style = files("adviceline.evaluation").joinpath("report/document.css").read_text(encoding="utf-8")
    context = {
        "document": document, "parts": parts(document), "style": style,
        "picture": printed_picture if printed else picture,
    }  # fmt: skip
    return get_template("evaluation/standalone.html").render(context)


def picture(svg: str) -> str:
    """The address of a picture that is within the page."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def printed_picture(svg: str) -> str:
    """The same with its letters drawn: a printer's type faces may be wider than those that the chart was measured with."""
    return f"data:image/png;base64,{base64.b64encode(as_png(svg)).decode()}"


def as_png(svg: str) -> bytes:
    import vl_convert  # brings the type face that charts are measured with

    drawn: bytes = vl_convert.svg_to_png(svg.replace(FONT, "Liberation Sans"), scale=2)
    return drawn
