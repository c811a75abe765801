"""Words of a map that speak as a person on a telephone does, where somebody who walks it alone reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

Path = tuple[str | int, ...]

_ON_THE_TELEPHONE = re.compile(
    r"\b(I|I'(ll|m|d|ve)|me|my|let us|let's|can we (talk|speak)|we (talk|go on|know so far|agreed|will|can hold|stop here)|"
    r"hold the line|"
    r"told me|stop me|(you can |please )?(call|ring) (us|me)( back| again)|"
    r"(as|what|when) (you and )?(we|I) (have )?(agreed|said|discussed|talked|spoke|planned)|"
    r"(agree|arrange|plan) (\w+ )?with (us|me)|(your|the|this|an) adviser|(your|the) (enquiry )?reference)\b",
    re.IGNORECASE,
)
_REMEDY = "Add '{key}' in words for somebody who reads it alone: no 'I', nothing that only a person on a call can do."
_FOR_BOTH = "Say it so that it fits both an adviser's call and somebody who reads it alone."


def speaks_on_the_telephone(text: str) -> str:
    """The words that do; empty when none do."""
    found = _ON_THE_TELEPHONE.search(text.replace("\u2019", "'"))
    return found.group() if found else ""


def alone_problems(document: Document) -> Iterator[ContentProblem]:
    """Every text that the public pages would show in an adviser's voice: questions, answers, reminders and outcomes."""
    yield from _problem(document, ("about",), "The map", document.data["about"], "")
    for flag_id, flag in document.data.get("flags", {}).items():
        path: Path = ("flags", flag_id, "carried")
        yield from _problem(document, path, f"'{flag_id}'", flag.get("public", flag["carried"]), "public")
    for outcome_id, outcome in document.data["outcomes"].items():
        yield from _of_outcome(document, outcome_id, outcome)
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
        for name in ("listen_for", "avoid"):
            for index, line in enumerate(node[name]):
                yield from _problem(document, ("nodes", node_id, name, index), node_id, line, "")


def _of_outcome(document: Document, outcome_id: str, outcome: Mapping[str, Any]) -> Iterator[ContentProblem]:
    here: Path = ("outcomes", outcome_id)
    yield from _problem(document, (*here, "title"), outcome_id, outcome["title"], "")
    summary = outcome.get("public", {}).get("summary", outcome["summary"])
    yield from _problem(document, (*here, "summary"), outcome_id, summary, "public: summary")
    for name in ("steps", "record"):
        for index, line in enumerate(outcome[name]):
            text, path = line if isinstance(line, str) else line["public"], (*here, name, index)
            yield from _problem(document, path, outcome_id, text, "{say: …, public: …}")
    for index, contact in enumerate(outcome["contacts"]):
        path = (*here, "contacts", index, "how")
        yield from _problem(document, path, outcome_id, contact.get("public", contact["how"]), "public")


def _problem(document: Document, path: Path, place: str, text: str, key: str) -> Iterator[ContentProblem]:
    """`key` is where other words for the public can stand; empty where there is no such place."""
    if words := speaks_on_the_telephone(text):
        message = f"{place} speaks to the public as a person on the telephone would ('{words}')."
        remedy = _REMEDY.format(key=key) if key else _FOR_BOTH
        yield ContentProblem(document.file, document.line(path), message, remedy)
