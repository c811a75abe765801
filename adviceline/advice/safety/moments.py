"""Where a path stands when a rule is asked, and what is said of a rule that is broken."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.advice.model import EMERGENCY_QUESTIONS, AdviceMap
from adviceline.advice.walk import Facts, State, Step, Walker

INDIVIDUAL = "individual"
EMERGENCY_STEPS = dict(zip(EMERGENCY_QUESTIONS, ("I1", "I2", "I3"), strict=True))
CONSULTATION = "specialist_consultation"
ESCALATION = "escalation"


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
