"""The safety rules of a map of advice, each stated once, and tried on every path.

A rule is a function that answers None, or says how it is broken. Rules about the way ask at every question reached;
rules about the end ask at every outcome reached; rules about the map ask once. Only maps of the individual flow must
keep the rules about emergencies and about the working view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from adviceline.advice.asking import asks_to_identify, requests_in
from adviceline.advice.model import EMERGENCY_QUESTIONS, GROUND_RULES, AdviceMap, Node, Outcome
from adviceline.advice.signs import STEPS
from adviceline.advice.walk import Facts, Loop, Reached, State, Step, Walker
from adviceline.content.reading import reading_age

INDIVIDUAL = "individual"
ABUSIVE_OR_VIOLENT = ("H4", "H5")
UNCLEAR = "H0"
CONSULTATION = "specialist_consultation"
ESCALATION = "escalation"
# Outcomes that bring in somebody from outside the setting. Whatever is not named here leaves it to manage alone.
OUTSIDE = frozenset({"early_help", "social_care", "police", "health_or_sarc", ESCALATION, CONSULTATION})
REFERRED = frozenset({"social_care", "police"})
EMERGENCY_STEPS = dict(zip(EMERGENCY_QUESTIONS, ("I1", "I2", "I3"), strict=True))


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold. `path` is one path that breaks it; empty when the rule is about the map as a whole."""

    rule: str
    message: str
    path: tuple[Step, ...]
    at: str

    @property
    def path_in_words(self) -> str:
        """'I0 yes → I1 no → O10'."""
        return " → ".join([*(f"{node} {code}" for node, code in self.path), self.at])

    def __str__(self) -> str:
        return f"{self.message} Path: {self.path_in_words}." if self.path else self.message


@dataclass(frozen=True, slots=True)
class SafetyReport:
    """`paths`: how many conversations the map allows, all of them walked; `states`: how many were told apart."""

    broken: tuple[Broken, ...]
    paths: int
    states: int

    @property
    def safe(self) -> bool:
        return not self.broken


@dataclass(frozen=True, slots=True)
class Moment:
    """Where one group of paths stands. `view` is the working view so far."""

    walker: Walker
    state: State
    view: str | None

    @property
    def map(self) -> AdviceMap:
        return self.walker.map

    @property
    def so_far(self) -> Facts:
        return self.state.facts

    @property
    def emergencies_settled(self) -> bool:
        return self.so_far.emergencies_asked == EMERGENCY_QUESTIONS


# ---- On the way: asked at every question that a path reaches --------------------------------------------------------


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


# ---- At the end: asked at every outcome that a path reaches ----------------------------------------------------------


def no_end_before_the_emergencies_are_settled(moment: Moment, outcome: Outcome) -> str | None:
    """A path ends before I1, I2 and I3 are all answered only where it hands over to the emergency services."""
    if moment.emergencies_settled or (outcome.emergency is not None and outcome.emergency.number):
        return None
    return f"The path ends at {outcome.id} before I1, I2 and I3 were all answered, and shows no number to call."


def abusive_or_violent_is_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """H4 and H5 never end where the setting is left to manage alone."""
    if moment.view in ABUSIVE_OR_VIOLENT and _inside_only(outcome):
        return f"A working view of {moment.view} ends at {outcome.id}, managed internally alone."
    return None


def unclear_never_closes_without_consultation(moment: Moment, outcome: Outcome) -> str | None:
    """H0 always includes a specialist consultation, on the way or at the end."""
    if moment.view == UNCLEAR and CONSULTATION not in moment.so_far.codes | set(outcome.suggests.outcomes):
        return f"A working view of H0 ends at {outcome.id} without a consultation."
    return None


def unasked_is_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """Where the questions for a working view were skipped, the setting is not left to manage alone."""
    if moment.view is None and _inside_only(outcome):
        return f"The path ends at {outcome.id}, managed internally alone, with no working view."
    return None


def the_working_view_heeds_what_was_told(moment: Moment, outcome: Outcome) -> str | None:
    """Power, pressure or force make it H4 or H5, whatever the map's own rules say; not knowing them leaves it unclear."""
    allowed = moment.so_far.told.views
    if allowed is None or moment.view in allowed:
        return None
    return (
        f"The path ends at {outcome.id} with a working view of {moment.view or 'nothing'}. "
        f"What was answered about agreement, power, pressure and force allows only {' or '.join(sorted(allowed))}."
    )


