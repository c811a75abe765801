"""An evaluation as one more publication in the system of all linked returns: its cells are sums of theirs. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from adviceline.disclosure import primary
from adviceline.disclosure.attack import EXPLAINED, attack
from adviceline.disclosure.system import Cell, Equation, Levels, Publication, Status, System
from adviceline.disclosure.system.statements import Combination, Exact, Hidden, Rounded, Statement
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.building.outcomes import START_CLOSE, Comparison
from adviceline.evaluation.data import Facts
from adviceline.measures.algebra import weight
from adviceline.measures.definitions import IN_SCOPE
from adviceline.measures.predicates import Row
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.building import MonthFacts
from adviceline.reporting.returns.counted import Asked, Counts
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.linking.building import Linked
from adviceline.reporting.returns.linking.layout import confidence
from adviceline.reporting.returns.linking.parts import around, restricted
from adviceline.reporting.returns.linking.plan import CONFIDENCE_TABLE, SCORES_TABLE, Rungs
from adviceline.reporting.returns.linking.quantities import CONFIDENCE, ENQUIRIES, Amounts, Quantity, quantity
from adviceline.reporting.returns.linking.statements import publications
from adviceline.reporting.returns.linking.versions import Version
from adviceline.reporting.returns.wording import NOT_RECORDED, Wording

NAME, OTHER_MONTHS = "evaluation", "months without a return"
#: So many smaller sets of lists are tried at most, each by a whole attack.
MOST_TRIED = 20
#: Lists of reach that returns count by as well.
LISTS = {f"enquiries_by_{level}": level for level in ("region", "setting", "role", "kind")}


@dataclass(frozen=True)
class Beside:
    """`returns`: for each month of the evaluation that was released, the name of its last release."""

    facts: Facts
    found: Evaluation
    rule: primary.Rule
    returns: Mapping[int, str]

    def rows_shown(self, part: str) -> int:
        """How much a list says. Of two that could be left out, the one that says less is."""
        return sum(not row.cell.hidden for one in self.found.reach if one.id == part for row in one.rows)

    @staticmethod
    def every_part(found: Evaluation) -> list[str]:
        """All that may be refused: the lists that are shown, and each item of confidence that is summed up."""
        lists = [one.id for one in found.reach if one.id in LISTS and not one.withheld]
        return lists + [f"confidence_{one.item}" for one in _comparisons(found) if one.summary is not None]


def parts_that_leak(beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument]) -> list[str]:
    """The parts that have to be left out for nothing to leak: as few as were found. Raises UnusableSystem when the releases
    contradict what was counted.

    Those that a leak is known by are left out until none is left; then fewer of them are tried, each time by the whole
    attack, so that what is shown in the end was attacked as it is shown.
    """
    every = Beside.every_part(beside.found)
    late = [part for part in every if part in LISTS and _tells_of_late(part, beside, versions, documents)]
    shown = [part for part in every if part not in late]
    known: list[str] = []
    while leaking := _known_by(beside, versions, documents, [part for part in shown if part not in known]):
        known += leaking
    return late + _fewest(beside, versions, documents, shown, known)


def _fewest(
    beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument], shown: Sequence[str],
    known: list[str],
) -> list[str]:  # fmt: skip
    """Fewer lists than those by which a leak is known, where that is enough; of confidence each item stands for itself."""
    items, lists = [part for part in known if part not in LISTS], [part for part in known if part in LISTS]
    tried = 0
    for number in range(1, len(lists)):
        for left_out in combinations(sorted(lists, key=beside.rows_shown), number):
            kept = [part for part in shown if part not in left_out and part not in items]
            tried += 1
            if tried > MOST_TRIED:
                return known
            if not _known_by(beside, versions, documents, [part for part in kept if part in LISTS]):
                # The lists alone are safe; together with what is shown of confidence they are attacked once more.
                return known if _known_by(beside, versions, documents, kept) else [*items, *left_out]
    return known


def _known_by(
    beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument], shown: Sequence[str]
) -> list[str]:
    """Of the parts that are shown, those by which a leak is known; all of them where that is not known."""
    if not shown:
        return []
    system = _system(beside, versions, documents, shown)
    # What the first leak is known by is left out, and most often there is no other then.
    for explained in (1, EXPLAINED):
        findings = attack(system, intervals="leaks", explained=explained, statements=False).findings
        named = {part.removeprefix(f"{NAME} ") for one in findings for part in one.publications}
        if leaking := [part for part in shown if part in named]:
            return leaking
        if len(findings) <= explained:
            break
    return [] if all(one.explained for one in findings) else list(shown)


def _tells_of_late(
    part: str, beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument]
) -> bool:
    """Whether a list, held against the released ones, tells of which code one is of the few that came to light since.

    How many came is known, since totals are exact. A reader who takes nothing to have been put right otherwise knows that no
    code lost any. Only the lists themselves are held together here: what tables by two things add is in the other attack.
    """
    linked, mine, parts, said = _linked(beside, versions, documents, [part])
    level = LISTS[part]
    total, rows = Quantity(ENQUIRIES), [quantity(ENQUIRIES, (level, code)) for code in linked.codes[level]]
    if any(not linked.has(one, what) for one in (mine, *parts) for what in (total, *rows)):
        return False
    late = {what: _late(mine, parts, what) for what in (total, *rows)}
    if min(late.values()) < 0 or not 0 < late[total] <= beside.rule.threshold:
        return False
    places = {linked.place(one, what) for one in (mine, *parts) for what in (total, *rows)}
    since = {}
    for what, number in late.items():
        since[what] = len(linked.cells)
        linked.cells.append(Cell(f"{NAME} since then {what}", number))
        _equate(linked, mine, parts, what, since[what], 1)
    order = sorted(places | set(since.values()))
    found = attack(
        restricted(linked.system(said, Levels(threshold=0)), order), intervals="all", explained=0
    )  # fmt: skip
    least = {order[one.place]: one.low for one in found.intervals}
    return any(least.get(since[what], late[what]) > 0 for what in rows)


def _system(
    beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument], shown: Sequence[str]
) -> System:
    linked, mine, parts, said = _linked(beside, versions, documents, shown)
    tied = [
        what for name, what in list(linked._places)
        if name == NAME and what.family in (ENQUIRIES, CONFIDENCE) and all(linked.has(part, what) for part in parts)
    ]  # fmt: skip
    for what in tied:
        _tie(linked, mine, parts, what)
    system = linked.system(said, mine.rules.levels)
    return restricted(system, around(system, [linked.place(mine, what) for what in tied]))


def _linked(
    beside: Beside, versions: Sequence[Version], documents: Mapping[str, ReturnDocument], shown: Sequence[str]
) -> tuple[Linked, Version, list[Version], list[Publication]]:
    """The releases with the evaluation; the evaluation; of what it is the sum; and all that is said."""
    mine, others = _versions(beside, versions[-1], shown)
    linked = Linked([*versions, others, mine])
    for terms, equation in list(linked.equations.items()):
        if equation.id.startswith(f"{NAME} "):  # of a list of one thing, being in one row says that thing alone
            linked.equations[terms] = replace(equation, total=None)
    said = [one for version in versions for one in publications(documents[version.name], version, linked)]
    for part in shown:
        said.append(Publication(f"{NAME} {part}", tuple(_said(part, beside, mine, linked)), levels=mine.rules.levels))
    return linked, mine, [linked.named[name] for name in sorted(set(beside.returns.values()))] + [others], said


def _late(mine: Version, parts: Sequence[Version], what: Quantity) -> int:
    return mine.amounts.value(what) - sum(part.amounts.value(what) for part in parts)


def _equate(
    linked: Linked, mine: Version, parts: Sequence[Version], what: Quantity, since: int | None, times: int
) -> None:
    """Its cell is the sum of the months', and so many times what came since."""
    terms = [(linked.place(mine, what), -1), *((linked.place(part, what), 1) for part in parts)]
    terms += [] if since is None else [(since, times)]
    linked.equations[tuple(terms)] = Equation(f"{NAME} {what} is its months", tuple(terms))


