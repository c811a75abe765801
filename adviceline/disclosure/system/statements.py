"""What a publication can say, each as bounds on cells or as linear inequalities. Whole numbers throughout."""

from __future__ import annotations

from dataclasses import dataclass

from adviceline.disclosure.system.levels import Levels

#: Terms (place, coefficient), and the least and greatest value of their sum (None: no limit).
Inequality = tuple[tuple[tuple[int, int], ...], int | None, int | None]


@dataclass(frozen=True, slots=True)
class Domain:
    """What one cell may be: from `low` to `high`, leaving out `gap`, a run inside them (or None)."""

    low: int
    high: int | None
    gap: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Exact:
    place: int
    value: int

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class Hidden:
    """`[c]`: the mark says nothing of its reason. It tells nothing unless an old rule gave `low` and `high` away."""

    place: int
    low: int = 0
    high: int | None = None

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class Between:
    """Read off a chart, a map's shading, a class in a legend."""

    place: int
    low: int
    high: int | None

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place,)


@dataclass(frozen=True, slots=True)
class Rounded:
    """`way`: nearest (the middle goes up), down, up, or either (controlled or random rounding: a multiple stays, any
    other number goes to one of the two beside it)."""

    place: int
    value: int
    base: int
    way: str = "nearest"

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place,)

    def domain(self, levels: Levels, *, hides_small: bool) -> Domain:
        base, value = self.base, self.value
        if self.way == "nearest":
            low, high = value - base // 2, value + (base - 1) // 2
        elif self.way == "down":
            low, high = value, value + base - 1
        elif self.way == "up":
            low, high = value - base + 1, value
        else:
            low, high = value - base + 1, value + base - 1
        low = max(0, low)
        if not (hides_small and self.way == "nearest" and levels.threshold):
            return Domain(low, high)
        first, last = levels.first, levels.threshold
        if first <= low <= last:
            return Domain(last + 1, high)
        if low < first <= high:
            return Domain(low, first - 1) if high <= last else Domain(low, high, gap=(first, last))
        return Domain(low, high)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A percentage (scale 100) or a mean (scale 1; the cell is then the sum) with its rounding.

    scale × cell ÷ base, rounded to `decimals`, reads `digits` ÷ 10^decimals. The base is a cell (`of`) or a number
    that is known otherwise (`of_number`). `ties`: up, even, or any (the rule is not known). `each`: for a mean, the
    least and greatest that one contribution can be.
    """

    place: int
    of: int | None
    of_number: int | None
    scale: int
    digits: int
    decimals: int
    ties: str = "up"
    each: tuple[int, int] | None = None

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place,) if self.of is None else (self.place, self.of)

    def inequalities(self) -> list[Inequality]:
        """cell × 2s ≥ (2d − 1) × base and cell × 2s ≤ (2d + 1) × base, with s = scale × 10^decimals and d the digits.

        Where the rule of ties excludes an end, the inequality is strict, which over whole numbers is a 1.
        """
        twice = 2 * self.scale * 10**self.decimals
        low_open = self.ties == "even" and self.digits % 2 == 1
        high_open = self.ties == "up" or low_open
        found = [
            self._against(twice, 2 * self.digits - 1, 1 if low_open else 0, None),
            self._against(twice, 2 * self.digits + 1, None, -1 if high_open else 0),
        ]
        if self.each is not None:
            found += [self._against(1, self.each[0], 0, None), self._against(1, self.each[1], None, 0)]
        return found

    def _against(self, times: int, base_times: int, low: int | None, high: int | None) -> Inequality:
        if self.of is not None and base_times:
            return ((self.place, times), (self.of, -base_times)), low, high
        known = base_times * (self.of_number or 0)
        return ((self.place, times),), None if low is None else low + known, None if high is None else high + known


@dataclass(frozen=True, slots=True)
class Combination:
    """Anything else that was said of a sum or difference of cells: it lies between `low` and `high`."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None

    @property
    def places(self) -> tuple[int, ...]:
        return tuple(place for place, _ in self.terms)


Statement = Exact | Hidden | Between | Rounded | Ratio | Combination
