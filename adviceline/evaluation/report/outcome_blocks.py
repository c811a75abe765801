"""Confidence before and after, as the parts of a document."""

from __future__ import annotations

from dataclasses import replace

from adviceline.disclosure.primary import HIDDEN_MARK
from adviceline.evaluation.building.evaluation import Evaluation
from adviceline.evaluation.building.outcomes import COMPARED_BY, SCORES, Bias, Breakdown, Comparison
from adviceline.evaluation.report.blocks import Block, Drawn, Heading, Tabled, Words
from adviceline.evaluation.report.words import cell_words, interval_words, p_words, percent_words, points
from adviceline.measures.agreement import CANNOT
from adviceline.ui.charts import bar_chart
from adviceline.ui.tables import Column, Table

FIGURE = (Column("Figure"), Column("Value", numeric=True))


def outcomes(found: Evaluation) -> tuple[Block, ...]:
    """Each design apart: they are never put together."""
    blocks: list[Block] = [
        Words(
            "People say from 0 to 10 how confident they are. Two designs are shown apart and are never added together: "
            "conventional (asked before and asked again) and retrospective (asked afterwards how it was before)."
        )
    ]
    for compared in found.comparisons:
        blocks += _compared(compared)
    for broken in found.breakdowns:
        if broken.parts:
            blocks.append(_broken(broken, found.rule.smallest_pairs))
    blocks.append(Heading("Those who answered against those who did not"))
    blocks += [_bias(bias) for bias in found.biases]
    return tuple(blocks)


def _name(compared: Comparison) -> str:
    version = f" (questions of version {compared.version})" if compared.version else ""
    return f"Confidence in {compared.item}: {compared.design.title[0].lower()}{compared.design.title[1:]}{version}"


def _compared(compared: Comparison) -> list[Block]:
    design, summary = compared.design, compared.summary
    rows: list[tuple[object, ...]] = [
        ("Design", design.method.capitalize()),
        ("Eligible", cell_words(compared.eligible)),
        ("Offered", cell_words(compared.offered)),
        ("Answered", cell_words(compared.answered)),
        ("Response rate, of those offered", percent_words(compared.response_percent)),
        ("Pairs of answers", cell_words(compared.paired)),
    ]
    if summary is None:
        names = ("Medians", "Mean paired difference", "95% interval", "Wilcoxon signed-rank test", "Effect size")
        rows += [(name, CANNOT) for name in names]
    else:
        effect = CANNOT if summary.effect_size is None else f"{summary.effect_size:.2f}"
        ranks = CANNOT if summary.rank_biserial is None else f"{summary.rank_biserial:.2f}"
        rows += [
            (f"Median {design.before}", f"{summary.before_median:g}"),
            (f"Median {design.after}", f"{summary.after_median:g}"),
            ("Mean paired difference", points(summary.mean_difference)),
            ("95% interval of the mean difference", interval_words(summary.interval)),
            ("Wilcoxon signed-rank test", p_words(summary.wilcoxon_p)),
            ("Effect size: mean over deviation of the differences", effect),
            ("Effect size: matched-pairs rank correlation", ranks),
            ("Rose", cell_words(compared.up)),
            ("Stayed the same", cell_words(compared.same)),
            ("Fell", cell_words(compared.down)),
        ]
    name = f"confidence_{compared.item}_{design.id}{f'_v{compared.version}' if compared.version else ''}"
    blocks: list[Block] = [Heading(_name(compared)), Tabled(name, Table(_name(compared), FIGURE, tuple(rows)))]
    if summary is not None:
        blocks += _distributions(compared, name)
    return blocks


def _distributions(compared: Comparison, name: str) -> list[Block]:
    design = compared.design
    title = f"Answers {design.before} and {design.after}: {compared.item}"
    rows = tuple(
        (str(score), cell_words(before), cell_words(after))
        for score, before, after in zip(SCORES, compared.before, compared.after, strict=True)
    )
    columns = (
        Column("Score"),
        Column(design.before.capitalize(), numeric=True),
        Column(design.after.capitalize(), numeric=True),
    )
    table = Table(title, columns, rows)
    changes = [("Rose", compared.up.value), ("Stayed the same", compared.same.value), ("Fell", compared.down.value)]
    blocks: list[Block] = []
    if any(value for _, value in changes):
        chart = bar_chart(
            f"How many rose, stayed and fell: {compared.item}", changes, value_title="People", label_title="Change",
            hidden_text=HIDDEN_MARK,
        )  # fmt: skip
        blocks.append(Drawn(replace(chart, title=f"{chart.title}, {design.title[0].lower()}{design.title[1:]}")))
    return [*blocks, Tabled(f"{name}_answers", table)]


def _broken(broken: Breakdown, fewest: int) -> Block:
    rows = tuple(
        (part.label, HIDDEN_MARK if part.pairs is None else str(part.pairs),
         points(part.summary.mean_difference) if part.summary else HIDDEN_MARK,
         interval_words(part.summary.interval) if part.summary else HIDDEN_MARK)
        for part in broken.parts
    )  # fmt: skip
    title = f"Confidence in {broken.item} by {broken.title.lower()}, asked before and at the close"
    columns = (
        Column(broken.title),
        *(Column(name, numeric=True) for name in ("Pairs", "Mean difference", "95% interval")),
    )
    note = f"Groups of fewer than {fewest} pairs, and those that would give one away, are not shown."
    return Tabled(f"confidence_{broken.item}_by_{broken.title.lower()}", Table(title, columns, rows, note=note))


def _bias(bias: Bias) -> Block:
    scores = bias.scores
    medians = [CANNOT if each is None else f"{each:g}" for each in (scores.answered_median, scores.silent_median)]
    rows: list[tuple[object, ...]] = [
        ("Median at the start of those who answered at the close", medians[0]),
        ("Median at the start of those who did not", medians[1]),
        ("Mann-Whitney test", p_words(scores.p)),
        ("Cliff's delta", CANNOT if scores.delta is None else f"{scores.delta:+.2f}".replace("-", "−")),
    ]
    for column, found in bias.groups.items():
        value = CANNOT if found.cramers_v is None else f"{p_words(found.p)}, Cramér's V {found.cramers_v:.2f}"
        rows.append((f"Chi-square by {COMPARED_BY[column].lower()}", value))
    reasons = [f"By {COMPARED_BY[column].lower()}: {found.why}" for column, found in bias.groups.items() if found.why]
    note = " ".join(filter(None, [scores.why, *reasons]))
    return Tabled(
        f"response_{bias.item}",
        Table(f"Confidence in {bias.item}: who answered both times, and who did not", FIGURE, tuple(rows), note=note),
    )
