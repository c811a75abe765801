"""The files of a release: everything drawn from its document alone. Two runs give the same bytes."""

from __future__ import annotations

import importlib
import importlib.util

from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.document_json import as_json

DOCUMENT = "document.json"


def files_of(document: ReturnDocument) -> dict[str, bytes]:
    """By name. `document.json` is the canonical form, from which all others can be drawn again."""
    found = {DOCUMENT: as_json(document)}
    if importlib.util.find_spec("adviceline.reporting.returns.rendering") is not None:
        found |= importlib.import_module("adviceline.reporting.returns.rendering").render_all(document)
    return found
