"""Walking a map of advice: a run is the answers given so far, and everything else follows from them.

Pure: no database, no clock. A run holds its map, so a run of an old version keeps to that version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adviceline.advice.model import AdviceMap, Answer, Flag, Node, Outcome

URGENCIES = ("immediate", "today", "soon", "routine")


class UnableToAnswer(Exception):
    """The answer does not fit where the run stands. The message can be shown to an adviser."""


class UnableToGoBack(Exception):
    """The question was not asked on this run's path."""


class UnableToResume(Exception):
    """A saved run does not fit the map it is resumed on."""


@dataclass(frozen=True, slots=True)
class Run:
    """`steps` are (node id, answer code) in order; `at` is the id of the question to ask, or the outcome reached."""

    map: AdviceMap
    steps: tuple[tuple[str, str], ...]
    at: str
    flag_ids: frozenset[str]

    @property
    def finished(self) -> bool:
        return self.at in self.map.outcomes

    @property
    def node(self) -> Node | None:
        """The question to ask now; None when the run has reached an outcome."""
        return self.map.nodes.get(self.at)

    @property
    def outcome(self) -> Outcome | None:
        return self.map.outcomes.get(self.at)

    @property
    def answers(self) -> dict[str, str]:
        return dict(self.steps)

    @property
    def view(self) -> str | None:
        """The working view (H0 to H5) so far; None when the questions for it were not asked."""
        return self.map.views.of(self.answers)

    @property
    def flags(self) -> tuple[Flag, ...]:
        """Flags carried, in the map's order."""
        return tuple(flag for flag in self.map.flags.values() if flag.id in self.flag_ids)

    def path(self) -> Iterator[tuple[Node, Answer]]:
        for node_id, code in self.steps:
            node = self.map.nodes[node_id]
            yield node, node.answers[code]

    def to_dict(self) -> dict[str, Any]:
        """Enough to resume: {"map": id, "hash": hash, "steps": [[node, answer], …]}."""
        return {"map": self.map.id, "hash": self.map.hash, "steps": [list(step) for step in self.steps]}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a run proposes for the enquiry's coded fields and next steps. None or empty: it proposes nothing there."""

    kind: str | None
    themes: tuple[str, ...]
    continuum: str | None
    threshold: str | None
    urgency: str | None
    outcomes: tuple[str, ...]
    resources: tuple[str, ...]
    follow_up: tuple[str, ...]


def start(advice_map: AdviceMap) -> Run:
    return Run(advice_map, (), advice_map.start, frozenset())


def answer(run: Run, node_id: str, code: str) -> Run:
    """The run after `code` was answered where it stands. Raises UnableToAnswer when it stands elsewhere."""
    if node_id != run.at:
        raise UnableToAnswer(_elsewhere(run, node_id))
    node = run.map.nodes.get(node_id)
    if node is None:
        raise UnableToAnswer("This run has reached its outcome. Go back to change an answer.")
    chosen = node.answers.get(code)
    if chosen is None:
        labels = ", ".join(each.label for each in node.answers.values())
        raise UnableToAnswer(f"That is not an answer to this question. Choose one of: {labels}.")
    steps = (*run.steps, (node_id, code))
    flag_ids = run.flag_ids | chosen.sets if chosen.sets else run.flag_ids
    return Run(run.map, steps, _next(run.map, chosen, flag_ids, steps), flag_ids)


def go_back(run: Run, node_id: str) -> Run:
    """The run as it stood when `node_id` was asked: that answer and all later ones are taken off."""
    for index, (asked, _) in enumerate(run.steps):
        if asked == node_id:
            return replay(run.map, run.steps[:index])
    if node_id == run.at:
        return run
    raise UnableToGoBack(f"{node_id} was not asked on this path, so there is nothing to go back to.")


def change_answer(run: Run, node_id: str, code: str) -> Run:
    """Changes one answer and keeps every later one that still applies, up to the first question not yet answered."""
    later = dict(run.steps)
    changed = answer(go_back(run, node_id), node_id, code)
    while (node := changed.node) is not None and later.get(node.id) in node.answers:
        changed = answer(changed, node.id, later[node.id])
    return changed


def take_step(run: Run, node_id: str, code: str) -> tuple[str, Run]:
    """What happened ('answered', or 'changed' for an earlier answer), and the run after it."""
    if node_id in run.answers:
        return "changed", change_answer(run, node_id, code)
    return "answered", answer(run, node_id, code)


def replay(advice_map: AdviceMap, steps: Sequence[Sequence[str]]) -> Run:
    """The run that these answers make, from the start. Raises UnableToAnswer where they do not fit."""
    run = start(advice_map)
    for node_id, code in steps:
        run = answer(run, node_id, code)
    return run


def resume(advice_map: AdviceMap, saved: Mapping[str, Any]) -> Run:
    """The run that `to_dict` saved. Raises UnableToResume on another map or version, or a state that does not fit."""
    if saved.get("map") != advice_map.id or saved.get("hash") != advice_map.hash:
        raise UnableToResume("This run belongs to another version of the map. Open it on that version.")
    steps = saved.get("steps")
    if not isinstance(steps, list) or not all(
        isinstance(step, (list, tuple)) and len(step) == 2 and all(isinstance(part, str) for part in step)
        for step in steps
    ):
        raise UnableToResume("The saved answers cannot be read.")
    try:
        return replay(advice_map, steps)
    except UnableToAnswer as error:
        raise UnableToResume(f"The saved answers do not fit the map: {error}") from error


def suggest(run: Run) -> Suggestion:
    """What the answers so far, and the outcome once reached, propose.

    The latest kind and threshold win, and the highest urgency. The resources of a question are for whoever asks it, and
    are not among those proposed: what fits one answer does not fit another.
    """
    kind = threshold = urgency = None
    themes: dict[str, None] = {}
    outcomes: dict[str, None] = {}
    resources: dict[str, None] = {}
    follow_up: dict[str, None] = {}
    parts = [(chosen.suggests, chosen.suggests.resources) for _, chosen in run.path()]
    if run.outcome is not None:
        parts.append((run.outcome.suggests, (*run.outcome.suggests.resources, *run.outcome.resources)))
    for suggests, wanted in parts:
        kind = suggests.kind or kind
        threshold = suggests.threshold or threshold
        if suggests.urgency and (urgency is None or URGENCIES.index(suggests.urgency) < URGENCIES.index(urgency)):
            urgency = suggests.urgency
        themes.update(dict.fromkeys(suggests.themes))
        outcomes.update(dict.fromkeys(suggests.outcomes))
        resources.update(dict.fromkeys(wanted))
        follow_up.update(dict.fromkeys(suggests.follow_up))
    return Suggestion(
        kind, tuple(themes), run.view, threshold, urgency, tuple(outcomes), tuple(resources), tuple(follow_up)
    )


def _next(advice_map: AdviceMap, chosen: Answer, flag_ids: frozenset[str], steps: tuple[tuple[str, str], ...]) -> str:
    for branch in chosen.branches:
        if branch.any_flag and branch.any_flag.isdisjoint(flag_ids):
            continue
        if branch.view and advice_map.views.of(dict(steps)) not in branch.view:
            continue
        return branch.to
    raise UnableToAnswer("The map leads nowhere from here. Tell a content editor, and follow your own procedures.")


def _elsewhere(run: Run, node_id: str) -> str:
    if run.finished:
        return "This run has reached its outcome. Go back to change an answer."
    if node_id in dict(run.steps):
        return (
            "That question has been answered already. Answer the one that is shown now, or go back to change an answer."
        )
    return "That is not the question that is asked now. Answer the one that is shown."
