"""From the groups read of a month to its protected figures. Pure: no database, no clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from adviceline.disclosure.one_way import protect_list
from adviceline.disclosure.primary import (
    Cell,
    Reason,
    Rule,
    may_show_pairs,
    may_show_percentage,
    protect_count,
)
from adviceline.facts.figures import protected_figure
from adviceline.measures import codes
from adviceline.measures.algebra import (
    WEIGHT,
    Count,
    Figure,
    Mean,
    MeanPairedDifference,
    Percentage,
    Percentile,
    Rate,
    Source,
    weight,
)
from adviceline.measures.definitions import BEGAN, COUNTED, MEASURES, OFFERED, Measure
from adviceline.measures.paired import PairedSummary, summarise
from adviceline.measures.predicates import All, Row
from adviceline.measures.runs import longest_unanswered_run
from adviceline.measures.tables import (
    CALLS_BY_WEEKDAY_HALF_HOUR,
    CONFIDENCE,
    CONFIDENCE_ITEMS,
    CONTACTS_BY_CHANNEL,
    ONE_WAY,
    TABLES,
    OneWay,
)
from adviceline.reporting.figures import (
    ChannelRow,
    ChannelTable,
    ConfidenceRow,
    ConfidenceTable,
    CountRow,
    CountTable,
    Labelled,
    MonthlyFigures,
    SlotRow,
    SlotTable,
    Statistics,
    Table,
)
from adviceline.reporting.labels import CHANNELS, NOT_RECORDED, Labels

SCORES = range(11)
ITEMS = {"identifying": "Identifying harmful sexual behaviour", "responding": "Responding to harmful sexual behaviour"}


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """A month as groups: each row of `contacts`, `groups` and `confidence` stands for `weight` facts.

    `histograms` holds the durations by (source, column, condition); `sums` the sum and number of those for which no
    histogram was needed; `one_way` the counts by code of each table.
    """

    contacts: Sequence[Row]
    groups: Mapping[Source, Sequence[Row]]
    histograms: Mapping[tuple[Source, str, All], Mapping[int, int]]
    sums: Mapping[Mean, tuple[int, int]]
    one_way: Mapping[str, Mapping[str, int]]
    confidence: Mapping[str, Sequence[Row]]


def build(month: int, facts: MonthFacts, *, rule: Rule, labels: Labels) -> MonthlyFigures:
    compact = regroup(facts.contacts, without=("began_on", "half_hour"))
    figures = _figures(facts, compact, MEASURES)
    tables: dict[str, Table] = {
        CONTACTS_BY_CHANNEL.id: channels_of(compact),
        CALLS_BY_WEEKDAY_HALF_HOUR.id: slots_of(facts.contacts),
        **{table.id: _one_way(table, facts.one_way[table.id], figures, rule, labels) for table in ONE_WAY},
        CONFIDENCE.id: ConfidenceTable(
            CONFIDENCE, tuple(_confidence(item, facts.confidence[item], rule) for item in CONFIDENCE_ITEMS)
        ),
    }
    return MonthlyFigures(
        month,
        {name: protected_figure(MEASURES[name], figure, rule) for name, figure in figures.items()},
        {name: tables[name] for name in TABLES},
        rule.words(),
    )


def measured(facts: MonthFacts, measures: Mapping[str, Measure] = MEASURES) -> dict[str, Figure]:
    """Each of the measures before protection."""
    return _figures(facts, regroup(facts.contacts, without=("began_on", "half_hour")), measures)


def _figures(facts: MonthFacts, contacts: Sequence[Row], measures: Mapping[str, Measure]) -> dict[str, Figure]:
    return {name: _figure(measure, facts, contacts) for name, measure in measures.items()}


def regroup(rows: Iterable[Row], *, without: tuple[str, ...]) -> list[Row]:
    """The same facts in fewer groups: `without` are the columns given up."""
    kept: tuple[str, ...] | None = None
    found: Counter[tuple[object, ...]] = Counter()
    for row in rows:
        if kept is None:
            kept = tuple(name for name in row if name not in (*without, WEIGHT))
        found[tuple([row[name] for name in kept])] += weight(row)
    return [dict(zip(kept or (), group, strict=True)) | {WEIGHT: times} for group, times in found.items()]


def _figure(measure: Measure, facts: MonthFacts, contacts: Sequence[Row]) -> Figure:
    match measure.expression:
        case Count(source) | Percentage(source) as expression:
            return expression.evaluate(contacts if source == BEGAN else facts.groups[source])
        case Rate(part, whole) as rate:
            return rate.of(*(each.evaluate(facts.groups[each.source]) for each in (part, whole)))
        case Mean() as mean if mean in facts.sums:
            return mean.of_sum(*facts.sums[mean])
        case Mean(source, column, where) | Percentile(source, column, _, where) as expression:
            return expression.of(facts.histograms[source, column, where])
        case MeanPairedDifference(before=before) as expression:
            # The rows were read under the measure's own condition.
            return expression.of(
                pairs_of(before.removesuffix("_start"), facts.confidence[before.removesuffix("_start")])
            )


def channels_of(contacts: Iterable[Row]) -> ChannelTable:
    found: Counter[tuple[str, str]] = Counter()
    for row in contacts:
        if COUNTED.holds(row):
            found[row["channel"], row["direction"]] += weight(row)
    return ChannelTable(
        CONTACTS_BY_CHANNEL,
        tuple(
            ChannelRow(Labelled(channel, CHANNELS[channel]), found[channel, codes.IN], found[channel, codes.OUT])
            for channel in codes.CHANNELS
        ),
    )


def slots_of(contacts: Iterable[Row]) -> SlotTable:
    offered: Counter[tuple[int, int]] = Counter()
    missed: Counter[tuple[int, int]] = Counter()
    open_offered: Counter[tuple[date, int]] = Counter()
    answered: Counter[tuple[date, int]] = Counter()
    for row in contacts:
        if not OFFERED.holds(row):
            continue
        times, day, half_hour = weight(row), row["began_on"], row["half_hour"]
        slot = (day.isoweekday(), half_hour)
        offered[slot] += times
        if row["outcome"] != "answered":
            missed[slot] += times
        if row["outcome"] != "out_of_hours":
            open_offered[day, half_hour] += times
            answered[day, half_hour] += times if row["outcome"] == "answered" else 0
    return SlotTable(
        CALLS_BY_WEEKDAY_HALF_HOUR,
        tuple(SlotRow(*slot, offered[slot], missed[slot]) for slot in sorted(offered)),
        longest_unanswered_run((*slot, number, answered[slot]) for slot, number in open_offered.items()),
    )


def _one_way(
    table: OneWay, counts: Mapping[str, int], figures: Mapping[str, Figure], rule: Rule, labels: Labels
) -> CountTable:
    rows = labels.rows(table.field, counts) if table.field else labels.resource_rows(counts)
    numbers = [counts.get("" if row is NOT_RECORDED else row.code, 0) for row in rows]
    if not table.additive:
        cells = [protect_count(number, rule) for number in numbers]
        return CountTable(table, tuple(map(CountRow, rows, cells)), None)
    shown = protect_count(sum(numbers), rule)
    known = Cell(sum(numbers)) if table.total_measure else shown
    return CountTable(table, tuple(map(CountRow, rows, protect_list(numbers, rule, total=known))), shown)


def pairs_of(item: str, rows: Iterable[Row]) -> Counter[tuple[int, int]]:
    found: Counter[tuple[int, int]] = Counter()
    for row in rows:
        before, after = row[f"{item}_start"], row[f"{item}_close"]
        if before is not None and after is not None:
            found[before, after] += weight(row)
    return found


def _confidence(item: str, rows: Sequence[Row], rule: Rule) -> ConfidenceRow:
    eligible = sum(weight(row) for row in rows)
    offered = sum(weight(row) for row in rows if row["confidence_close_offered"])
    answered = sum(weight(row) for row in rows if row[f"{item}_close"] is not None)
    summary = summarise(pairs_of(item, rows))
    pairs = summary.pairs if summary else 0
    enough = summary is not None and may_show_pairs(pairs, rule)
    hidden = Cell(None, reason=Reason.SMALL_BASE)
    if enough and summary is not None:
        before, after = (_protected_scores(scores, pairs, rule) for scores in (summary.before, summary.after))
        up, same, down = protect_list([summary.up, summary.same, summary.down], rule, total=Cell(pairs))
    else:
        before = after = (hidden,) * len(SCORES)
        up = same = down = hidden
    return ConfidenceRow(
        item=Labelled(item, ITEMS[item]),
        eligible=protect_count(eligible, rule),
        offered=protect_count(offered, rule),
        answered=protect_count(answered, rule),
        # The number of pairs is the denominator of a published mean, so it is known exactly where that is.
        paired=Cell(pairs) if enough else protect_count(pairs, rule),
        response_percent=_response_percent(answered, offered, rule),
        before=before,
        after=after,
        up=up,
        same=same,
        down=down,
        statistics=_statistics(summary) if enough and summary is not None else None,
        words=_words(pairs, rule),
    )


def _statistics(summary: PairedSummary) -> Statistics:
    return Statistics(
        before_median=summary.before_median,
        after_median=summary.after_median,
        mean_difference=summary.mean_difference,
        interval=summary.interval,
        wilcoxon_p=summary.wilcoxon_p,
        effect_size=summary.effect_size,
    )


def _response_percent(answered: int, offered: int, rule: Rule) -> float | None:
    """From the protected counts, never from the true ones."""
    top, bottom = protect_count(answered, rule).value, protect_count(offered, rule).value
    if not may_show_percentage(offered, rule) or top is None or not bottom:
        return None
    return min(100.0, 100 * top / bottom)


def _words(pairs: int, rule: Rule) -> str:
    if may_show_pairs(pairs, rule):
        return "A change here is one to which the service may have contributed; it is not proof of cause."
    return f"There are fewer than {rule.smallest_pairs} pairs, too few to say how confidence changed."


def _protected_scores(scores: Mapping[int, int], pairs: int, rule: Rule) -> tuple[Cell, ...]:
    return tuple(protect_list([scores.get(score, 0) for score in SCORES], rule, total=Cell(pairs)))
