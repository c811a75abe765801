"""The guard itself: run every rule over one text and settle overlaps."""

from __future__ import annotations

from collections.abc import Iterable

from adviceline.privacy.guard import contact, dates, initials, names, numbers, places
from adviceline.privacy.guard.lexicon import lexicon
from adviceline.privacy.guard.normalise import View, view_of
from adviceline.privacy.guard.spans import KINDS, Finding, GuardFailed, Screening, Severity, Span
from adviceline.privacy.guard.tokens import tokens_of

Hit = tuple[int, int, str, Severity, str]

_PRECEDENCE = {kind: rank for rank, kind in enumerate(KINDS)}
_OWN_REFERENCE_LENGTH = 13


def detect(text: str) -> list[Span]:
    """Everything in `text` that could identify a person, in order and without overlap.

    Offsets count characters of `text` as given. Raises GuardFailed if any rule breaks.
    """
    try:
        view = view_of(text)
        return _spans(view)
    except Exception as error:
        raise GuardFailed("The text could not be checked for identifying details.") from error


def screen(text: str) -> Screening:
    """`detect`, with the decision. Raises GuardFailed, on which the caller refuses the text."""
    spans = detect(text)
    return Screening(spans, any(span.severity == "block" for span in spans))


def explain(text: str, spans: Iterable[Span]) -> list[Finding]:
    """Why each span was picked out and what to write instead, in plain words."""
    return [Finding(s, text[s.start : s.end], KINDS[s.kind][0], s.suggestion) for s in spans]


def redact(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind in square brackets: 'Call [phone]'."""
    pieces: list[str] = []
    at = 0
    for span in sorted(spans):
        if span.start >= at:
            pieces += [text[at : span.start], f"[{span.kind.replace('_', ' ')}]"]
            at = span.end
    return "".join([*pieces, text[at:]])


def _spans(view: View) -> list[Span]:
    text = view.text
    if not text.strip():
        return []
    words = lexicon()
    structured: list[Hit] = [*numbers.hits(text), *contact.hits(text), *dates.hits(text), *places.hits(text)]
    rules = names.NameRules(text, tokens_of(text, words), words)
    named = list(rules.hits())
    marked = list(initials.hits(text, words))
    kept = _settle([*structured, *named, *marked])
    people = [(start, end) for start, end, kind, _, _ in kept if kind in ("name", "initials")]
    kept = _settle([*kept, *initials.ages_beside(text, people)])
    spans = []
    for start, end, kind, severity, rule in kept:
        first, last = view.back(start, end)
        spans.append(Span(first, last, kind, severity, rule, _suggestion(text, start, kind, rule)))
    return spans


def _settle(hits: list[Hit]) -> list[Hit]:
    """Drop what a hit of higher precedence already covers; trim what sticks out of it."""
    hits.sort(key=lambda h: (h[0], -h[1]))
    kept: list[Hit] = []
    for hit in hits:
        if hit[1] <= hit[0]:
            continue
        while kept and kept[-1][1] > hit[0]:
            before = kept[-1]
            if _rank(before) <= _rank(hit):
                hit = (max(hit[0], before[1]), *hit[1:])
                break
            kept.pop()
            if before[0] < hit[0]:
                kept.append((before[0], hit[0], *before[2:]))
                break
        if hit[0] < hit[1]:
            kept.append(hit)
    return kept


def _rank(hit: Hit) -> tuple[int, int, int]:
    return (0 if hit[3] == "block" else 1, _PRECEDENCE[hit[2]], -(hit[1] - hit[0]))


def _suggestion(text: str, start: int, kind: str, rule: str) -> str:
    if kind == "name" and rule == "name_after_title":
        return "the member of staff or parent"
    return KINDS[kind][1]
