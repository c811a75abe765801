"""The rule set of a return, as it is frozen with its facts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from adviceline.disclosure.primary import Rule
from adviceline.disclosure.system import Levels

METHODS = ("suppress", "round")


@dataclass(frozen=True, slots=True)
class ReturnRules:
    """`hide_at_most`: the percentage of a table's cells above which it falls back to a coarser grouping.
    `contributors_know_their_own`: a person who is counted is a reader too. `method`: suppress or round."""

    threshold: int = 4
    rounding_base: int = 5
    zero_is_disclosive: bool = False
    smallest_percentage_base: int = 20
    smallest_pairs: int = 10
    hide_at_most: int = 34
    contributors_know_their_own: bool = False
    method: str = "suppress"

    def __post_init__(self) -> None:
        if self.method not in METHODS or not 0 <= self.hide_at_most <= 100:
            raise ValueError("A return is protected by suppress or round, and a share to hide is from 0 to 100.")
        self.counts  # noqa: B018  # refuses what cannot be a rule

    @property
    def counts(self) -> Rule:
        return Rule(
            self.threshold, self.rounding_base, self.zero_is_disclosive, self.smallest_percentage_base,
            self.smallest_pairs,
        )  # fmt: skip

    @property
    def controlled_base(self) -> int:
        """Of controlled rounding: what is shown as 0 may be 0 to base − 1, which must go beyond the threshold."""
        return max(5, -(-(self.threshold + 2) // 5) * 5)

    @property
    def levels(self) -> Levels:
        return Levels(
            self.threshold,
            self.zero_is_disclosive,
            self.rounding_base,
            contributors_know_their_own=self.contributors_know_their_own,
        )

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def rules_from(data: Mapping[str, Any]) -> ReturnRules:
    return ReturnRules(**data)
