"""From a period to its document and its files. The same facts give the same bytes: nothing here reads a clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from adviceline.content.current import current_content
from adviceline.disclosure.primary import Rule
from adviceline.evaluation.beside import Checked, NotCheckedYet, checked
from adviceline.evaluation.building.evaluation import evaluate
from adviceline.evaluation.data import Facts
from adviceline.evaluation.queries import read
from adviceline.evaluation.report import dataset, pages, word
from adviceline.evaluation.report.blocks import Document
from adviceline.evaluation.report.writing import document
from adviceline.facts.protecting import disclosure_rule


@dataclass(frozen=True)
class File:
    """One way to have the evaluation: its name, its kind, and what writes its bytes."""

    name: str
    kind: str
    title: str
    write: Callable[[Document], bytes]


FILES: Mapping[str, File] = {
    "html": File("evaluation.html", "text/html; charset=utf-8", "Web page", pages.as_html),
    "pdf": File("evaluation.pdf", "application/pdf", "PDF", pages.as_pdf),
    "docx": File(
        "evaluation.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Word",
        word.as_word,
    ),
    "csv": File("data.csv", "text/csv; charset=utf-8", "Data set (CSV)", dataset.as_csv),
    "dictionary": File(
        "dictionary.csv", "text/csv; charset=utf-8", "Dictionary of the data set", dataset.as_dictionary
    ),
}


@dataclass(frozen=True)
class Made:
    """`waits`: it was not yet held against what was released, and all that could have to be left out is left out.
    `checked_at`: when it was; None where nothing was released. Neither stands in the document."""

    document: Document
    waits: bool = False
    checked_at: datetime | None = None


def make(first: int, last: int, *, at: datetime) -> Document:
    """The evaluation of the months from `first` to `last`, held against what was released however long that takes. `at`
    decides only whether the period is over."""
    return _make(first, last, at=at, wait=True).document


def make_at_once(first: int, last: int, *, at: datetime) -> Made:
    """The same where the answer of the attack is at hand; else a shorter one that `waits`."""
    return _make(first, last, at=at, wait=False)


def _make(first: int, last: int, *, at: datetime, wait: bool) -> Made:
    facts, rule = read(first, last, at=at), disclosure_rule()
    found, waits = evaluate(facts, rule), False
    try:
        answer = checked(facts, found, rule, at=at, wait=wait)
    except NotCheckedYet as not_yet:
        answer, waits = Checked(not_yet.no), True
    if answer.no:
        found = evaluate(facts, rule, refused=answer.no)
    made = document(found, facts, service=current_content().service.name, digest=digest_of(facts, rule, answer.no))
    return Made(made, waits, answer.at)


def digest_of(facts: Facts, rule: Rule, no: Mapping[str, str]) -> str:
    """SHA-256 over all that the evaluation was made from, the rule that protects it, and what it was refused to show."""
    said = json.dumps(
        [_plain(asdict(facts)), asdict(rule), *([no] if no else [])], sort_keys=True, default=str, ensure_ascii=False
    )
    return hashlib.sha256(said.encode()).hexdigest()


def _plain(value: object) -> object:
    """What JSON can hold: a mapping by the text of its keys."""
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
