"""What a cell counts: a quantity has one name however many tables show it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product

from adviceline.reporting.returns.counted import Counts
from adviceline.reporting.returns.wording import AXIS_OF, BANDS, LADDERS, Wording

ENQUIRIES, THEMES, SIGNPOSTS, CLOSED, CONFIDENCE = "enquiries", "themes", "signposts", "closed", "confidence"
#: What the table of confidence counts of one item; its other columns are worked out.
COUNTED = ("eligible", "offered", "answered", "paired", "rose", "same", "fell")
#: The fields by which enquiries are counted, in the order in which counting keeps them.
_FINEST = ("kind", "role", "setting", "region", "local_authority")
_PLACE = {"kind": 0, "role": 1, "setting": 2, "region": 3}


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """`at`: (level, code) for each field by which it is counted, ordered by field; () is the total."""

    family: str
    at: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.family}[{', '.join(f'{level} {code}' for level, code in self.at)}]" if self.at else self.family

    @property
    def levels(self) -> tuple[str, ...]:
        return tuple(level for level, _ in self.at)


def quantity(family: str, *at: tuple[str, str]) -> Quantity:
    return Quantity(family, tuple(sorted(at, key=lambda one: (AXIS_OF.get(one[0], ""), one))))


RESOLVED, NOT_RESOLVED = Quantity(CLOSED, (("closed", "resolved"),)), Quantity(CLOSED, (("closed", "not_resolved"),))


@dataclass
class Amounts:
    """The true value of every quantity of one return."""

    counts: Counts
    wording: Wording
    _tabulated: dict[tuple[str, ...], Counter[tuple[str, ...]]] = field(default_factory=dict)

    def value(self, what: Quantity) -> int:
        codes = tuple(code for _, code in what.at)
        match what.family:
            case "enquiries":
                return self.tabulated(what.levels)[codes]
            case "themes":
                return (self.counts.themes if what.levels == ("theme",) else self.counts.theme_groups).get(codes[0], 0)
            case "signposts":
                return self._signposts(what)
            case "closed":
                return self._closed(codes)
            case "confidence":
                return self._confidence(codes)
        raise KeyError(what)

    def same(self, what: Quantity, others: Amounts) -> bool:
        """Whether nothing that a table shows beside it was counted otherwise there: a revision says which tables were
        counted anew, and in the others a reader takes every count to be the same."""
        mine, theirs = self.counts, others.counts
        match what.family:
            case "enquiries":
                return self.tabulated(what.levels) == others.tabulated(what.levels)
            case "themes":
                if what.levels == ("theme",):
                    return mine.themes == theirs.themes
                return mine.theme_groups == theirs.theme_groups
            case "signposts":
                (level,) = what.levels or ("resource",)
                codes = mine.signposts.keys() | theirs.signposts.keys()
                kept = {quantity(SIGNPOSTS, (level, self.wording.coarser(code, "resource", level))) for code in codes}
                return all(self.value(one) == others.value(one) for one in kept)
            case "closed":
                return all(self.value(one) == others.value(one) for one in (Quantity(CLOSED), RESOLVED))
        item, kind = what.at[0][1], what.at[1][1]
        if kind in ("before", "after"):
            level = what.at[2][1]
            scores = [Quantity(CONFIDENCE, (*what.at[:3], ("of", code))) for code in self.codes(level)]
            return all(self.value(one) == others.value(one) for one in scores)
        if kind == "joint":
            return mine.asked[item].pairs == theirs.asked[item].pairs
        beside = [Quantity(CONFIDENCE, (what.at[0], ("what", one))) for one in COUNTED]
        return all(self.value(one) == others.value(one) for one in beside)

    def tabulated(self, levels: tuple[str, ...]) -> Counter[tuple[str, ...]]:
        """Enquiries by the codes of these levels."""
        if levels not in self._tabulated:
            found: Counter[tuple[str, ...]] = Counter()
            for codes, number in self.counts.enquiries.items():
                found[tuple(self._code(codes, level) for level in levels)] += number
            self._tabulated[levels] = found
        return self._tabulated[levels]

    def _code(self, codes: tuple[str, ...], level: str) -> str:
        if level == "local_authority":
            return codes[4]
        axis = AXIS_OF[level]
        return self.wording.coarser(codes[_PLACE[axis]], axis, level)

    def _signposts(self, what: Quantity) -> int:
        if not what.at:
            return sum(self.counts.signposts.values())
        ((level, code),) = what.at
        if level == "resource":
            return self.counts.signposts.get(code, 0)
        return sum(
            number
            for resource, number in self.counts.signposts.items()
            if self.wording.coarser(resource, "resource", level) == code
        )

    def _closed(self, codes: tuple[str, ...]) -> int:
        figure = self.counts.figures["first_contact_resolution_percent"]
        resolved, closed = int(figure.numerator or 0), int(figure.denominator or 0)
        return {(): closed, ("resolved",): resolved, ("not_resolved",): closed - resolved}[codes]

    def _confidence(self, codes: tuple[str, ...]) -> int:
        item, what, *rest = codes
        asked = self.counts.asked[item]
        pairs = asked.pairs
        match what:
            case "eligible" | "offered" | "answered":
                return int(getattr(asked, what))
            case "paired":
                return sum(pairs.values())
            case "rose":
                return sum(times for (before, after), times in pairs.items() if after > before)
            case "same":
                return sum(times for (before, after), times in pairs.items() if after == before)
            case "fell":
                return sum(times for (before, after), times in pairs.items() if after < before)
            case "joint":
                return pairs.get((int(rest[0]), int(rest[1])), 0)
            case "before" | "after":
                place = 0 if what == "before" else 1
                return sum(times for pair, times in pairs.items() if pair[place] in scores_of(*rest))
        raise KeyError(codes)

    def codes(self, level: str) -> list[str]:
        """The rows of a table at this level."""
        axis = AXIS_OF[level]
        if axis == "theme":
            return self.wording.codes(level, self.counts.themes if level == "theme" else ())
        if axis == "resource":
            return self.wording.codes(level, (code for code, number in self.counts.signposts.items() if number))
        if axis == "score":
            return self.wording.codes(level, ())
        finest = self.tabulated((level,))
        return self.wording.codes(level, (codes[0] for codes, number in finest.items() if number))


def scores_of(level: str, code: str) -> range:
    return range(int(code), int(code) + 1) if level == "score" else BANDS[code][1]


def combinations(codes: Mapping[str, list[str]], levels: tuple[str, ...]) -> list[tuple[tuple[str, str], ...]]:
    """Every choice of one code for each of the levels."""
    return [tuple(choice) for choice in product(*([(level, code) for code in codes[level]] for level in levels))]


def is_coarser(coarse: tuple[str, ...], fine: tuple[str, ...]) -> bool:
    """Whether `coarse` counts by the same fields as `fine`, on none of them finer, and is not the same."""
    if coarse == fine or len(coarse) != len(fine):
        return False
    for one, other in zip(coarse, fine, strict=True):
        axis = AXIS_OF[one]
        if AXIS_OF[other] != axis or LADDERS[axis].index(one) < LADDERS[axis].index(other):
            return False
    return True
