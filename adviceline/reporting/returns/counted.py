"""What was counted for a return, before protection. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adviceline.measures.algebra import Figure
from adviceline.reporting.building import MonthFacts

Pairs = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Asked:
    """Confidence in one item: of enquiries closed and in scope, those asked and those who answered at the close, and
    how often each (before, after) was given."""

    eligible: int
    offered: int
    answered: int
    pairs: Pairs


@dataclass(frozen=True)
class Counts:
    """`enquiries`: enquiries opened by (kind, role, setting, region, local authority), as codes of the finest levels. `cover`:
    open half hours by (weekday, half hour, whether the rule was met); None where it was not frozen with every month, which it
    was not at first."""

    facts: MonthFacts
    figures: Mapping[str, Figure]
    enquiries: Mapping[tuple[str, ...], int]
    themes: Mapping[str, int]
    theme_groups: Mapping[str, int]
    signposts: Mapping[str, int]
    asked: Mapping[str, Asked]
    cover: Mapping[tuple[int, int, bool], int] | None = None
