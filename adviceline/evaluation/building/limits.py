"""What the data cannot say, found in the data themselves. Nothing here can be turned off."""

from __future__ import annotations

from collections.abc import Iterator

from adviceline.disclosure.primary import HIDDEN_MARK, Rule
from adviceline.evaluation.building.outcomes import COMPARED_BY, Bias, Comparison
from adviceline.evaluation.building.reach import ReachList
from adviceline.evaluation.building.value import Value
from adviceline.evaluation.data import REACH, Facts
from adviceline.measures.algebra import weight

FAIR_RESPONSE_PERCENT = 60
SMALL_NUMBER = 30
MISSING_PERCENT = 10
SIGNIFICANT = 0.05


def limitations(
    facts: Facts, compared: tuple[Comparison, ...], biases: tuple[Bias, ...], reached: tuple[ReachList, ...], value: Value,
    rule: Rule,
) -> tuple[str, ...]:  # fmt: skip
    """In words, the gravest first."""
    return (
        (
            "There is no comparison group. A change may come from the service, from other help, from time or from being "
            "asked: the service may have contributed to it, and nothing here shows that it was the cause."
        ),
        *_period(facts),
        *(words for each in compared for words in _compared(each, rule)),
        *(words for each in biases for words in _bias(each)),
        *_designs(compared),
        *_missing(facts),
        *_hidden(reached, rule),
        *_costs(facts, value),
    )


def _period(facts: Facts) -> Iterator[str]:
    if not facts.is_over:
        yield "The period is not over: figures of its last month will still change."
    if facts.months < 3:
        length = "1 month" if facts.months == 1 else f"{facts.months} months"
        yield f"The period is short ({length}): seasons and school terms cannot be told apart from change."
    if not any(row["counts"] for row in facts.opened):
        yield "No enquiry was opened in this period."


def _compared(each: Comparison, rule: Rule) -> Iterator[str]:
    name = f"Confidence in {each.item}, {each.design.title.lower()}"
    if each.why:
        yield f"{name}. {each.why}"
        return
    if each.summary is None:
        number = "no" if each.paired.value == 0 else f"fewer than {rule.smallest_pairs}"
        yield f"{name}: {number} pairs of answers, so a change cannot be estimated."
        return
    if each.summary.pairs < SMALL_NUMBER:
        yield f"{name}: {each.summary.pairs} pairs are few, so the interval is wide."
    if each.response_percent is None:
        yield f"{name}: how many of those who were asked answered cannot be shown."
    elif each.response_percent < FAIR_RESPONSE_PERCENT:
        yield (
            f"{name}: {each.response_percent:.0f}% of those who were asked answered, and those who did not may differ."
        )


def _bias(each: Bias) -> Iterator[str]:
    name = f"Confidence in {each.item}"
    if each.scores.p is not None and each.scores.p < SIGNIFICANT:
        more = "more" if (each.scores.delta or 0) > 0 else "less"
        yield f"{name}: those who answered at the close began {more} confident than those who did not."
    elif each.scores.why:
        yield f"{name}: whether those who answered differ from those who did not cannot be estimated. {each.scores.why}"
    unknown = [COMPARED_BY[column].lower() for column, found in each.groups.items() if found.p is None]
    if unknown:
        yield (
            f"{name}: whether those who answered differ from those who did not by {', '.join(unknown)} cannot be "
            "estimated, since too few answered or did not, or there are too few in some of the groups."
        )
    differing = [
        COMPARED_BY[column].lower()
        for column, found in each.groups.items()
        if found.p is not None and found.p < SIGNIFICANT
    ]
    if differing:
        yield f"{name}: those who answered differ from those who did not by {', '.join(differing)}."


def _designs(compared: tuple[Comparison, ...]) -> Iterator[str]:
    if any(each.design.method == "retrospective" and each.summary for each in compared):
        yield (
            "Confidence remembered afterwards is coloured by what came since. It is shown apart and never added to the "
            "other design."
        )
    yield (
        "Answers of the follow-up hold no role and no place, so that nobody can be known from them. Who answered it "
        "cannot be compared with who did not."
    )


def _missing(facts: Facts) -> Iterator[str]:
    rows = [row for row in facts.opened if row["counts"]]
    number = sum(map(weight, rows))
    for column, title in REACH.items():
        missing = sum(weight(row) for row in rows if row[column] in ("", "not_asked"))
        if number and 100 * missing / number > MISSING_PERCENT:
            share = 5 * round(20 * missing / number)  # to the nearest 5: a share that is not a small count
            yield f"{title} is not known for about {share}% of enquiries."
    if not any(facts.bases.values()):
        yield "The national register of establishments is not loaded, so reach cannot be compared with how many there are."


def _hidden(reached: tuple[ReachList, ...], rule: Rule) -> Iterator[str]:
    for one in reached:
        if one.why:
            yield f"Enquiries by {one.title.lower()}. {one.why}"
    if withheld := [one.title.lower() for one in reached if one.withheld and not one.why]:
        yield f"There are too few enquiries to show them by: {', '.join(withheld)}."
    found = [one.title.lower() for one in reached if any(row.cell.hidden for row in one.rows)]
    if found:
        yield f"Small numbers are hidden ({HIDDEN_MARK}) in: {', '.join(found)}. {rule.words()}"


def _costs(facts: Facts, value: Value) -> Iterator[str]:
    if value.assumed:
        yield f"{facts.plan['costs']['note']} Each is given with a low and a high value."
    if value.kept:
        yield "Spending is what was in the ledger when this was made: bills that come later are not in it."
