"""Confidence before and after, by each design apart. Contribution, never cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import Cell, Reason, Rule, may_show_pairs, protect_count
from adviceline.evaluation.data import Facts
from adviceline.measures import feedback_codes as codes
from adviceline.measures.algebra import weight
from adviceline.measures.definitions import IN_SCOPE
from adviceline.measures.paired import PairedSummary, summarise
from adviceline.measures.predicates import Row
from adviceline.measures.response import GroupComparison, ScoreComparison, compare_groups, compare_scores

SCORES = range(11)
ITEMS = {"identifying": "identifying", "responding": "responding"}
BREAKDOWNS = {"role": "Role", "setting": "Setting", "region": "Region"}
#: By what those who answered are held against those who did not.
COMPARED_BY = {**BREAKDOWNS, "kind": "Kind of enquiry", "urgency": "Urgency"}

Pairs = Counter[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Design:
    """One way of comparing: never put together with another."""

    id: str
    title: str
    method: str
    before: str
    after: str


START_CLOSE = Design(
    "start_close", "Asked before and at the close", "conventional",
    "before any advice", "when the enquiry closed",
)  # fmt: skip
START_LATER = Design(
    "start_later", "Asked before, and four to six weeks later", "conventional",
    "before any advice", "four to six weeks later",
)  # fmt: skip
RETRO_CLOSE = Design(
    "retrospective_close", "Looking back at the close", "retrospective",
    "before, as remembered at the close", "at the close",
)  # fmt: skip
RETRO_LATER = Design(
    "retrospective_later", "Looking back four to six weeks later", "retrospective",
    "before, as remembered four to six weeks later", "four to six weeks later",
)  # fmt: skip
DESIGNS = (START_CLOSE, START_LATER, RETRO_CLOSE, RETRO_LATER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One item by one design under one version of the questions. `summary` is None where there are too few pairs to
    show, or where it was `refused` for the reason in `why`; the cells that follow from it are then hidden."""

    design: Design
    item: str
    version: str
    eligible: Cell
    offered: Cell
    answered: Cell
    paired: Cell
    response_percent: float | None
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    up: Cell
    same: Cell
    down: Cell
    summary: PairedSummary | None
    why: str = ""

    def refused(self, why: str) -> Comparison:
        hidden = Cell(None, reason=Reason.COMPLEMENT)
        nothing = (hidden,) * len(SCORES)
        return replace(
            self, eligible=hidden, offered=hidden, answered=hidden, paired=hidden, response_percent=None, before=nothing,
            after=nothing, up=hidden, same=hidden, down=hidden, summary=None, why=why,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a breakdown; None where fewer than the least number of pairs, or where a total would give it away."""

    label: str
    pairs: int | None
    summary: PairedSummary | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    item: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Bias:
    """Enquiries with a pair of answers against those without, of all that were eligible. `scores`: of those who gave one at the
    start, by whether they answered at the close. Both are of what the enquiry itself says; answers of feedback lead to
    no enquiry and are not used."""

    item: str
    scores: ScoreComparison
    groups: Mapping[str, GroupComparison]


def comparisons(facts: Facts, rule: Rule) -> tuple[Comparison, ...]:
    return tuple(each for item in ITEMS for each in _of_item(item, facts, rule))


def _of_item(item: str, facts: Facts, rule: Rule) -> Iterator[Comparison]:
    closed = [row for row in facts.closed if IN_SCOPE.holds(row)]
    yield _compare(
        START_CLOSE, item, "", _enquiry_pairs(item, closed),
        eligible=sum(map(weight, closed)),
        offered=sum(weight(row) for row in closed if row["confidence_close_offered"]),
        answered=sum(weight(row) for row in closed if row[f"{item}_close"] is not None),
        rule=rule,
    )  # fmt: skip
    for design, wave in ((START_LATER, codes.FOLLOW_UP), (RETRO_CLOSE, codes.CLOSE), (RETRO_LATER, codes.FOLLOW_UP)):
        asks = [row for row in facts.asks if row["wave"] == wave]
        by_version = _answer_pairs(design, item, wave, facts)
        for version in sorted(by_version) or [""]:
            answers = [
                row for row in facts.answers
                if row["wave"] == wave and row[item] is not None and row["version"] == version
            ]  # fmt: skip
            yield _compare(
                design, item, version, by_version.get(version, Counter()),
                eligible=sum(map(weight, asks)), offered=sum(weight(row) for row in asks if row["offered"]),
                answered=len(answers), rule=rule,
            )  # fmt: skip


def _enquiry_pairs(item: str, rows: Iterable[Row]) -> Pairs:
    found: Pairs = Counter()
    for row in rows:
        before, after = row[f"{item}_start"], row[f"{item}_close"]
        if before is not None and after is not None:
            found[before, after] += weight(row)
    return found


def _answer_pairs(design: Design, item: str, wave: str, facts: Facts) -> dict[str, Pairs]:
    """By version: answers to different wordings are never compared."""
    found: dict[str, Pairs] = defaultdict(Counter)
    starts = {
        (row["pair"], row["version"]): row[item] for row in facts.answers
        if row["wave"] == codes.START and row[item] is not None
    }  # fmt: skip
    for row in facts.answers:
        if row["wave"] != wave or row[item] is None:
            continue
        before = (
            row[f"{item}_before"] if design.method == "retrospective" else starts.get((row["pair"], row["version"]))
        )
        found[row["version"]].update([(before, row[item])] if before is not None else [])
    return found


def _compare(
    design: Design, item: str, version: str, pairs: Pairs, *, eligible: int, offered: int, answered: int, rule: Rule
) -> Comparison:
    summary = summarise(pairs)
    number = summary.pairs if summary else 0
    hidden = Cell(None, reason=Reason.SMALL_BASE)
    before = after = (hidden,) * len(SCORES)
    up = same = down = hidden
    if summary is None or not may_show_pairs(number, rule):
        summary, paired = None, protect_count(number, rule)
    else:
        paired = Cell(number)
        before, after = (
            tuple(protect_list([scores.get(score, 0) for score in SCORES], rule, total=paired))
            for scores in (summary.before, summary.after)
        )
        up, same, down = protect_list([summary.up, summary.same, summary.down], rule, total=paired)
    cells = {"eligible": eligible, "offered": offered, "answered": answered}
    shown = {name: protect_count(count, rule) for name, count in cells.items()}
    top, bottom = shown["answered"].value, shown["offered"].value
    percent = None
    if offered >= rule.smallest_percentage_base and top is not None and bottom:
        percent = min(100.0, 100 * top / bottom)
    return Comparison(
        design, item, version, shown["eligible"], shown["offered"], shown["answered"], paired, percent, before, after,
        up, same, down, summary,
    )  # fmt: skip


def breakdowns(facts: Facts, rule: Rule) -> tuple[Breakdown, ...]:
    """Of the conventional comparison at the close: it alone knows who was asked."""
    closed = [row for row in facts.closed if IN_SCOPE.holds(row)]
    return tuple(
        Breakdown(item, title, _parts(column, item, closed, facts, rule))
        for item in ITEMS
        for column, title in BREAKDOWNS.items()
    )


def _parts(column: str, item: str, closed: Sequence[Row], facts: Facts, rule: Rule) -> tuple[Part, ...]:
    groups: dict[str, Pairs] = defaultdict(Counter)
    for row in closed:
        groups[row[column]].update(_enquiry_pairs(item, [row]))
    sizes = {code: sum(pairs.values()) for code, pairs in groups.items() if sum(pairs.values())}
    hidden = {code for code, number in sizes.items() if not may_show_pairs(number, rule)}
    # All pairs together are known: one group hidden alone, or a few that hold next to nobody, could be worked out.
    while (
        hidden
        and len(hidden) < len(sizes)
        and (len(hidden) < 2 or sum(map(sizes.__getitem__, hidden)) < rule.smallest_pairs)
    ):
        hidden.add(min(sizes.keys() - hidden, key=lambda code: (sizes[code], code)))
    order = [code for code in facts.labels.get(column, {}) if code in sizes]
    order += sorted(sizes.keys() - set(order))
    return tuple(
        Part(facts.label(column, code), None, None) if code in hidden
        else Part(facts.label(column, code), sizes[code], summarise(groups[code]))
        for code in order
    )  # fmt: skip


def response_bias(facts: Facts, rule: Rule) -> tuple[Bias, ...]:
    """Shown where both those who answered and those who did not are enough; else `why` says so."""
    closed = [row for row in facts.closed if IN_SCOPE.holds(row)]
    return tuple(_bias(item, closed, rule) for item in ITEMS)


def _bias(item: str, closed: Sequence[Row], rule: Rule) -> Bias:
    scores: tuple[Counter[int], Counter[int]] = Counter(), Counter()
    groups: dict[str, tuple[Counter[str], Counter[str]]] = {name: (Counter(), Counter()) for name in COMPARED_BY}
    for row in closed:
        start, close = row[f"{item}_start"], row[f"{item}_close"]
        silent = start is None or close is None
        if start is not None:
            scores[silent][start] += weight(row)
        for name, counted in groups.items():
            counted[silent][row[name]] += weight(row)
    found = compare_scores(*scores)
    few = min(found.answered, found.silent) < rule.smallest_pairs
    if few:
        why = f"Fewer than {rule.smallest_pairs} of either gave a score at the start."
        found = ScoreComparison(0, 0, None, None, None, None, why)
    return Bias(item, found, {name: compare_groups(*counted) for name, counted in groups.items()})
