"""A return as a tagged PDF (PDF/UA-1), by WeasyPrint, which needs the libraries of Pango.

Everything that it needs is handed to it: no address is fetched, and the type face is the house's own, whole, so that
the same return gives the same bytes whatever is installed on the machine.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.rendering.page import as_print
from adviceline.ui.charts import Chart

FAMILY = "Source Sans 3"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0"
_SCRIPTS = ("latin", "latin-ext", "greek", "cyrillic")
_WEIGHTS = (400, 600)
_FACE = "house-font:"
for _name in ("weasyprint.progress", "fontTools"):  # each step of each PDF is nobody's news
    logging.getLogger(_name).setLevel(logging.WARNING)


class UnableToMakePdf(RuntimeError):
    """What is missing on this machine, in a sentence."""


def as_pdf(document: ReturnDocument, charts: Mapping[str, Chart]) -> bytes:
    """Raises UnableToMakePdf where Pango or the type face is missing."""
    weasyprint, FontConfiguration = _weasyprint()
    fetcher = _fetcher()
    fonts = FontConfiguration()
    faces = weasyprint.CSS(string="\n".join(_faces()), font_config=fonts, url_fetcher=fetcher)
    page = weasyprint.HTML(string=as_print(document, charts, font=FAMILY), url_fetcher=fetcher, base_url=None)
    made: bytes = page.write_pdf(
        stylesheets=[faces],
        font_config=fonts,
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(as_json(document)).digest()[:16],
        full_fonts=True,
    )
    return made


def pdf_can_be_made() -> str:
    """Empty when it can; else what is missing, in a sentence."""
    try:
        _weasyprint()
        for name in _face_files():
            _font(name)
    except UnableToMakePdf as problem:
        return str(problem)
    return ""


def _weasyprint() -> tuple[Any, Any]:
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except OSError as error:
        raise UnableToMakePdf(
            "A PDF cannot be made here, because the Pango libraries are not installed. "
            f"On Debian or Ubuntu: apt-get install {PACKAGES}"
        ) from error
    return weasyprint, FontConfiguration


def _face_files() -> list[str]:
    return [f"source-sans-3-{script}-{weight}-normal.woff2" for script in _SCRIPTS for weight in _WEIGHTS]


def _faces() -> Iterator[str]:
    for name in _face_files():
        found = re.fullmatch(r"source-sans-3-([a-z-]+)-(\d+)-normal\.woff2", name)
        assert found
        family = FAMILY if found[1] == "latin" else f"{FAMILY} {found[1]}"
        yield f'@font-face {{ font-family: "{family}"; font-weight: {found[2]}; src: url({_FACE}{name}); }}'


def _font(name: str) -> bytes:
    try:
        return files("adviceline.ui").joinpath(f"static/ui/fonts/{name}").read_bytes()
    except OSError as error:
        raise UnableToMakePdf(
            "A PDF cannot be made here, because its type face has not been built. Run: make setup"
        ) from error


def _fetcher() -> Any:
    """The house's fonts, and pictures within the page itself; for anything else the whole PDF fails."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class FetchesNothing(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(_FACE):
                return URLFetcherResponse(url, _font(url.removeprefix(_FACE)), {"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    return FetchesNothing(allowed_protocols=("data",), fail_on_errors=True)
