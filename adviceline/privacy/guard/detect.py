"""The guard itself: run every rule over one text and settle overlaps."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

from adviceline.privacy.guard import (
    addresses,
    ages,
    bare_ages,
    by_detail,
    columns,
    contact,
    dates,
    handles,
    homes,
    initials,
    letters,
    more_handles,
    names,
    nicknames,
    numbers,
    own_details,
    places,
    references,
    shown_ages,
    spoken,
    things,
)
from adviceline.privacy.guard.capitalised import STRANGER
from adviceline.privacy.guard.lexicon import COMMON, lexicon
from adviceline.privacy.guard.normalise import View, view_of
from adviceline.privacy.guard.reading import Reading
from adviceline.privacy.guard.signs import Signs
from adviceline.privacy.guard.spans import KINDS, Finding, GuardFailed, Screening, Severity, Span
from adviceline.privacy.guard.tokens import tokens_of

Hit = tuple[int, int, str, Severity, str]

STAFF = "the member of staff or parent"
OWN = "These look like your own details. Put them in the contact fields, where only those who answer you see them."
_YEAR = re.compile(r"\b(?:year|yr|y) ?(1[0-3]|[1-9])\b", re.I)
_LOOSE = " ,\n\t"
_WRITTEN = re.compile(r"\w")
_PRECEDENCE = {kind: rank for rank, kind in enumerate(KINDS)}


def detect(text: str) -> list[Span]:
    """Everything in `text` that could identify a person, in order and without overlap.

    Offsets count characters of `text` as given. Raises GuardFailed if any rule breaks.
    """
    try:
        view = view_of(text)
        return _spans(view)
    except Exception as error:
        raise GuardFailed("The text could not be checked for identifying details.") from error


def to_blank(text: str) -> list[Span]:
    """What is blanked in a text that arrives: what would refuse it, the writer's own details, and strangers' names.

    Nobody is there to be warned, so what only warns is not looked for. Raises GuardFailed if any rule breaks.
    """
    try:
        found = _spans(view_of(text), warnings=False)
        return [span for span in found if span.severity == "block" or span.rule == STRANGER]
    except Exception as error:
        raise GuardFailed("The text could not be checked for identifying details.") from error


def screen(text: str) -> Screening:
    """`detect`, with the decision. Raises GuardFailed, on which the caller refuses the text."""
    spans = detect(text)
    return Screening(spans, any(span.severity == "block" for span in spans))


def explain(text: str, spans: Iterable[Span]) -> list[Finding]:
    """Why each span was picked out and what to write instead, in plain words."""
    return [Finding(s, text[s.start : s.end], _reason(s), _reworded(text, s)) for s in spans]


def redact(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced by its kind in square brackets: 'Call [phone]'."""
    pieces: list[str] = []
    at = 0
    for span in sorted(spans):
        if span.start >= at:
            pieces += [text[at : span.start], f"[{span.kind.replace('_', ' ')}]"]
            at = span.end
    return "".join([*pieces, text[at:]])


def _spans(view: View, *, warnings: bool = True) -> list[Span]:
    text = view.text
    if not text.strip():
        return []
    words = lexicon()
    tokens = tokens_of(text, view.accented())
    signs = Signs(text, tokens, is_plain=view.is_plain)
    figures = numbers.in_figures(text) if signs.runs else ""
    structured: list[Hit] = [
        *spoken.hits(signs),
        *(numbers.hits(signs, figures) if figures else ()),
        *(references.hits(signs) if figures and warnings else ()),
        *(things.hits(signs) if warnings else ()),
        *contact.hits(signs),
        *handles.hits(signs),
        *dates.hits(figures or text, signs),
        *(columns.hits(signs) if figures and warnings else ()),
        *places.hits(signs),
        *(places.schools(signs) if warnings else ()),
        *addresses.hits(signs),
    ]
    structured += homes.hits(signs, structured)
    if warnings:
        structured += more_handles.hits(signs, structured)
    named = list(names.hits(text, tokens, words))
    named += nicknames.beside(text, tokens, named)
    aged = list(shown_ages.shown(signs))
    details = [hit[:2] for hit in structured if hit[2] in by_detail.OF_SOMEBODY]
    if details or aged:
        named += by_detail.names(text, tokens, [*details, *aged])
    if named and structured:
        named = _not_of_schools(text, named, structured)
    marked = list(initials.hits(signs, words))
    lettered = letters.hits(Reading(text, tokens, words)) if warnings else ()
    hits = [*structured, *named, *marked, *(initials.again(text, marked, words) if marked else ()), *lettered]
    if not hits:
        return []
    kept = _settle(hits)
    if warnings:
        kept = own_details.softened(text, kept)
        kept = _with_warnings(signs, kept, aged)
    spans = []
    for start, end, kind, severity, rule in kept:
        if not _WRITTEN.search(text, start, end):
            continue  # what a stronger one left over
        while text[start] in _LOOSE:
            start += 1
        while text[end - 1] in _LOOSE:
            end -= 1
        first, last = view.back(start, end)
        spans.append(Span(first, last, kind, severity, rule, _suggestion(kind, rule)))
    return spans


