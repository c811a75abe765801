"""The notes and the methodology of a return, made from the rules that made it. Pure."""

from __future__ import annotations

from adviceline.reporting.returns.document import Note, Parameter, RuleSet, Section
from adviceline.reporting.returns.linking.plan import PROTECTED, SCORES_TABLE, ladder_words
from adviceline.reporting.returns.linking.protecting import ProtectedReturn
from adviceline.reporting.returns.linking.rules import ReturnRules
from adviceline.reporting.returns.snapshot.manifest import canonical, digest


def rule_set(rules: ReturnRules) -> RuleSet:
    names = {
        "threshold": "Counts hidden from 1 (or 0) to", "rounding_base": "Counts rounded to a multiple of",
        "zero_is_disclosive": "Counts of 0 hidden", "smallest_percentage_base": "Least base of a percentage",
        "smallest_pairs": "Least number of pairs for a mean",
        "hide_at_most": "Percentage of a table's counts above which it falls back",
        "contributors_know_their_own": "A person who is counted is a reader", "method": "Method",
    }  # fmt: skip
    data = rules.as_data()
    return RuleSet(
        rule_words(rules),
        tuple(Parameter(name, _plain(data[key])) for key, name in names.items()),
        digest(canonical(data | {"ladders": {table: ladder_words(table) for table in _ladders()}})),
    )


def _plain(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _ladders() -> list[str]:
    return [table for table in PROTECTED if table == SCORES_TABLE or table != "confidence"]


def rule_words(rules: ReturnRules) -> str:
    if rules.method == "round":
        return (
            f"Every count of people is a multiple of {rules.controlled_base} beside the true one, and totals still add "
            f"up (controlled rounding), so that no count from 1 to {rules.threshold} can be told. Percentages of fewer than "
            f"{rules.smallest_percentage_base} and means of fewer than {rules.smallest_pairs} are not shown."
        )
    return rules.counts.words()


def notes(protected: ProtectedReturn) -> tuple[Note, ...]:
    rules = protected.version.rules
    fallen = [words for words in protected.fell_back.values() if words.startswith("Left out")]
    left_out = [table for table, words in protected.fell_back.items() if words in fallen]
    ladders = "; ".join(f"{table}: {ladder_words(table)}" for table in _ladders())
    share = rules.hide_at_most
    found = [
        Note(
            "protection",
            f"{rule_words(rules)} A hidden number carries one mark, whatever the reason. The rules apply to every table "
            "of this return together, and to everything released before.",
        ),
        Note(
            "groupings",
            f"Where more than {share}% of the counts in a table would be hidden, it falls back to coarser groups: "
            f"{ladders}.",
        ),
        Note(
            "confidence",
            "A change in confidence is one to which the service may have contributed; it is not proof of cause. Medians, "
            "rank tests and effect sizes are in the evaluation, since what they would give away of hidden counts "
            "cannot be bounded.",
        ),
        Note("exact", "Figures of the service's own work, such as calls and times, are exact."),
    ]
    if left_out:
        found.append(
            Note(
                "left_out",
                f"Left out of this return, by these rules: {', '.join(left_out)}. Beside each table that is grouped "
                "otherwise stands why.",
            )
        )
    if protected.version.corrects or protected.version.parts:
        found.append(
            Note(
                "since",
                "A table that would tell, beside an earlier release, what the few were that came to light since, is grouped "
                "or left out. What was released before stands for it.",
            )
        )
    return tuple(found)


def methodology(protected: ProtectedReturn, linked: tuple[str, ...]) -> tuple[Section, ...]:
    """`linked`: the releases that were taken into account."""
    version = protected.version
    parts = [
        Section(
            "counting", "How figures are counted",
            "Every figure is computed from de-identified facts that were frozen when the return was prepared, by the "
            "definition beside it. A month is a month of London. A quarter is the sum of its months, as each was last "
            "released; what came to light later is in a revision of the month."
            + (f"\n\nThis quarter is made of {', '.join(version.parts)}." if version.parts else ""),
        ),
        Section(
            "protecting", "How people are protected",
            "All tables of people, behaviour and places are one system: rows, columns, totals, groups, and months "
            "against the quarter. Small counts are hidden; then further ones, the least costly that suffice, until "
            f"no reader can tell a count from 1 to {version.rules.threshold}, from all that was ever released, nor whether "
            "it is greater. A figure that was not published as it is must have more than one possible value, over whole "
            "numbers.\n\n"
            + _method_words(protected)
            + (f"\n\nReleases that this return is tied to: {', '.join(linked)}." if linked else ""),
        ),
        Section("loss", "What was lost", _loss_words(protected)),
        Section(
            "attacking", "How it was attacked",
            "Before release, an attack written apart from the protection reads this document and every release that a sum "
            "ties to it, and finds what a reader could deduce. Releases of other quarters share no sum with this one. "
            "A return that gives anything away is not released. Percentages and means are shown only where the attack "
            "finds them harmless.",
        ),
    ]  # fmt: skip
    return tuple(parts)


def _method_words(protected: ProtectedReturn) -> str:
    if protected.version.rules.method == "round":
        return f"Method: controlled rounding to multiples of {protected.version.rules.controlled_base}."
    if protected.gap is None:
        return "Method: a heuristic that looks for no bound, followed by the full attack."
    if protected.gap == 0:
        return "Method: an integer program, solved to the optimum."
    return f"Method: an integer program, stopped within {100 * protected.gap:.1f}% of the least possible cost."


def _loss_words(protected: ProtectedReturn) -> str:
    """Only what a reader can see anyway: errors and shares worked out from the true counts would tell of them."""
    rules, loss = protected.version.rules, protected.loss
    if rules.method == "round":
        error = f"less than {rules.controlled_base} from"
    else:
        error = "exactly" if rules.rounding_base == 1 else f"no more than {rules.rounding_base // 2} from"
    return (
        f"{loss.hidden} of {loss.cells} counts are hidden. A count that is shown is {error} the true one. What each "
        "method costs in error and in people hidden was worked out and compared inside the service; it is not printed, "
        "since it would tell of the counts themselves."
    )
