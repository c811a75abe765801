"""Words of a map that speak as a person on a telephone does, where somebody who walks it alone reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

_ON_THE_TELEPHONE = re.compile(
    r"\b(I|I'(ll|m|d|ve)|me|my|let us|let's|can we (talk|speak)|we (talk|go on|know so far|agreed|will|can hold|stop here)|"
    r"hold the line|"
    r"told me|stop me|(you can |please )?(call|ring) (us|me) back)\b"
)
_REMEDY = "Add '{key}' in words for somebody who reads it alone: no 'I', nothing that only a person on a call can do."


def speaks_on_the_telephone(text: str) -> str:
    """The words that do; empty when none do."""
    found = _ON_THE_TELEPHONE.search(text.replace("\u2019", "'"))
    return found.group() if found else ""


def alone_problems(document: Document) -> Iterator[ContentProblem]:
    """Every question, reason and answer that the public pages would show in an adviser's voice."""
    for node_id, node in document.data["nodes"].items():
        public: Mapping[str, Any] = node.get("public", {})
        questions = (
            [public["question"]] if "question" in public else [node["question"], *node.get("wording", {}).values()]
        )
        for text in questions:
            yield from _problem(document, ("nodes", node_id, "question"), node_id, text, "public: question")
        yield from _problem(document, ("nodes", node_id, "why"), node_id, public.get("why", node["why"]), "public: why")
        for code, answer in node["answers"].items():
            path = ("nodes", node_id, "answers", code, "say")
            yield from _problem(document, path, f"{node_id} '{code}'", answer.get("public", answer["say"]), "public")


def _problem(document: Document, path: tuple[str, ...], place: str, text: str, key: str) -> Iterator[ContentProblem]:
    if words := speaks_on_the_telephone(text):
        message = f"{place} speaks to the public as a person on the telephone would ('{words}')."
        yield ContentProblem(document.file, document.line(path), message, _REMEDY.format(key=key))