def _not_of_schools(text: str, named: list[Hit], structured: list[Hit]) -> list[Hit]:
    """Names without the plain words that the name of a school is made of: the 'Little' of 'Little Acorns Nursery'."""
    schools = [hit[:2] for hit in structured if hit[2] == "school"]
    if not schools:
        return named
    return [
        hit
        for hit in named
        if not any(low <= hit[0] and hit[1] <= high for low, high in schools)
        or not lexicon().of(text[hit[0] : hit[1]].lower()) & COMMON
    ]


def _with_warnings(signs: Signs, kept: list[Hit], aged: list[tuple[int, int]]) -> list[Hit]:
    """With the ages and dates that belong to somebody who is named, which only warn."""
    people = [(start, end) for start, end, kind, _, _ in kept if kind in ("name", "initials")]
    somebody = [hit[:2] for hit in kept if hit[2] in ("name", "initials") or _is_of_somebody(hit)]
    if not somebody:
        return kept
    more = [
        *ages.beside(signs, people),
        *ages.taken_up(signs, somebody, aged),
        *dates.in_line(signs, people),
        *dates.after_names(signs.text, people),
    ]
    more += bare_ages.in_place(signs, somebody, [*kept, *more])
    return _settle([*kept, *more]) if more else kept


def _is_of_somebody(hit: Hit) -> bool:
    """A number, date or address that tells who is meant as a name does, and is not the writer's own."""
    if hit[2] in ("handle", "other_number"):
        return hit[4] not in ("bare_number", "long_number")
    return hit[2] in (*by_detail.OF_SOMEBODY, "url", "email", "phone") and hit[3] == "block"


def _settle(hits: list[Hit]) -> list[Hit]:
    """Hits without overlap, in order. A weaker hit keeps only what no stronger one covers."""
    starts: list[int] = []
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (_rank(h), h)):
        at, end = hit[0], hit[1]
        near = max(0, bisect_right(starts, at) - 1)
        if near < len(kept) and kept[near][0] <= at:
            at = max(at, kept[near][1])
            near += 1
        while at < end:
            stop = min(end, starts[near]) if near < len(starts) else end
            if (at < stop and (at, stop) == (hit[0], hit[1])) or stop - at > 1:
                starts.insert(near, at)
                kept.insert(near, (at, stop, *hit[2:]))
                near += 1
            if near >= len(kept):
                break
            at = max(at, stop, kept[near][1])
            near += 1
    return kept


def _rank(hit: Hit) -> tuple[int, int, int]:
    return (0 if hit[3] == "block" else 1, _PRECEDENCE[hit[2]], -(hit[1] - hit[0]))


def _reworded(text: str, span: Span) -> str:
    """'a child in Year 8', when the year stands near; otherwise what can replace the span."""
    if span.kind in ("name", "initials") and span.suggestion != STAFF:
        year = _YEAR.search(text, max(0, span.start - 30), min(len(text), span.end + 40))
        if year:
            return f"a child in Year {int(year.group(1))}"
    return span.suggestion


def _reason(span: Span) -> str:
    return OWN if span.rule == own_details.RULE else KINDS[span.kind][0]


def _suggestion(kind: str, rule: str) -> str:
    if rule == own_details.RULE:
        return ""
    if kind == "name" and rule == "name_after_title":
        return STAFF
    return KINDS[kind][1]
