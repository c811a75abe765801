"""What a clinical reviewer is shown of a map beside the rules."""

from __future__ import annotations

from adviceline.advice.model import AdviceMap, Node, Outcome
from adviceline.content.reading import reading_age


def flagged_for_review(advice_map: AdviceMap) -> tuple[str, ...]:
    """What a clinical reviewer must look at: unconfirmed notes, and every place that rests on a flagged source."""
    notes: list[str] = []
    places: tuple[Node | Outcome, ...] = (*advice_map.nodes.values(), *advice_map.outcomes.values())
    for source in advice_map.sources.values():
        if source.flagged:
            cited = [place.id for place in places if any(citation.source == source.id for citation in place.sources)]
            notes.append(
                f"{source.title}, {source.edition} ({source.state}): {', '.join(cited)}. {source.note}".strip()
            )
    for place in places:
        if place.unconfirmed:
            notes.append(f"{place.id}: {place.unconfirmed}")
    return tuple(notes)


def reading_ages(advice_map: AdviceMap) -> dict[str, float]:
    """The reading age, in years, of each question by node id: the highest of its general and its setting words."""
    return {
        node.id: max(reading_age(text) for text in (node.question, *node.wording.values()))
        for node in advice_map.nodes.values()
    }
