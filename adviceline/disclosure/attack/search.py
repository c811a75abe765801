"""Which values are possible in one part: consistent tables are collected until every question is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from adviceline.disclosure.attack.kept_tables import KeptTables
from adviceline.disclosure.attack.parts import Part, Whole
from adviceline.disclosure.attack.result import Certificate
from adviceline.disclosure.attack.solver import Answer, Goal, approach, find, narrowed, solve

#: How far from the known table a first search may stray; a second, without a limit, follows where it fails.
BOX = 40
#: Searches for many cells at once, at most.
JOINT = 24


@dataclass(frozen=True, slots=True)
class Need:
    """Every value from `first` to `last`, and one of `beyond` or more, of the unknown at `at` in the part."""

    at: int
    first: int
    last: int
    beyond: int


class Search:
    """Consistent tables of one part (`tables`, each verified exactly), and what they prove possible."""

    def __init__(self, part: Part, needs: Sequence[Need], certificate: Certificate) -> None:
        self.part, self.needs, self.certificate = part, list(needs), certificate
        self.tables = KeptTables()
        self.seen: list[set[int]] = [set() for _ in needs]
        self.lowest = np.full(part.size, 2**62, dtype=np.int64)
        self.highest = np.full(part.size, -1, dtype=np.int64)
        self._needed = np.array([need.at for need in needs], dtype=np.int64)
        self._beyond = np.array([need.beyond for need in needs], dtype=np.int64)
        self.without: set[int] = set()  # places of needs for which the search has ended with some value missing

    def add(self, values: Whole) -> bool:
        """Keep a table; False when it does not hold, or tells nothing new."""
        if not self.part.holds(values):
            return False
        new = bool((values < self.lowest).any()) or bool((values > self.highest).any())
        np.minimum(self.lowest, values, out=self.lowest)
        np.maximum(self.highest, values, out=self.highest)
        if len(self._needed):
            for number, value in enumerate(np.minimum(values[self._needed], self._beyond).tolist()):
                if value not in self.seen[number]:
                    self.seen[number].add(value)
                    new = True
        if new:
            self.tables.append(values)
            self.certificate.tables_found += 1
        return new

    def begin(self) -> bool:
        """One table, where none is known yet; False when there is none."""
        if not self.tables:
            answer, values = self._ask([], None)
            if answer is not Answer.FOUND or values is None:
                return False
            self.add(values)
        return True

    def missing(self, number: int) -> list[int]:
        need = self.needs[number]
        wanted = [*range(need.first, need.last + 1), need.beyond]
        return [value for value in wanted if value not in self.seen[number]]

    def together(self) -> None:
        """Ask for one missing value of every cell at once, again and again while that helps."""
        previous = None
        for turn in range(JOINT):
            goals: list[Goal] = []
            for number, need in enumerate(self.needs):
                if wanted := self.missing(number):
                    value = wanted[(turn + number) % len(wanted)]
                    goals.append(Goal(need.at, ">" if value == need.beyond else "=", value))
            still = sum(len(self.missing(number)) for number in range(len(self.needs)))
            if len(goals) < 4 or (previous is not None and previous - still < max(3, previous // 50)):
                return
            previous = still
            self._approach(goals, turn)

    def move_all(self, places: Iterable[int]) -> None:
        """Try to find each of these unknowns at two values, all at once."""
        wanted = sorted(set(places))
        for turn in range(8):
            unmoved = [at for at in wanted if self.lowest[at] == self.highest[at]]
            if len(unmoved) < 4:
                return
            goals = [
                Goal(at, ">", int(self.lowest[at]) + 1) if (at + turn) % 2 else Goal(at, "<", int(self.lowest[at]) - 1)
                for at in unmoved
            ]
            self._approach([goal for goal in goals if goal.value >= int(self.part.low[goal.at])], turn)
            if turn and len(unmoved) == sum(self.lowest[at] == self.highest[at] for at in wanted):
                return

    def _approach(self, goals: list[Goal], turn: int) -> None:
        if not goals:
            return
        self.certificate.questions += 1
        base = self.tables[0 if turn < 2 else turn % len(self.tables)]
        values = approach(self.part, goals, base, box=BOX)
        if values is not None:
            self.add(values)

    def one_by_one(self, *, first: bool = False) -> None:
        """Settle every value that is still missing. Each answer is a table, or that there is none. `first`: no more than
        until some need is known to be without a value."""
        for number, need in enumerate(self.needs):
            for value in self.missing(number):
                if value in self.seen[number]:
                    continue  # a table for another value had it
                goal = Goal(need.at, ">" if value == need.beyond else "=", value)
                answer, values = self._ask([goal], self.tables[0])
                if answer is Answer.FOUND and values is not None:
                    self.add(values)
                else:
                    self.without.add(number)
                    self.certificate.undecided += answer is Answer.UNDECIDED
            if first and self.without:
                return

    def two_values(self, at: int) -> bool:
        """Whether the unknown can have more than one value."""
        only = int(self.lowest[at])
        if only != int(self.highest[at]):
            return True
        for goal in (Goal(at, ">", only + 1), Goal(at, "<", only - 1)):
            answer, values = self._ask([goal], self.tables[0])
            if answer is Answer.FOUND and values is not None:
                self.add(values)
                return True
            self.certificate.undecided += answer is Answer.UNDECIDED
        return False

    def end(self, at: int, *, greatest: bool) -> int | None:
        """The greatest (least) value that is possible; None where there is no limit."""
        cost = np.zeros(self.part.size)
        cost[at] = -1.0 if greatest else 1.0
        known = int(self.highest[at] if greatest else self.lowest[at])
        if known == int((self.part.high if greatest else self.part.low)[at]):
            return known
        self.certificate.questions += 1
        answer, values = solve(self.part, cost, self.part.low, self.part.high, self.tables[0])
        if answer is Answer.FOUND and values is not None:
            self.add(values)
            return int(values[at])
        if greatest and self._without_limit(at, known):
            return None
        self.certificate.undecided += 1
        return known

    def _without_limit(self, at: int, known: int) -> bool:
        """The facts have rational coefficients: where arbitrarily great values are possible, so is one this great."""
        far = 10_000_000 + known
        answer, values = self._ask([Goal(at, ">", far)], self.tables[0])
        return answer is Answer.FOUND and values is not None and int(values[at]) >= far

    def given(self, goals: list[Goal]) -> bool:
        """Whether a table meets all of these at once."""
        low, high = narrowed(self.part, goals)
        if any(bool((table >= low).all()) and bool((table <= high).all()) for table in self.tables):
            return True
        answer, values = self._ask(goals, self.tables[0])
        if answer is Answer.FOUND and values is not None:
            self.add(values)
            return True
        self.certificate.undecided += answer is Answer.UNDECIDED
        return False

    def _ask(self, goals: list[Goal], base: Whole | None) -> tuple[Answer, Whole | None]:
        self.certificate.questions += 1
        return find(self.part, goals, base)