def _tie(linked: Linked, mine: Version, parts: Sequence[Version], what: Quantity) -> None:
    """Its cell is the sum of the months', and of what came to light or was put right since they were released: a number that
    a reader does not know, where there is one."""
    late = _late(mine, parts, what)
    if not late:
        _equate(linked, mine, parts, what, None, 0)
        return
    linked.cells.append(Cell(f"{NAME} since then {what}", abs(late), status=Status.OPEN))
    _equate(linked, mine, parts, what, len(linked.cells) - 1, 1 if late > 0 else -1)


def _versions(beside: Beside, like: Version, shown: Sequence[str]) -> tuple[Version, Version]:
    """The evaluation, and what it holds of months that no return was released of, of which nothing is shown."""
    facts, wording = beside.facts, like.amounts.wording
    rungs = Rungs(tuple(sorted((part, 0) for part in shown if part in LISTS)))
    if any(part not in LISTS for part in shown):
        rungs = rungs.with_rung(CONFIDENCE_TABLE, 0).with_rung(SCORES_TABLE, 0)
    rules = replace(
        like.rules, threshold=beside.rule.threshold, rounding_base=beside.rule.rounding_base,
        zero_is_disclosive=beside.rule.zero_is_disclosive, smallest_pairs=beside.rule.smallest_pairs,
    )  # fmt: skip
    others = _Counted.of(
        [row for row in facts.opened if row["opened_month"] not in beside.returns],
        [row for row in facts.closed if row["closed_month"] not in beside.returns], wording,
    )  # fmt: skip
    mine = _Counted.of(facts.opened, facts.closed, wording)
    return Version(NAME, mine, rules, rungs), Version(OTHER_MONTHS, others, rules, Rungs(()))