def managed_internally_alone_only_when_all_was_asked(moment: Moment, outcome: Outcome) -> str | None:
    """Nobody is left to manage alone who was not asked about power, pressure and force."""
    if (unasked := moment.so_far.told.unasked) and _inside_only(outcome):
        asked = ", ".join(sorted(unasked))
        return f"The path ends at {outcome.id}, managed internally alone, and did not ask about: {asked}."
    return None


def images_that_must_be_referred_are(moment: Moment, outcome: Outcome) -> str | None:
    """Images with an adult, pressure or a child under 13 end with the police or social care, or where the escalation
    procedure is used because they turned it down."""
    if not moment.so_far.told.must_refer or (REFERRED | {ESCALATION}) & set(outcome.suggests.outcomes):
        return None
    return f"Images that must be referred end at {outcome.id}, without the police or social care."


def after_an_emergency_exit_never_managed_internally_alone(moment: Moment, outcome: Outcome) -> str | None:
    """Once a path has passed an emergency exit, the setting is not left to manage alone."""
    if moment.so_far.exit_passed and _inside_only(outcome):
        return f"The path passed an emergency exit and ends at {outcome.id}, managed internally alone."
    return None


def escalation_is_not_lost(moment: Moment, outcome: Outcome) -> str | None:
    """Whoever chose the escalation procedure ends where it is, or at a number to call."""
    if ESCALATION not in moment.so_far.codes or ESCALATION in outcome.suggests.outcomes:
        return None
    if outcome.emergency is not None and outcome.emergency.number:
        return None
    return f"The escalation procedure was chosen, and the path ends at {outcome.id}, which does not offer it."


WAY_RULES: tuple[Callable[[Moment, Node], str | None], ...] = (
    emergencies_come_first,
    not_known_counts_as_yes,
    an_emergency_answer_shows_a_number,
    every_exit_shows_its_number,
    every_answer_leads_on,
)
END_RULES: tuple[Callable[[Moment, Outcome], str | None], ...] = (
    no_end_before_the_emergencies_are_settled,
    abusive_or_violent_is_never_managed_internally_alone,
    unclear_never_closes_without_consultation,
    unasked_is_never_managed_internally_alone,
    the_working_view_heeds_what_was_told,
    managed_internally_alone_only_when_all_was_asked,
    images_that_must_be_referred_are,
    after_an_emergency_exit_never_managed_internally_alone,
    escalation_is_not_lost,
)
ANY_FLOW = (every_answer_leads_on, every_exit_shows_its_number)


# ---- The whole map ---------------------------------------------------------------------------------------------------


def check_map(advice_map: AdviceMap, *, today: date) -> SafetyReport:
    """Tries every rule on every path. One example path is given for each rule and place where it is broken."""
    broken: dict[tuple[str, str], Broken] = {}
    for found in (*_questions_ask_for_no_identifier(advice_map), *_sources_are_in_date(advice_map, today)):
        broken.setdefault((found.rule, found.at), found)
    individual = advice_map.flow == INDIVIDUAL
    for found in () if individual else _marks_of_the_other_flow(advice_map):
        broken.setdefault((found.rule, found.at), found)
    if individual and (missing := tuple(_marked_questions_are_there(advice_map))):
        return SafetyReport((*missing, *broken.values()), 0, 0)
    if advice_map.start not in advice_map.nodes:
        return SafetyReport((Broken("start", "The map has no first question.", (), advice_map.start),), 0, 0)
    walker = Walker(advice_map, frozenset({CONSULTATION, ESCALATION}))
    try:
        reached = list(walker.walk())
    except Loop as loop:
        way_round = tuple((node, "…") for node in loop.nodes[:-1])
        looped = Broken("no_cycle", f"The map goes round in a circle: {loop}.", way_round, loop.nodes[-1])
        return SafetyReport((looped, *broken.values()), 0, 0)
    for stand in reached:
        for rule, message in _broken_at(walker, stand, individual=individual):
            found = Broken(rule, message, stand.example, stand.state.at)
            broken.setdefault((rule, stand.state.at), found)
    for unreached in _every_place_is_reached(advice_map, {stand.state.at for stand in reached}):
        broken.setdefault((unreached.rule, unreached.at), unreached)
    paths = sum(stand.paths for stand in reached if stand.state.at in advice_map.outcomes)
    return SafetyReport(_first_places(broken.values()), paths, len(reached))


