"""An evaluation as a document, section by section."""

from __future__ import annotations

from adviceline.disclosure.primary import HIDDEN_MARK
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.building.feedback import Share
from adviceline.evaluation.building.outcomes import START_CLOSE, Comparison
from adviceline.evaluation.building.reach import ReachList
from adviceline.evaluation.building.value import Value
from adviceline.evaluation.data import Facts
from adviceline.evaluation.report.blocks import Block, Document, Drawn, Heading, Points, Section, Tabled, Words
from adviceline.evaluation.report.outcome_blocks import outcomes
from adviceline.evaluation.report.words import (
    cell_words,
    costs_words,
    exact_pounds,
    month_words,
    months_words,
    period_words,
    pounds,
    range_words,
    shown_words,
)
from adviceline.measures.agreement import CANNOT
from adviceline.ui.charts import bar_chart
from adviceline.ui.filters import long_date
from adviceline.ui.tables import Column, Table


def document(found: Evaluation, facts: Facts, *, service: str, digest: str) -> Document:
    return Document(
        title="Light-touch evaluation",
        period=period_words(found.facts_first, found.facts_last),
        lead=f"{service}: who it reached, how it worked, and what it may have contributed to.",
        sections=(
            Section("theory", "How the service is meant to work", _theory(found, facts)),
            Section("reach", "Reach and equity", _reach(found)),
            Section("process", "How the service worked", _process(found)),
            Section("outcomes", "Confidence before and after", outcomes(found)),
            Section("actions", "What people did and said", _said(found, facts)),
            Section("practice", "What was learnt of practice", _practice(found, facts)),
            Section("value", "Value for money", _value(found, facts)),
            Section("limitations", "What these figures cannot say", (Points(found.limitations),)),
            Section("recommendations", "Recommendations", _recommendations(facts)),
            Section("sharing", "With whom it was shared", _sharing(facts)),
        ),
        digest=digest,
    )


# ---- The theory of change ---------------------------------------------------------------------------------------------


def _theory(found: Evaluation, facts: Facts) -> tuple[Block, ...]:
    theory = facts.plan["theory_of_change"]
    rows = tuple(
        (f"{link['from']} → {link['to']}", link["because"], _indicator(link["indicator"], found))
        for link in theory["links"]
    )
    columns = (Column("Link"), Column("Because"), Column("What was seen"))
    return (
        Words(f"The aim: {theory['aim'][0].lower()}{theory['aim'][1:]}"),
        Tabled("theory_of_change", Table("Each link of the theory of change, and the figure behind it", columns, rows)),
    )


def _indicator(name: str, found: Evaluation) -> str:
    if name == "enquiries_by_region":
        regions = next(one for one in found.reach if one.id == name)
        seen = sum(1 for row in regions.rows if row.base and row.cell.value)
        with_base = sum(1 for row in regions.rows if row.base)
        if regions.withheld or not with_base:
            return f"{regions.total:,} enquiries"
        return f"{regions.total:,} enquiries; a number that can be shown from {seen} of {with_base} regions"
    if name == "calls_answered":
        return f"{shown_words(found.process['calls_answered'])} of {shown_words(found.process['calls_offered'])} calls answered"
    if name.startswith("confidence_"):
        item = name.removeprefix("confidence_")
        compared = next(each for each in found.comparisons if each.design is START_CLOSE and each.item == item)
        return _change(compared)
    if name == "practice_shared":
        return f"{cell_words(found.practice.total)} items of evidence accepted"
    share = next(each for each in found.shares if each.id == name)
    return _share_words(share)


def _change(compared: Comparison) -> str:
    if compared.why:
        return compared.why
    if compared.summary is None:
        return f"Too few pairs: {CANNOT}"
    from adviceline.evaluation.report.words import interval_words, points

    summary = compared.summary
    return f"{points(summary.mean_difference)} points (95% interval {interval_words(summary.interval)}), {summary.pairs} pairs"


def _share_words(share: Share) -> str:
    if share.percent is None:
        return f"{share.title}: too few answers to give a share ({cell_words(share.total)})"
    return f"{share.percent:.0f}% {share.yes}, of {cell_words(share.total)} who answered"


# ---- Reach and process ------------------------------------------------------------------------------------------------


