"""What counts as sensitive, and how much doubt must remain: settings, one set for a system or for one of its tables."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Levels:
    """`threshold` t: counts from 1 to t are sensitive; 0 switches that off. `rounding_base` 1 rounds nothing.

    A sensitive count is protected when a reader must hold every value from 1 (0 where zero is disclosive) to t for
    possible, and some value above t too. `group_disclosure`: no reader may learn that all of a margin is in one cell.
    `contributors_know_their_own`: a person who is counted somewhere, and so knows that cell not to be 0, is a reader.
    """

    threshold: int = 4
    zero_is_disclosive: bool = False
    rounding_base: int = 1
    group_disclosure: bool = True
    contributors_know_their_own: bool = False

    @property
    def first(self) -> int:
        """The least sensitive count."""
        return 0 if self.zero_is_disclosive else 1

    def covers(self, count: int) -> bool:
        return self.first <= count <= self.threshold

    def strictest(self, other: Levels) -> Levels:
        """For a cell that stands in two tables: whatever either of them asks."""
        return Levels(
            max(self.threshold, other.threshold),
            self.zero_is_disclosive or other.zero_is_disclosive,
            max(self.rounding_base, other.rounding_base),
            self.group_disclosure or other.group_disclosure,
            self.contributors_know_their_own or other.contributors_know_their_own,
        )

    def hash(self) -> str:
        return "sha256:" + hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
