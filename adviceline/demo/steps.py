"""The words that the simulation and its replay share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adviceline.demo.matters import Matter


@dataclass(frozen=True)
class Step:
    """Something that somebody did. `do` names a method of the replay; `person` is a place in the list of staff."""

    at: datetime
    do: str
    case: int | None = None
    person: int | None = None
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Case:
    """How a matter stands while the simulation runs. `state` is the enquiry's, or '' before there is one."""

    number: int
    matter: Matter
    details: dict[str, str]
    more: int
    state: str = ""
    coded: bool = False
    closing_asked: bool = False
    open_call_back: str = ""
    notes_written: int = 0
    contacts: int = 0

    @property
    def known(self) -> bool:
        """Whether the service has an enquiry of it."""
        return bool(self.state)

    @property
    def is_open(self) -> bool:
        return self.state in {"new", "in_progress", "waiting"}


@dataclass(order=True)
class Ticket:
    """A piece of work that waits for an adviser: calls (rank 0) before everything else, then by the time it is due."""

    rank: int
    due: float
    number: int
    thing: Any = field(compare=False)