def _reach(found: Evaluation) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Words("Enquiries opened, and how many there were for every 1,000 establishments open in the national register.")
    ]
    for one in found.reach:
        if one.withheld:
            blocks.append(Words(f"{one.title}. {one.why or 'There are too few enquiries to show them apart.'}"))
        elif one.rows:
            blocks += _reach_list(one)
    for each in found.value.equity:
        ratio = f", {each.ratio:.1f} times as many" if each.ratio else ""
        hidden = f" {each.hidden} more are hidden and may be lower." if each.hidden else ""
        blocks.append(
            Words(
                f"{each.title}: the highest rate that can be shown is {each.highest[0]} ({each.highest[1]:.1f} for every "
                f"1,000 establishments), the lowest {each.lowest[0]} ({each.lowest[1]:.1f}){ratio}.{hidden}"
            )
        )
    return tuple(blocks)


def _reach_list(one: ReachList) -> list[Block]:
    labels = [month_words(int(row.code)) if one.id == "enquiries_by_month" else row.label for row in one.rows]
    title = f"Enquiries by {one.title.lower()}"
    columns = [Column(one.title), Column("Enquiries", numeric=True)]
    rated = any(row.base for row in one.rows)
    if rated:
        columns += [Column("Establishments", numeric=True), Column("For every 1,000", numeric=True)]
    rows = []
    for label, row in zip(labels, one.rows, strict=True):
        line: tuple[object, ...] = (label, cell_words(row.cell))
        if rated:
            line += (f"{row.base:,}" if row.base else "–", _rate(row.rate, row.base, hidden=row.cell.hidden))
        rows.append(line)
    foot: tuple[object, ...] = ("Total", f"{one.total:,}", *(("", "") if rated else ()))
    hides = any(row.cell.hidden for row in one.rows)
    note = f"{HIDDEN_MARK}: hidden, because the number is small or would give a small one away." if hides else ""
    table = Table(title, tuple(columns), tuple(rows), foot=foot, note=note)
    drawn = [(label, row.cell.value) for label, row in zip(labels, one.rows, strict=True)]
    if not any(value for _, value in drawn):
        return [Tabled(one.id, table)]
    chart = bar_chart(title, drawn, value_title="Enquiries", label_title=one.title, hidden_text=HIDDEN_MARK)
    return [Drawn(chart), Tabled(one.id, table)]


def _rate(rate: float | None, base: int | None, *, hidden: bool) -> str:
    return f"{rate:.1f}" if rate is not None else HIDDEN_MARK if hidden and base else "–"


def _process(found: Evaluation) -> tuple[Block, ...]:
    rows = tuple((shown.measure.title, shown_words(shown)) for shown in found.process.values())
    return (
        Words("The same measures as the monthly figures, over the whole period."),
        Tabled(
            "process", Table("Contacts, answers and speed", (Column("Measure"), Column("Figure", numeric=True)), rows)
        ),
    )


# ---- What people said, and what was learnt ----------------------------------------------------------------------------


def _said(found: Evaluation, facts: Facts) -> tuple[Block, ...]:
    blocks: list[Block] = [Points(tuple(_share_words(share) for share in found.shares))]
    columns = (Column("Answer"), Column("People", numeric=True))
    for share in found.shares:
        rows = tuple((label, cell_words(cell)) for label, cell in share.rows)
        blocks.append(Tabled(share.id, Table(share.title, columns, rows, foot=("Total", cell_words(share.total)))))
    blocks.append(Heading("When people were not satisfied"))
    blocks.append(
        Words(
            f"{cell_words(found.cases.total)} expressions of dissatisfaction; {cell_words(found.cases.acknowledged)} "
            f"acknowledged and {cell_words(found.cases.answered)} answered in time."
        )
    )
    if found.cases.causes:
        rows = tuple((label, cell_words(cell)) for label, cell in found.cases.causes)
        blocks.append(
            Tabled("root_causes", Table("Root causes", (Column("Cause"), Column("Cases", numeric=True)), rows))
        )
    if facts.improvements:
        blocks.append(Heading("You said, we did"))
        blocks.append(Points(tuple(f"You said: {said} We did: {did}" for said, did in facts.improvements)))
    return tuple(blocks)


