"""The files of a release: everything drawn from its document alone. Two runs give the same bytes."""

from __future__ import annotations

from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.document_json import as_json
from adviceline.reporting.returns.rendering import render_all

DOCUMENT = "document.json"


def files_of(document: ReturnDocument) -> dict[str, bytes]:
    """By name. `document.json` is the canonical form, from which all others can be drawn again."""
    return {DOCUMENT: as_json(document), **render_all(document)}