def _first_places(broken: Iterable[Broken]) -> tuple[Broken, ...]:
    """Shortest path first, without those places that are only broken because their path has passed a broken one."""
    first: list[Broken] = []
    for found in sorted(broken, key=lambda one: len(one.path)):
        passed = {node_id for node_id, _ in found.path}
        if not any(earlier.rule == found.rule and earlier.at in passed for earlier in first):
            first.append(found)
    return tuple(first)


def _broken_at(walker: Walker, stand: Reached, *, individual: bool) -> Iterator[tuple[str, str]]:
    moment = Moment(walker, stand.state, walker.view_of(stand.state.view))
    node = walker.map.nodes.get(stand.state.at)
    if node is not None:
        for way_rule in WAY_RULES if individual else ANY_FLOW:
            if message := way_rule(moment, node):
                yield way_rule.__name__, message
    elif individual:
        outcome = walker.map.outcomes[stand.state.at]
        for end_rule in END_RULES:
            if message := end_rule(moment, outcome):
                yield end_rule.__name__, message


def _marked_questions_are_there(advice_map: AdviceMap) -> Iterator[Broken]:
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
            if missing := {"yes", "no", "not_known"} - set(node.answers):
                yield Broken(rule, f"{node.id} cannot be answered '{', '.join(sorted(missing))}'.", (), node.id)


def _marks_of_the_other_flow(advice_map: AdviceMap) -> Iterator[Broken]:
    """A map that has what the rules of an individual case rest on is one, whatever its flow says."""
    for node in advice_map.nodes.values():
        if node.safety and node.safety != GROUND_RULES:
            message = f"{node.id} is marked '{node.safety}', but the map's flow is '{advice_map.flow}'."
            yield Broken("flow_without_marks", message, (), node.id)
    if advice_map.views.rules:
        message = f"The map makes a working view, but its flow is '{advice_map.flow}'."
        yield Broken("flow_without_marks", message, (), advice_map.start)


def _every_place_is_reached(advice_map: AdviceMap, reached: set[str]) -> Iterator[Broken]:
    """No question and no outcome that no path leads to."""
    for place in (*advice_map.nodes, *advice_map.outcomes):
        if place not in reached:
            yield Broken("no_unreachable_place", f"No path leads to {place}.", (), place)


def _sources_are_in_date(advice_map: AdviceMap, today: date) -> Iterator[Broken]:
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


def _questions_ask_for_no_identifier(advice_map: AdviceMap) -> Iterator[Broken]:
    """Neither the questions and answers, nor a question or request within the other words that are said."""
    asked: list[tuple[str, str]] = []
    for node in advice_map.nodes.values():
        answers = node.answers.values()
        asked += [(node.id, text) for text in (node.question, *node.wording.values(), *(one.label for one in answers))]
        said = (node.why, *node.listen_for, *(one.say for one in answers))
        asked += [(node.id, text) for text in requests_in(said)]
    for outcome in advice_map.outcomes.values():
        said = (outcome.summary, *outcome.steps, *outcome.record)
        asked += [(outcome.id, text) for text in requests_in(said)]
    for place, text in asked:
        if found := asks_to_identify(text):
            yield Broken(
                "no_question_asks_for_an_identifier",
                f"{place} asks for something that could identify a child, or for an account ('{found}').",
                (),
                place,
            )


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


def _inside_only(outcome: Outcome) -> bool:
    return OUTSIDE.isdisjoint(outcome.suggests.outcomes)


def _shows_a_number(advice_map: AdviceMap, place: str) -> bool:
    there: Node | Outcome = advice_map.nodes[place] if place in advice_map.nodes else advice_map.outcomes[place]
    return there.emergency is not None and bool(there.emergency.number)


def _past(written: str, today: date) -> bool:
    return date.fromisoformat(written) < today
