"""A map of advice in memory: questions, answers, where each leads, and the outcomes. Immutable and free of Django.

Bodies (`why`, `say`, …) are Markdown; `adviceline.content.render_markdown` makes HTML of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

GROUND_RULES = "ground_rules"
# The three questions that come before all others, in this order (I1, I2 and I3 of the individual map).
EMERGENCY_QUESTIONS = ("immediate_danger", "adult_involved", "assault_reported")


STATES_IN_WORDS = {"current": "", "superseded": "replaced by a newer edition", "unconfirmed": "edition to be confirmed"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A source by its id in the map, and the part of that edition that is meant."""

    source: str
    section: str


@dataclass(frozen=True, slots=True)
class Source:
    """A published source, by edition. `state` is current, superseded or unconfirmed; these two flag it."""

    id: str
    title: str
    publisher: str
    edition: str
    state: str
    review_due_date: str
    resource: str
    note: str

    @property
    def flagged(self) -> bool:
        return self.state != "current"

    @property
    def state_in_words(self) -> str:
        """What whoever rests on the source should know of its edition; empty when there is nothing."""
        return STATES_IN_WORDS.get(self.state, "edition to be confirmed")


@dataclass(frozen=True, slots=True)
class Flag:
    """Something an answer established, to be remembered. `carried` is the reminder shown from then on."""

    id: str
    label: str
    carried: str
    public_carried: str = ""

    @property
    def carried_to_the_public(self) -> str:
        """For somebody who walks the map alone; the adviser's words where there are no others."""
        return self.public_carried or self.carried


@dataclass(frozen=True, slots=True)
class EmergencyCall:
    """The number to show, large, and who answers it."""

    number: str
    who: str


@dataclass(frozen=True, slots=True)
class Suggests:
    """Coded values that an answer or outcome proposes for the enquiry. An adviser may always choose otherwise."""

    kind: str | None = None
    threshold: str | None = None
    urgency: str | None = None
    themes: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    follow_up: tuple[str, ...] = ()


NOTHING = Suggests()


@dataclass(frozen=True, slots=True)
class Branch:
    """Leads `to` a node or outcome when any of `any_flag` is set and the working view is in `view` (empty: always)."""

    to: str
    any_flag: frozenset[str] = frozenset()
    view: frozenset[str] = frozenset()

    @property
    def unconditional(self) -> bool:
        return not self.any_flag and not self.view


@dataclass(frozen=True, slots=True)
class Answer:
    """`say` is what to say next. Of `branches` the first that holds is taken; the last always holds."""

    code: str
    label: str
    say: str
    branches: tuple[Branch, ...]
    sets: frozenset[str] = frozenset()
    suggests: Suggests = NOTHING
    public_say: str = ""

    @property
    def say_to_the_public(self) -> str:
        """For somebody who walks the map alone; the adviser's words where there are no others."""
        return self.public_say or self.say


@dataclass(frozen=True, slots=True)
class Node:
    """One question. `step` is the step it belongs to (I6 for I6a, I6b, …); `safety` its part in the safety rules.

    `resources` are for whoever asks it to read; what an answer proposes to give is in the answer's `suggests`.
    """

    id: str
    step: str
    title: str
    question: str
    wording: Mapping[str, str]
    why: str
    listen_for: tuple[str, ...]
    avoid: tuple[str, ...]
    answers: Mapping[str, Answer]
    sources: tuple[Citation, ...]
    resources: tuple[str, ...]
    safety: str
    emergency: EmergencyCall | None
    unconfirmed: str
    public_question: str = ""
    public_why: str = ""

    def question_to_the_public(self, setting: str | None) -> str:
        """For somebody who walks the map alone; the adviser's words where there are no others."""
        return self.public_question or self.question_for(setting)

    def question_for(self, setting: str | None) -> str:
        """The question in the words of a setting (a key of the map's `settings`), or the general words."""
        return self.wording.get(setting or "", self.question)


@dataclass(frozen=True, slots=True)
class WhoToContact:
    who: str
    how: str
    public_how: str = ""

    @property
    def how_to_the_public(self) -> str:
        """For somebody who walks the map alone; the adviser's words where there are no others."""
        return self.public_how or self.how


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an outcome: what an adviser says, and what somebody who walks the map alone reads instead."""

    say: str
    public: str = ""

    @property
    def to_the_public(self) -> str:
        return self.public or self.say


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where a path ends: what to do, whom to contact, what to record. `review_due_date` is the content's.

    The public reads the same lines in the same number; some in words of their own, so that no step is lost on the way.
    """

    id: str
    title: str
    summary: str
    step_lines: tuple[Line, ...]
    contacts: tuple[WhoToContact, ...]
    record_lines: tuple[Line, ...]
    resources: tuple[str, ...]
    sources: tuple[Citation, ...]
    suggests: Suggests
    emergency: EmergencyCall | None
    review_due_date: str
    unconfirmed: str
    public_summary: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(line.say for line in self.step_lines)

    @property
    def record(self) -> tuple[str, ...]:
        return tuple(line.say for line in self.record_lines)

    @property
    def summary_to_the_public(self) -> str:
        """For somebody who walks the map alone; the adviser's words where there are no others."""
        return self.public_summary or self.summary

    @property
    def public_words(self) -> tuple[str, ...]:
        """All that was written for the public alone, in the order in which it is read."""
        lines = (self.public_summary, *(line.public for line in self.step_lines))
        more = (*(each.public_how for each in self.contacts), *(line.public for line in self.record_lines))
        return tuple(filter(None, (*lines, *more)))


@dataclass(frozen=True, slots=True)
class Setting:
    """A variant of wording, and the taxonomy codes (by field) that choose it."""

    id: str
    label: str
    chosen_by: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class ViewRule:
    """`view` holds when every node of `when` was answered with one of its answers."""

    view: str
    when: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Views:
    """How answers make a working view: the first rule that holds; or `otherwise`, once `complete_when` is answered."""

    rules: tuple[ViewRule, ...] = ()
    otherwise: str = ""
    complete_when: str = ""

    @property
    def nodes(self) -> frozenset[str]:
        return frozenset(node for rule in self.rules for node in rule.when) | frozenset(
            filter(None, [self.complete_when])
        )

    def of(self, answers: Mapping[str, str]) -> str | None:
        """The view that `answers` (node id: answer code) give so far; None while none can be given."""
        for rule in self.rules:
            if all(answers.get(node) in allowed for node, allowed in rule.when.items()):
                return rule.view
        return self.otherwise if self.otherwise and self.complete_when in answers else None


@dataclass(frozen=True, slots=True)
class AdviceMap:
    """One version of a map. `hash` (SHA-256 of its canonical JSON, `data`) names it for ever; runs are pinned to it."""

    id: str
    title: str
    about: str
    flow: str
    status: str
    start: str
    nodes: Mapping[str, Node]
    outcomes: Mapping[str, Outcome]
    flags: Mapping[str, Flag]
    sources: Mapping[str, Source]
    settings: Mapping[str, Setting]
    views: Views
    hash: str
    data: Mapping[str, Any] = field(repr=False, compare=False)

    def setting_for(self, **codes: str) -> str | None:
        """The wording variant for an enquirer's codes, for instance `setting_for(role="police", setting="police")`.

        Settings are tried in the map's order, and fields in the order setting, role, phase: where somebody works says
        more than what they are called.
        """
        for field_name in ("setting", "role", "phase"):
            for setting in self.settings.values():
                if codes.get(field_name) in setting.chosen_by.get(field_name, frozenset()):
                    return setting.id
        return None
