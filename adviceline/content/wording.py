"""Which wording the pages, messages and forms ask for: a service's content has all of it, in its own words.

`needed_wording.json` lists it: text keys ('emails.acknowledgement'), and form questions with the errors that each may
give. `scripts/check_docs.py --write` makes it from the content that comes with the software.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

Needed = Mapping[str, Mapping[str, list[str]]]
#: Wording that a service may have as much of as it likes: no page asks for any of it by name.
OPTIONAL = frozenset({"replies"})
LIST = Path(__file__).with_name("needed_wording.json")


@lru_cache
def needed_wording() -> Needed:
    """'texts' and 'form_questions', each: key → the error reasons of a question (none for a text)."""
    found: Needed = json.loads(LIST.read_text(encoding="utf-8"))
    return found


def wording_in(files: Mapping[str, Mapping[str, Any]]) -> Needed:
    """What the files of a wording folder hold (name → data), in the form of `needed_wording`."""
    return {
        "texts": {
            f"{stem}.{name}": []
            for stem, data in files.items()
            for name in data.get("texts", {})
            if stem not in OPTIONAL
        },
        "form_questions": {
            f"{stem}.{name}": sorted(question["errors"])
            for stem, data in files.items()
            for name, question in data.get("form_questions", {}).items()
        },
    }


def missing_wording(documents: Mapping[str, Document]) -> Iterator[ContentProblem]:
    held = wording_in({stem: each.data for stem, each in documents.items()})
    for section, needed in needed_wording().items():
        for key, reasons in needed.items():
            stem, _, name = key.partition(".")
            file = f"wording/{stem}.yaml"
            if key not in held[section]:
                yield ContentProblem(
                    file, 0, f"'{name}' is missing, which a page or message shows.", f"Add it under '{section}:'."
                )
                continue
            for reason in reasons:
                if reason not in held[section][key]:
                    yield ContentProblem(
                        file, 0, f"'{name}' has no words for the error '{reason}'.", "Add it under its 'errors:'."
                    )
