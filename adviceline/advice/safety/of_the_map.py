"""The rules about the map as a whole: asked once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from adviceline.advice.asking import asks_to_identify, requests_in
from adviceline.advice.model import GROUND_RULES, AdviceMap
from adviceline.advice.safety.moments import EMERGENCY_STEPS, Broken
from adviceline.advice.signs import STEPS, answers_of


def marked_questions_are_there(advice_map: AdviceMap) -> Iterator[Broken]:
    """Exactly one node for each of I1, I2 and I3, and for what the other rules rest on, with yes, no and not known."""
    for safety, step in (EMERGENCY_STEPS | STEPS).items():
        rule = "emergency_questions" if safety in EMERGENCY_STEPS else "marked_questions"
        nodes = [node for node in advice_map.nodes.values() if node.safety == safety]
        if len(nodes) != 1:
            yield Broken(
                rule,
                f"{len(nodes)} questions are marked '{safety}' ({step}); there must be one.",
                (),
                step,
            )
        for node in nodes:
            if missing := answers_of(safety) - set(node.answers):
                yield Broken(rule, f"{node.id} cannot be answered '{', '.join(sorted(missing))}'.", (), node.id)


def marks_of_the_other_flow(advice_map: AdviceMap) -> Iterator[Broken]:
    """A map that has what the rules of an individual case rest on is one, whatever its flow says."""
    for node in advice_map.nodes.values():
        if node.safety and node.safety != GROUND_RULES:
            message = f"{node.id} is marked '{node.safety}', but the map's flow is '{advice_map.flow}'."
            yield Broken("flow_without_marks", message, (), node.id)
    if advice_map.views.rules:
        message = f"The map makes a working view, but its flow is '{advice_map.flow}'."
        yield Broken("flow_without_marks", message, (), advice_map.start)


def every_place_is_reached(advice_map: AdviceMap, reached: set[str]) -> Iterator[Broken]:
    """No question and no outcome that no path leads to."""
    for place in (*advice_map.nodes, *advice_map.outcomes):
        if place not in reached:
            yield Broken("no_unreachable_place", f"No path leads to {place}.", (), place)


def sources_are_in_date(advice_map: AdviceMap, today: date) -> Iterator[Broken]:
    """Every outcome has a source; a source or outcome past its review date, or superseded, is flagged."""
    for outcome in advice_map.outcomes.values():
        if not outcome.sources:
            yield Broken("outcomes_have_sources", f"{outcome.id} has no source.", (), outcome.id)
        for citation in outcome.sources:
            source = advice_map.sources[citation.source]
            if _past(source.review_due_date, today) and not source.flagged:
                message = f"{outcome.id} rests on '{source.title}', whose review was due on {source.review_due_date}."
                yield Broken("sources_in_date", message, (), outcome.id)
        if _past(outcome.review_due_date, today) and not outcome.unconfirmed:
            yield Broken(
                "outcomes_in_date", f"The review of {outcome.id} was due on {outcome.review_due_date}.", (), outcome.id
            )


def questions_ask_for_no_identifier(advice_map: AdviceMap) -> Iterator[Broken]:
    """Neither the questions and answers, nor a question or request within the other words that are said."""
    asked: list[tuple[str, str]] = []
    for node in advice_map.nodes.values():
        answers = node.answers.values()
        questions = (node.question, node.public_question, *node.wording.values())
        asked += [(node.id, text) for text in (*questions, *(one.label for one in answers))]
        spoken = [words for one in answers for words in (one.say, one.public_say)]
        said = (node.why, node.public_why, *node.listen_for, *spoken)
        asked += [(node.id, text) for text in requests_in(said)]
    for outcome in advice_map.outcomes.values():
        said = (outcome.summary, *outcome.steps, *outcome.record, *outcome.public_words)
        asked += [(outcome.id, text) for text in requests_in(said)]
    for place, text in asked:
        if found := asks_to_identify(text):
            yield Broken(
                "no_question_asks_for_an_identifier",
                f"{place} asks for something that could identify a child, or for an account ('{found}').",
                (),
                place,
            )


def _past(written: str, today: date) -> bool:
    return date.fromisoformat(written) < today
