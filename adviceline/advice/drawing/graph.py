"""A map of advice as boxes of text and lines between them, before anything has a place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from adviceline.advice.drawing.text import Line, drawable, wrap
from adviceline.advice.leads import Way, ways_from
from adviceline.advice.model import AdviceMap, EmergencyCall, Node, Outcome


class Kind(StrEnum):
    """What a box is; each has an outline and words of its own, so colour is never the only sign."""

    QUESTION = "question"
    EMERGENCY = "emergency"
    OUTCOME = "outcome"
    EMERGENCY_OUTCOME = "emergency-outcome"


@dataclass(frozen=True, slots=True)
class Style:
    """Sizes in pixels. `brief`: titles without the questions, 'Any answer' for all answers,
    and no words at all on a line that every answer takes. `abreast`: the most
    boxes on a row, as far as outcomes can be moved down."""

    box_width: float = 216
    label_width: float = 150
    text: float = 14
    small: float = 13
    pad: float = 10
    apart: float = 22
    lane: float = 14
    row_gap: float = 22
    abreast: int = 3
    brief: bool = False


SCREEN = Style()
ANY_ANSWER = "Any answer"


@dataclass(frozen=True, slots=True)
class Box:
    """A question or an outcome, as high as its lines need."""

    id: str
    kind: Kind
    lines: tuple[Line, ...]
    width: float
    height: float
    pad: float


@dataclass(frozen=True, slots=True)
class Link:
    """From one box to another, with the answers that take that way. `words` is what the lines say, unbroken."""

    source: str
    target: str
    lines: tuple[Line, ...]
    width: float
    height: float
    words: str


@dataclass(frozen=True, slots=True)
class Graph:
    start: str
    boxes: dict[str, Box]
    links: tuple[Link, ...] = field(default=())


def graph_of(advice_map: AdviceMap, style: Style = SCREEN) -> Graph:
    """The questions in the map's order, then the outcomes. Ways that lead nowhere known are left out."""
    boxes = {node.id: _question(advice_map, node, style) for node in advice_map.nodes.values()}
    boxes |= {outcome.id: _outcome(outcome, style) for outcome in advice_map.outcomes.values()}
    links = tuple(
        _link(way, node, style)
        for node in advice_map.nodes.values()
        for way in ways_from(advice_map, node)
        if way.to in boxes and way.to != node.id
    )
    return Graph(advice_map.start, boxes, links)


def _question(advice_map: AdviceMap, node: Node, style: Style) -> Box:
    sign = _sign(node.id, "Start" if node.id == advice_map.start else "", _call(node.emergency, style))
    kind = Kind.EMERGENCY if node.emergency else Kind.QUESTION
    words = [] if style.brief else [node.question]
    words += [f"'{label}' leads back to this question." for label in _back_to_itself(advice_map, node)]
    return _box(node.id, kind, sign, node.title, words, style)


def _outcome(outcome: Outcome, style: Style) -> Box:
    kind = Kind.EMERGENCY_OUTCOME if outcome.emergency else Kind.OUTCOME
    sign = _sign(outcome.id, "Outcome", _call(outcome.emergency, style))
    return _box(outcome.id, kind, sign, outcome.title, [], style)


def _sign(place: str, *words: str) -> str:
    said = ", ".join(filter(None, words))
    return f"{place} · {said[0].upper()}{said[1:]}" if said else place


def _call(emergency: EmergencyCall | None, style: Style) -> str:
    if emergency is None:
        return ""
    if style.brief and emergency.number:
        return f"call {emergency.number}"
    return f"emergency: call {emergency.number}" if emergency.number else "emergency"


def _box(place: str, kind: Kind, sign: str, title: str, words: list[str], style: Style) -> Box:
    inner = style.box_width - 2 * style.pad
    # Where room is short, an ordinary question has its id and its title on one line.
    heads = [(f"{sign} {title}", True)] if style.brief and kind is Kind.QUESTION else [(sign, False), (title, True)]
    lines = [
        Line(text, style.text if bold else style.small, bold=bold, soft=not bold)
        for written, bold in heads
        for text in wrap(written, style.text if bold else style.small, inner, bold=bold)
    ]
    lines += [Line(text, style.small) for written in words for text in wrap(written, style.small, inner)]
    height = sum(line.height for line in lines) + 1.4 * style.pad
    return Box(place, kind, tuple(lines), style.box_width, height, style.pad)


def _link(way: Way, node: Node, style: Style) -> Link:
    words = [_said(when, labels, node, style) for when, labels in way.groups]
    if style.brief and words == [ANY_ANSWER]:
        return Link(way.source, way.to, (), style.lane, 0, ANY_ANSWER)
    lines = tuple(Line(text, style.small) for said in words for text in wrap(said, style.small, style.label_width))
    width = max((line.width for line in lines), default=0) + 8
    height = sum(line.height for line in lines) + 4
    return Link(way.source, way.to, lines, width, height, "; ".join(drawable(said) for said in words))


def _said(when: str, labels: tuple[str, ...], node: Node, style: Style) -> str:
    whole = style.brief and len(labels) == len({answer.label for answer in node.answers.values()}) > 1
    answers = ANY_ANSWER if whole else " / ".join(labels)
    if style.brief and when.startswith("if flagged: ") and when.count(",") > 1 and " and " not in when:
        when = "if any of its flags is set"
    return f"{answers}, {when}" if when else answers


def _back_to_itself(advice_map: AdviceMap, node: Node) -> Iterator[str]:
    for answer in node.answers.values():
        if any(branch.to == node.id for branch in answer.branches):
            yield answer.label