def _practice(found: Evaluation, facts: Facts) -> tuple[Block, ...]:
    columns = (Column("What was told"), Column("Items", numeric=True))
    rows = tuple((label, cell_words(cell)) for label, cell in found.practice.kinds)
    foot = ("Total", cell_words(found.practice.total))
    blocks: list[Block] = [
        Words("What professionals told the service of practice, read by a second person before it was counted."),
        Tabled("evidence_by_kind", Table("Evidence by kind", columns, rows, foot=foot)),
    ]
    if found.practice.codes:
        rows = tuple((label, cell_words(cell)) for label, cell in found.practice.codes)
        blocks.append(
            Tabled(
                "evidence_by_code", Table("Evidence by code, settled by two coders", (Column("Code"), columns[1]), rows)
            )
        )
    for heading, items in (
        ("What analysts conclude", tuple(f"{title}: {body}" for title, body in facts.practice.notes)),
        ("Published examples", facts.practice.examples),
        ("To pilot more widely", tuple(f"{title}: {why}" for title, why in facts.practice.candidates)),
    ):
        if items:
            blocks += [Heading(heading), Points(items)]
    return tuple(blocks)


# ---- Value, recommendations, sharing ----------------------------------------------------------------------------------


def _value(found: Evaluation, facts: Facts) -> tuple[Block, ...]:
    value = found.value
    units = tuple((unit.e, unit.title, range_words(unit.cost) if unit.cost else unit.why) for unit in value.units)
    equity = tuple(
        ("Equity", f"Enquiries for every 1,000 establishments by {each.title.lower()}",
         f"{each.lowest[1]:.1f} to {each.highest[1]:.1f}")
        for each in value.equity
    )  # fmt: skip
    swings = tuple((each.label, pounds(each.low), pounds(each.high)) for each in value.swings)
    blocks: list[Block] = [
        *map(Words, costs_words(value, facts)),
        Words(f"The whole cost of the period is taken as {range_words(value.total)}."),
        Tabled(
            "value_for_money",
            Table(
                "The four Es",
                (*map(Column, ("E", "Of what")), Column("Central, and low to high", numeric=True)),
                (*units, *equity),
            ),
        ),
    ]
    if value.spending:
        blocks.append(_spending(value))
    if value.assumed:
        blocks.append(_assumed_costs(facts))
    if swings:
        columns = (
            Column("One cost alone"),
            Column("When it is low", numeric=True),
            Column("When it is high", numeric=True),
        )
        blocks.append(Tabled("sensitivity", Table("The cost of a contact, as one cost changes", columns, swings)))
    return tuple(blocks)


def _spending(value: Value) -> Tabled:
    rows = tuple((each.label, exact_pounds(each.spent), exact_pounds(each.planned)) for each in value.spending)
    whole = (
        "Total",
        *(exact_pounds(sum(getattr(each, name) for each in value.spending)) for name in ("spent", "planned")),
    )
    columns = (Column("Cost line"), Column("Spent", numeric=True), Column("Budget", numeric=True))
    return Tabled("spending", Table(f"Spending in the ledger, {months_words(value.kept)}", columns, rows, foot=whole))


def _assumed_costs(facts: Facts) -> Tabled:
    rows = tuple(
        (
            each["label"],
            *(
                pounds(each[end]) if each["unit"] == "pounds" else f"{each[end]:g}"
                for end in ("low", "central", "high")
            ),
            each["basis"],
        )
        for name, each in facts.plan["costs"].items()
        if name != "note"
    )
    ends = (Column(end, numeric=True) for end in ("Low", "Central", "High"))
    return Tabled("assumed_costs", Table("Assumed costs", (Column("Assumption"), *ends, Column("Basis")), rows))


def _recommendations(facts: Facts) -> tuple[Block, ...]:
    if not facts.recommendations:
        return (Words("None has been approved yet."),)
    blocks: list[Block] = []
    for title, body in facts.recommendations:
        blocks += [Heading(title), *map(Words, _paragraphs(body))]
    return tuple(blocks)


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _sharing(facts: Facts) -> tuple[Block, ...]:
    if not facts.sharings:
        return (Words("Nothing has been logged yet."),)
    rows = tuple((long_date(day), way, audience, what) for day, way, audience, what in facts.sharings)
    columns = tuple(map(Column, ("Date", "How", "With whom", "What")))
    return (Tabled("sharing", Table("Log of what was shared", columns, rows)),)
