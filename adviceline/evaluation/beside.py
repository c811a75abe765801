"""What else was told to the same readers. Rooms above that release figures say here which parts of an evaluation would, with
theirs, give a small count away; this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adviceline.disclosure.primary import Rule
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.data import Facts


@dataclass(frozen=True)
class Checked:
    """`no`: the id of each part that may not be shown (a list of reach, or `confidence_` and an item) and why, in words that
    may leave the service. `at`: when that was worked out; None where there was nothing to hold it against."""

    no: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


class NotCheckedYet(Exception):
    """The answer is not at hand, and takes a while. `no`: what is to be left out until then, with words that say so."""

    def __init__(self, no: Mapping[str, str]) -> None:
        super().__init__()
        self.no = no


#: Given the facts, the evaluation as it would be shown, the rule, the time, and whether there is time to work it out: without,
#: it may raise NotCheckedYet.
Check = Callable[[Facts, Evaluation, Rule, datetime, bool], Checked]
_checks: list[Check] = []


def checked_beside(check: Check) -> Check:
    """Have every evaluation checked by this before it is shown."""
    _checks.append(check)
    return check


def checked(facts: Facts, found: Evaluation, rule: Rule, *, at: datetime, wait: bool) -> Checked:
    """What all checks say together."""
    answers = [check(facts, found, rule, at, wait) for check in _checks]
    times = [each.at for each in answers if each.at]
    return Checked({part: why for each in answers for part, why in each.no.items()}, max(times, default=None))