class _Counted(Amounts):
    """Enquiries and confidence alone: of the rest an evaluation says nothing that a return counts in the same way."""

    @classmethod
    def of(cls, opened: Sequence[Row], closed: Sequence[Row], wording: Wording) -> _Counted:
        enquiries: Counter[tuple[str, ...]] = Counter()
        for row in opened:
            if row["counts"]:
                codes = [row[level] or NOT_RECORDED for level in ("kind", "role", "setting", "region")]
                enquiries[(*codes, wording.authority("", codes[3]))] += weight(row)
        rows = [row for row in closed if IN_SCOPE.holds(row)]
        nothing = MonthFacts(contacts=[], groups={}, histograms={}, sums={}, one_way={}, confidence={})
        asked = {item: _asked(item, rows) for item in CONFIDENCE_ITEMS}
        return cls(Counts(nothing, {}, enquiries, {}, {}, {}, asked), wording)

    def value(self, what: Quantity) -> int:
        return super().value(what) if what.family in (ENQUIRIES, CONFIDENCE) else 0


def _asked(item: str, rows: Sequence[Row]) -> Asked:
    pairs: Counter[tuple[int, int]] = Counter()
    for row in rows:
        if row[f"{item}_start"] is not None and row[f"{item}_close"] is not None:
            pairs[row[f"{item}_start"], row[f"{item}_close"]] += weight(row)
    return Asked(
        eligible=sum(map(weight, rows)), offered=sum(weight(row) for row in rows if row["confidence_close_offered"]),
        answered=sum(weight(row) for row in rows if row[f"{item}_close"] is not None), pairs=pairs,
    )  # fmt: skip


# ---- What the evaluation says ----------------------------------------------------------------------------------------


def _said(part: str, beside: Beside, mine: Version, linked: Linked) -> Iterator[Statement]:
    if part in LISTS:
        reach = next(one for one in beside.found.reach if one.id == part)
        yield Exact(linked.place(mine, Quantity(ENQUIRIES)), reach.total)
        level = LISTS[part]
        listed = {row.code or NOT_RECORDED: row.cell for row in reach.rows}
        for code in linked.codes[level]:
            # A code without a row was not counted at all.
            place = linked.place(mine, quantity(ENQUIRIES, (level, code)))
            yield _of_cell(place, listed.get(code, primary.Cell(0)), beside.rule)
        return
    item = part.removeprefix("confidence_")
    compared = next(one for one in _comparisons(beside.found) if one.item == item)
    counted = {name: getattr(compared, name) for name in ("eligible", "offered", "answered", "paired")}
    counted |= {"rose": compared.up, "same": compared.same, "fell": compared.down}
    for name, cell in counted.items():
        yield _of_cell(linked.place(mine, confidence(item, name)), cell, beside.rule)
    for when, cells in (("before", compared.before), ("after", compared.after)):
        for score, cell in enumerate(cells):
            what = confidence(item, when, "score", str(score))
            if linked.has(mine, what):
                yield _of_cell(linked.place(mine, what), cell, beside.rule)
    yield from _change(item, mine, linked)


def _change(item: str, mine: Version, linked: Linked) -> Iterator[Statement]:
    """The mean, its interval and the effect size: the reader is taken to know the sum of all changes, and of their squares,
    which is more than two decimals tell."""
    cells = [(after - before, place) for before, after, place in linked.joint(mine, item) if after != before]
    pairs = mine.amounts.counts.asked[item].pairs
    for power in (1, 2):
        total = sum((after - before) ** power * times for (before, after), times in pairs.items())
        if cells:
            yield Combination(tuple((place, change**power) for change, place in cells), total, total)


def _of_cell(place: int, cell: primary.Cell, rule: primary.Rule) -> Statement:
    if cell.value is None:
        return Hidden(place)
    return Rounded(place, cell.value, rule.rounding_base) if cell.rounded else Exact(place, cell.value)


def _comparisons(found: Evaluation) -> list[Comparison]:
    return [one for one in found.comparisons if one.design is START_CLOSE]
