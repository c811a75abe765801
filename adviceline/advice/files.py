"""Maps straight from files: as they are on disk now, whatever this process has loaded."""

from __future__ import annotations

import os
from pathlib import Path

from adviceline.advice.loading import map_from_data, reference_problems
from adviceline.advice.model import AdviceMap
from adviceline.content.commands import DEFAULT_FOLDER
from adviceline.content.loading import read_document
from adviceline.content.model import ServiceContent
from adviceline.content.problems import ContentError
from adviceline.content.safe_yaml import Document
from adviceline.content.schemas import schema, schema_problems

FOLDER = "advice"


def map_in_file(path: Path) -> AdviceMap:
    """The map in one file, of this content or of another copy of it. Raises ContentError.

    The schema is the one beside the file's content folder, or else the service's own.
    """
    folder = path.resolve().parent.parent
    if not (folder / "schema" / "advice.schema.json").is_file():
        folder = Path(os.environ.get("ADVICELINE_CONTENT") or DEFAULT_FOLDER)
    return map_from_data(_checked(read_document(path.parent, path), folder).data)


def maps_on_disk(content: ServiceContent) -> dict[str, AdviceMap]:
    """Every map of the content's folder, read afresh, by id. Raises ContentError with all that is wrong."""
    documents = [
        _checked(read_document(content.folder, path), content.folder)
        for path in sorted((content.folder / FOLDER).glob("*.yaml"))
    ]
    if problems := [problem for document in documents for problem in reference_problems(document, content)]:
        raise ContentError(*problems)
    found = [map_from_data(document.data) for document in documents]
    return {advice_map.id: advice_map for advice_map in found}


def _checked(document: Document, folder: Path) -> Document:
    if problems := list(schema_problems(document, schema(folder, "advice"))):
        raise ContentError(*problems)
    return document
