"""What people are asked about the service, from questions/feedback.yaml and the later questions of confidence.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from adviceline.content.problems import ContentProblem
from adviceline.content.safe_yaml import Document

STEM = "feedback"
#: The questions whose words and choices are with the confidence questions, by their names there.
BORROWED = {"recommend": "recommend", "done": "action_done"}
BORROWED_CODES = {
    "recommend": {"yes", "maybe", "no"},
    "done": {"all", "some", "none", "changed", "not_sure"},
}


@dataclass(frozen=True, slots=True)
class Question:
    """`choices` are (code, label); none for a free text."""

    id: str
    question: str
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FeedbackQuestions:
    """`waves` maps start, close, follow_up to the questions of each, in order: ids of `questions`, and of the confidence
    items (`identifying`, `responding`, each also with `_before`). `version` is that of the wording as a whole."""

    version: str
    questions: Mapping[str, Question]
    waves: Mapping[str, tuple[str, ...]]
    introductions: Mapping[str, str]


def feedback_questions(documents: Mapping[str, Document]) -> FeedbackQuestions:
    data, confidence = documents[STEM].data, documents["confidence"].data
    later = {item["id"]: item for item in confidence["later"]}
    found = {name: _question(name, data[name]) for name in ("helped", "satisfaction", "words")}
    found |= {name: _question(name, later[other]) for name, other in BORROWED.items()}
    return FeedbackQuestions(
        version=f"{data['version']}/{confidence['version']}",
        questions=MappingProxyType(found),
        waves=MappingProxyType({wave: tuple(parts) for wave, parts in data["waves"].items()}),
        introductions=MappingProxyType(dict(data["introductions"])),
    )


def feedback_problems(service: Document, sections: Mapping[str, Mapping[str, Document]]) -> Iterator[ContentProblem]:
    """The file must be there, and the borrowed questions must offer the codes that are counted."""
    documents = sections["questions"]
    if STEM not in documents:
        yield ContentProblem("questions/feedback.yaml", 0, "The feedback questions are missing.", "Put the file back.")
    if "confidence" not in documents:
        return  # said by another check
    document = documents["confidence"]
    later = {item["id"]: set(item["choices"]) for item in document.data["later"]}
    for name, other in BORROWED.items():
        if later.get(other) != BORROWED_CODES[name]:
            codes = ", ".join(sorted(BORROWED_CODES[name]))
            yield ContentProblem(
                document.file, document.line(("later",)), f"The question '{other}' does not offer the codes that are counted.",
                f"Give it exactly these choices: {codes}.",
            )  # fmt: skip


def _question(name: str, data: dict[str, Any]) -> Question:
    return Question(name, data["question"], data.get("hint", ""), tuple(data.get("choices", {}).items()))
