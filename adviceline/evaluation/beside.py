"""What else was told to the same readers. Rooms above that release figures say here which parts of an evaluation would, with
theirs, give a small count away; this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from adviceline.disclosure.primary import Rule
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.data import Facts

#: Given the facts, the evaluation as it would be shown, and the rule: the id of each part that may not be shown (a list of
#: reach, or `confidence_` and an item) and why, in words that may leave the service.
Check = Callable[[Facts, Evaluation, Rule], Mapping[str, str]]
_checks: list[Check] = []


def checked_beside(check: Check) -> Check:
    """Have every evaluation checked by this before it is shown."""
    _checks.append(check)
    return check


def refused(facts: Facts, found: Evaluation, rule: Rule) -> dict[str, str]:
    """The parts that may not be shown, with the reason for each."""
    return {part: why for check in _checks for part, why in check(facts, found, rule).items()}
