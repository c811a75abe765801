"""What a protection gives back."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.disclosure.attack import AttackResult
from adviceline.disclosure.system.model import System


class UnableToProtect(Exception):
    """In words: what cannot be protected, and which tables to coarsen. `tables` are their ids."""

    def __init__(self, words: str, tables: tuple[str, ...] = ()) -> None:
        self.tables = tables
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Loss:
    """What readers lose. Shares are from 0 to 1, over the cells that the drafts would show; `error` is the mean absolute
    error of the cells shown."""

    cells: int
    hidden: int
    hidden_small: int
    hidden_for_others: int
    shown_exactly_after_all: int
    hidden_share_of_total: float
    error: float
    weight: int


@dataclass(frozen=True, slots=True)
class Protected:
    """`system` has statements in the place of its drafts. `reasons`: per cell hidden, for those inside only.

    `method`: how it was found; `gap`: 0 where it is optimal, None where no bound was looked for; `least`: what every
    pattern must cost in weight, where known."""

    system: System
    reasons: dict[str, str]
    method: str
    gap: float | None
    least: int | None
    rounds: int
    loss: Loss
    audit: AttackResult
