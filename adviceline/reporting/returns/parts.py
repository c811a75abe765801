"""The words of a return, its rules, and who did what to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from adviceline.reporting.returns.checking import refuse_unless, require_code, require_hash, require_text


@dataclass(frozen=True, slots=True)
class Section:
    """Commentary or methodology: plain text, paragraphs parted by an empty line."""

    id: str
    title: str
    text: str

    def __post_init__(self) -> None:
        require_code(self.id, "a section")
        require_text(self, required=("title",))


@dataclass(frozen=True, slots=True)
class Note:
    """Shown as ‘note 1’ and so on, in the document's order."""

    id: str
    text: str

    def __post_init__(self) -> None:
        require_code(self.id, "a note")
        require_text(self, required=("text",))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting of the rule set, such as the threshold, with its value in figures or words."""

    name: str
    value: str

    def __post_init__(self) -> None:
        require_text(self, required=("name", "value"))


@dataclass(frozen=True, slots=True)
class RuleSet:
    words: str
    parameters: tuple[Parameter, ...]
    hash: str

    def __post_init__(self) -> None:
        require_text(self, required=("words",))
        require_hash(self.hash, "the rule set")


class Step(StrEnum):
    PREPARED = "prepared"
    SIGNED = "signed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what, as a role and never a name; `at` is aware and in whole seconds."""

    step: Step
    role: str
    at: datetime

    def __post_init__(self) -> None:
        require_text(self, required=("role",))
        aware = self.at.tzinfo is not None
        refuse_unless(aware and not self.at.microsecond, "A step of a return is timed in UTC, in whole seconds.")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
