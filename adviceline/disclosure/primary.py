"""Which counts may be shown, and how: the threshold, the rounding and the smallest bases, all of them settings.

A cell that is hidden carries one mark whatever the reason, so that the mark itself tells nothing; the reason is kept
for those inside. `reader_interval` says what an outsider who knows the rule learns from a cell: protection by totals
and other tables is built on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Rule:
    """`threshold`: counts from 1 to it are hidden (4; the DfE's rule is 5). `rounding_base` 1 rounds nothing.

    `smallest_percentage_base`: a percentage of fewer is not shown. `smallest_pairs`: a mean, median or distribution
    of fewer pairs is not shown.
    """

    threshold: int = 4
    rounding_base: int = 5
    zero_is_disclosive: bool = False
    smallest_percentage_base: int = 20
    smallest_pairs: int = 10

    def __post_init__(self) -> None:
        if self.threshold < 0 or self.rounding_base < 1 or self.smallest_percentage_base < 1 or self.smallest_pairs < 2:
            raise ValueError("A disclosure rule needs a threshold from 0, a rounding base from 1 and bases above 1.")

    def words(self) -> str:
        hidden = f"Counts from {'0' if self.zero_is_disclosive else '1'} to {self.threshold} are hidden and marked [c]"
        rounded = f"; other counts are rounded to the nearest {self.rounding_base}" if self.rounding_base > 1 else ""
        return (
            f"{hidden}{rounded}. Other cells are hidden too where a total would give a hidden one away. Percentages of "
            f"fewer than {self.smallest_percentage_base} and means of fewer than {self.smallest_pairs} are not shown."
        )


class Reason(Enum):
    SMALL = "a small count"
    COMPLEMENT = "hidden so that a total does not give another cell away"
    SMALL_BASE = "worked out from too few"


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown: `value` is None when hidden. `reason` is for those inside and never published."""

    value: int | None
    rounded: bool = False
    reason: Reason | None = None

    @property
    def hidden(self) -> bool:
        return self.value is None


HIDDEN_MARK = "[c]"


def is_sensitive(count: int, rule: Rule) -> bool:
    return 1 <= count <= rule.threshold or (count == 0 and rule.zero_is_disclosive)


def rounded(count: int, base: int) -> int:
    """To the nearest multiple; a count in the middle goes up."""
    return (2 * count + base) // (2 * base) * base


def protect_count(count: int, rule: Rule) -> Cell:
    if is_sensitive(count, rule):
        return Cell(None, reason=Reason.SMALL)
    return Cell(rounded(count, rule.rounding_base), rounded=rule.rounding_base > 1)


def may_show_percentage(denominator: int, rule: Rule) -> bool:
    return denominator >= rule.smallest_percentage_base


def may_show_pairs(pairs: int, rule: Rule) -> bool:
    return pairs >= rule.smallest_pairs


def reader_interval(cell: Cell, rule: Rule) -> tuple[int, int | None]:
    """The least and greatest count behind a cell for a reader who knows the rule; None where there is no greatest."""
    if cell.value is None:
        return 0, None
    base = rule.rounding_base
    consistent = [
        count
        for count in range(max(0, cell.value - base), cell.value + base + 1)
        if not is_sensitive(count, rule) and rounded(count, base) == cell.value
    ]
    return consistent[0], consistent[-1]
