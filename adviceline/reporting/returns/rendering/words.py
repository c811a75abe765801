"""How the parts of a return are said: numbers with their units, marks, dates, who did what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from adviceline.reporting.returns.document import (
    MARKS,
    Act,
    Cell,
    CellState,
    Figure,
    ReturnDocument,
    Series,
    Step,
    Table,
)
from adviceline.ui.filters import duration, long_date, moment

SHORTHAND = (
    (MARKS[CellState.SUPPRESSED], "confidential: hidden, because it is small or would give a small number away"),
    (MARKS[CellState.NOT_COMPUTED], "not available: there was nothing to work it out from"),
    (MARKS[CellState.LOW], "low: not nought, but rounded to nought"),
    (MARKS[CellState.NOT_APPLICABLE], "not applicable"),
)
STEPS = {Step.PREPARED: "Prepared", Step.SIGNED: "Signed off", Step.RELEASED: "Released"}
METHODS = {
    "exact": "Shown exactly: this is about the service’s own work.",
    "suppression": "Protected: small numbers, and those that would give one away, are hidden.",
    "rounding": "Protected: every number is rounded, so that rows still add up.",
}
UNIT_WORDS = {"percent": "percentage", "points": "points from 0 to 10", "pounds": "pounds sterling"}
#: What a plain count says its numerator is, when it is followed.
PLAIN = "A count: it has no numerator and denominator."


def number_words(value: float, unit: str = "", decimals: int = 0) -> str:
    """'1,204', '12.5%', '4 minutes 10 seconds', '+0.42', '£41,200'."""
    if unit == "seconds":
        return duration(value)
    if unit == "points":
        return f"{value:+,.{decimals}f}".replace("-", "−")
    plain = f"{value:,.{decimals}f}".replace("-", "−")
    if unit == "pounds":
        return f"£{plain}"
    return f"{plain}%" if unit == "percent" else plain


def cell_words(cell: Cell, unit: str = "", decimals: int = 0) -> str:
    if cell.value is None:
        return cell.mark
    places = decimals if decimals or isinstance(cell.value, int) else 1
    return number_words(cell.value, unit, places)


def figure_words(figure: Figure) -> str:
    return cell_words(figure.value, figure.unit, figure.decimals)


def of_words(figure: Figure) -> str:
    """'116 of 928'; what a quotient was worked out from, as far as it is shown."""
    if figure.denominator.state is CellState.NOT_APPLICABLE:
        return ""
    below = cell_words(figure.denominator)
    if figure.unit == "points":
        return f"{below} pairs"
    if figure.numerator.state is CellState.NOT_APPLICABLE or figure.unit != "percent":
        return f"of {below}"
    return f"{cell_words(figure.numerator)} of {below}"


def unit_words(unit: str) -> str:
    return UNIT_WORDS.get(unit, unit)


def period_words(document: ReturnDocument) -> str:
    """'February 2022' or '1 January 2022 to 31 March 2022'."""
    if document.series is Series.MONTHLY:
        return f"{document.begins_on:%B %Y}"
    return f"{long_date(document.begins_on)} to {long_date(document.ends_on)}"


def act_words(act: Act) -> str:
    return f"{STEPS[act.step]} by: {act.role}, {moment(act.at)}"


def status_words(document: ReturnDocument) -> str:
    released = document.act(Step.RELEASED)
    return f"Released on {long_date(released.at)}" if released else "Draft: not signed off and not released"


def revision_words(document: ReturnDocument) -> str:
    """Empty for a first edition."""
    if document.revision == 1:
        return ""
    return f"This is revision {document.revision}. It corrects {document.corrects}: {' '.join(document.reasons)}"


def production(document: ReturnDocument) -> Iterator[tuple[str, str]]:
    """What a reader needs to have the same return made again, and who stood behind it."""
    yield "Return", document.name
    yield "Period", f"{long_date(document.begins_on)} to {long_date(document.ends_on)}"
    yield "Status", status_words(document)
    for act in document.acts:
        yield STEPS[act.step], f"{act.role}, {moment(act.at)}"
    if document.corrects:
        yield "Corrects", document.corrects
        yield "Why", " ".join(document.reasons)
    yield "Snapshot of the facts", document.snapshot_hash
    yield "Rules of protection", document.rules.hash
    yield "Version of the code", document.code_version
    yield "Version of the content", document.content_version


def table_note(table: Table) -> str:
    """What is to be said of a table beside its definition: what it was coarsened to, and that a revision changed it."""
    return " ".join(filter(None, (table.note, "Counted anew in this revision." if table.revised else "")))


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def month_begins(code: str) -> date:
    """The date that the code of a month's row stands for, such as 2022-02."""
    return date.fromisoformat(f"{code}-01")
