"""The rules about the way: asked at every question that a path reaches. None, or how it is broken."""

from __future__ import annotations

from collections.abc import Callable

from adviceline.advice.model import EMERGENCY_QUESTIONS, GROUND_RULES, AdviceMap, Node, Outcome
from adviceline.advice.safety.moments import EMERGENCY_STEPS, Moment


def emergencies_come_first(moment: Moment, node: Node) -> str | None:
    """After the ground rules come I1, I2 and I3 in order; only the emergency exits may stand between them."""
    if node.emergency is not None:
        return None
    if node.safety == GROUND_RULES:
        return "The ground rules come too late." if moment.so_far.emergencies_asked else None
    if moment.emergencies_settled:
        return None
    due = EMERGENCY_QUESTIONS[len(moment.so_far.emergencies_asked)]
    if node.safety == due:
        return None
    return f"{node.id} is asked before the emergency question {EMERGENCY_STEPS[due]} ({due})."


def not_known_counts_as_yes(moment: Moment, node: Node) -> str | None:
    """At I1, I2 and I3, nothing that follows can tell 'not known' from 'yes'."""
    if node.safety not in EMERGENCY_QUESTIONS:
        return None
    after_yes = moment.walker.step(moment.state, node.answers["yes"])
    after_not_known = moment.walker.step(moment.state, node.answers["not_known"])
    if after_yes != after_not_known:
        return f"At {node.id}, 'not known' does not lead to the same as 'yes'."
    return None


def an_emergency_answer_shows_a_number(moment: Moment, node: Node) -> str | None:
    """'Yes' or 'not known' at I1, I2 or I3 leads at once to a number to call."""
    if node.safety not in EMERGENCY_QUESTIONS:
        return None
    for code in ("yes", "not_known"):
        after = moment.walker.step(moment.state, node.answers[code])
        if after is None or not _shows_a_number(moment.map, after.at):
            return f"At {node.id}, '{code}' does not lead at once to a number to call."
    return None


def every_exit_shows_its_number(moment: Moment, node: Node) -> str | None:
    """So no path can pass more than one emergency exit without the number to call."""
    if node.emergency is not None and not node.emergency.number:
        which = "another" if moment.so_far.exit_passed else "an"
        return f"The path passes {which} emergency exit, {node.id}, that does not show the number to call."
    return None


def every_answer_leads_on(moment: Moment, node: Node) -> str | None:
    """No dead end."""
    if not node.answers:
        return f"{node.id} has no answers, so the path is a dead end."
    for given in node.answers.values():
        if moment.walker.step(moment.state, given) is None:
            return f"'{given.code}' at {node.id} leads nowhere: a dead end."
    return None


def _shows_a_number(advice_map: AdviceMap, place: str) -> bool:
    there: Node | Outcome = advice_map.nodes[place] if place in advice_map.nodes else advice_map.outcomes[place]
    return there.emergency is not None and bool(there.emergency.number)


WAY_RULES: tuple[Callable[[Moment, Node], str | None], ...] = (
    emergencies_come_first,
    not_known_counts_as_yes,
    an_emergency_answer_shows_a_number,
    every_exit_shows_its_number,
    every_answer_leads_on,
)
#: What every map must keep, whatever its flow.
ANY_FLOW = (every_answer_leads_on, every_exit_shows_its_number)
