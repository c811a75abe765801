"""Protecting a return together with everything released that is tied to it: coarsen, hide, then derived figures. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from adviceline.disclosure.attack import attack
from adviceline.disclosure.protection import Loss, UnableToProtect
from adviceline.disclosure.system import Publication, Status, System
from adviceline.disclosure.system.statements import Exact, Ratio, Rounded, Statement
from adviceline.measures.tables import CONFIDENCE_ITEMS
from adviceline.reporting.returns.cells import SUPPRESSED, Cell
from adviceline.reporting.returns.document import ReturnDocument
from adviceline.reporting.returns.linking.building import ALWAYS_EXACT, Linked
from adviceline.reporting.returns.linking.late import items_that_tell, tables_that_tell
from adviceline.reporting.returns.linking.layout import Layout, confidence
from adviceline.reporting.returns.linking.parts import around, protect_parts, restricted
from adviceline.reporting.returns.linking.plan import PLANNED, PROTECTED, Rungs, finest, last_rung, rung_words, stays
from adviceline.reporting.returns.linking.quantities import NOT_RESOLVED, RESOLVED, Amounts
from adviceline.reporting.returns.linking.rules import ReturnRules
from adviceline.reporting.returns.linking.statements import (
    PERCENT,
    RESOLUTION,
    change_said,
    publications,
    rounded,
)
from adviceline.reporting.returns.linking.versions import Version

#: Up to so many cells, what the other method would have cost is worked out too, for the methodology.
BOTH_METHODS = 1_500
#: What may be said of a change in confidence, most first.
INTERVAL, MEAN, NOTHING = "interval", "mean", "nothing"


@dataclass(frozen=True)
class Draft:
    """A return to be protected: what `Version` needs, less the rungs. `compare`: whether the other method is tried too."""

    name: str
    amounts: Amounts
    rules: ReturnRules
    parts: tuple[str, ...] = ()
    corrects: str = ""
    compare: bool = True

    def on(self, rungs: Rungs) -> Version:
        return Version(self.name, self.amounts, self.rules, rungs, self.parts, self.corrects)


@dataclass(frozen=True)
class ProtectedReturn:
    """`cells`: for each table what stands at each (row, column). `said`: for each item of confidence how much is said of
    its change. `fell_back`: in words, by table. `other`: what the other method would have lost; None where it was not
    tried, or found nothing."""

    version: Version
    cells: Mapping[str, Mapping[tuple[str, str], Cell]]
    resolution: bool
    said: Mapping[str, str]
    method: str
    gap: float | None
    loss: Loss
    other: Loss | None
    fell_back: Mapping[str, str]
    reasons: Mapping[str, str]


def protect_return(
    draft: Draft, released: Sequence[Version], documents: Mapping[str, ReturnDocument]
) -> ProtectedReturn:
    """Raises UnableToProtect when even the coarsest tables would give something away."""
    rungs = _coarse_enough(draft)
    telling: dict[str, str] = {}
    while True:
        version = draft.on(rungs)
        linked = Linked([*released, version])
        system = _to_protect(version, released, documents, linked)
        try:
            done = protect_parts(system, method=draft.rules.method, base=_base(version))
        except UnableToProtect as problem:
            coarser = _coarsen(rungs, [name.partition(" ")[2] for name in problem.tables])
            if coarser == rungs:
                raise
            rungs = coarser
            continue
        shown = {
            table: _shown(layout, version, linked, done.said.get(f"{version.name} {table}", {}))
            for table, layout in version.layouts.items()
        }
        too_many = [table for table, cells in shown.items() if _hides_too_much(version, table, cells)]
        coarser = _coarsen(rungs, too_many)
        if coarser == rungs:
            told = tables_that_tell(version, linked, done.system(system))
            if not told:
                break
            telling |= told
            coarser = _coarsen(rungs, list(told), all_of_it=True)
        rungs = coarser
    resolution, said = _derived(version, linked, done.system(system))
    return ProtectedReturn(
        version, shown, resolution, said, done.method, done.gap, done.loss, _other(version, system) if draft.compare else None,
        _fallen(rungs, telling), done.reasons,
    )  # fmt: skip


def _base(version: Version) -> int | None:
    return version.rules.controlled_base if version.rules.method == "round" else None


def _to_protect(
    version: Version, released: Sequence[Version], documents: Mapping[str, ReturnDocument], linked: Linked
) -> System:
    levels = version.rules.levels
    said = [one for each in released for one in publications(documents[each.name], each, linked)]
    exact = linked.exactly(version)
    for item in sorted(version.shown_items):
        what = confidence(item, "paired")
        exact.append(Exact(linked.place(version, what), version.amounts.value(what)))
    said.append(Publication(f"{version.name} figures", tuple(exact), levels=levels))
    known = {statement.place for statement in exact if isinstance(statement, Exact)}
    for table, layout in version.layouts.items():
        places = dict.fromkeys(
            place
            for what in layout.cells.values()
            if version.says_of(what)
            and (place := linked.place(version, what)) not in known
            and linked.cells[place].status is not Status.OPEN
        )
        said.append(Publication(f"{version.name} {table}", shows=tuple(places), draft=True, levels=levels))
    return linked.system(said, levels)


def _shown(
    layout: Layout, version: Version, linked: Linked, said: Mapping[int, Statement]
) -> dict[tuple[str, str], Cell]:
    """What stands in each place of a table."""
    found = {}
    for at, what in layout.cells.items():
        if not version.says_of(what):
            found[at] = SUPPRESSED
            continue
        statement = said.get(linked.place(version, what))
        found[at] = Cell.exact(version.amounts.value(what)) if statement is None else _cell(statement)
    return found


def _cell(statement: Statement) -> Cell:
    match statement:
        case Exact(_, value):
            return Cell.exact(value)
        case Rounded(_, value):
            return Cell.rounded(value)
    return SUPPRESSED


# ---- Falling back -----------------------------------------------------------------------------------------------------


def _coarse_enough(draft: Draft) -> Rungs:
    """The finest rungs on which small counts alone do not hide too much."""
    rungs = finest()
    if draft.rules.method == "round":
        return rungs
    while True:
        version = draft.on(rungs)
        too_many = []
        for table, layout in version.layouts.items():
            values = {at: version.amounts.value(what) for at, what in layout.cells.items()}
            cells = {
                at: SUPPRESSED if draft.rules.levels.covers(value) else Cell.exact(value)
                for at, value in values.items()
            }
            if _hides_too_much(version, table, cells):
                too_many.append(table)
        coarser = _coarsen(rungs, too_many)
        if coarser == rungs:
            return rungs
        rungs = coarser


def _hides_too_much(version: Version, table: str, cells: Mapping[tuple[str, str], Cell]) -> bool:
    """Of the cells inside the table in which anybody was counted, more than the share is hidden."""
    counted = hidden = 0
    for at in inside(version.layouts[table]):
        if version.amounts.value(version.layouts[table].cells[at]) and version.says_of(
            version.layouts[table].cells[at]
        ):
            counted += 1
            hidden += cells[at].suppressed
    return 100 * hidden > version.rules.hide_at_most * counted


def inside(layout: Layout) -> Iterator[tuple[str, str]]:
    totals = {line.code for line in layout.lines if line.total} | {"total"}
    return (at for at in layout.cells if not totals & set(at))


def _coarsen(rungs: Rungs, tables: Sequence[str], *, all_of_it: bool = False) -> Rungs:
    """`all_of_it`: on the last rung they are left out, also those that would stay."""
    for table in tables:
        at = rungs[table] if table in PROTECTED else None
        if at is None:
            continue
        if at < last_rung(table):
            rungs = rungs.with_rung(table, at + 1)
        elif all_of_it or not stays(table):
            rungs = rungs.with_rung(table, None)
    return rungs


def _fallen(rungs: Rungs, telling: Mapping[str, str]) -> dict[str, str]:
    """`telling`: tables that would have told of the few that are new, each with the releases beside which they would."""
    found: dict[str, str] = {}
    for table in PROTECTED:
        at = rungs[table]
        why = "too much would have been hidden"
        if table in telling:
            why = f"beside {telling[table]} it would have told of the few that came to light since"
        if at is None:
            found[table] = f"Left out: {why if table in telling else 'too much of it would have been hidden'}."
        elif at > 0:
            finer = PLANNED[table].rungs[0] if table in PLANNED else ("score",)
            found[table] = f"Shown by {rung_words(rungs.levels(table))}, since {why} by {rung_words(finer)}."
    return found


# ---- Percentages and means ---------------------------------------------------------------------------------------------


def _derived(version: Version, linked: Linked, protected: System) -> tuple[bool, dict[str, str]]:
    """What may be said beside the counts: all, where the attack finds no leak; else one after another, and less of each.

    Whatever may not be is hidden."""
    resolution = resolution_said(version, linked)
    telling = items_that_tell(version, linked)
    items = [item for item in CONFIDENCE_ITEMS if item in version.shown_items and item not in telling]
    most = dict.fromkeys(items, INTERVAL)
    if (resolution or items) and _safe(version, linked, protected, bool(resolution), most):
        return bool(resolution), most
    shown = bool(resolution) and _safe(version, linked, protected, True, {})
    said: dict[str, str] = {}
    for item in items:
        for how in (INTERVAL, MEAN):
            if _safe(version, linked, protected, shown, said | {item: how}):
                said[item] = how
                break
    return shown, said


def resolution_said(version: Version, linked: Linked) -> list[Statement]:
    """Resolved at first contact: shown as it is with its percentage, or not at all."""
    figure = version.amounts.counts.figures[RESOLUTION]
    if not figure.denominator or figure.denominator < version.rules.smallest_percentage_base:
        return []
    place, closed = linked.place(version, RESOLVED), linked.place(version, ALWAYS_EXACT[1])
    value = version.amounts.value(RESOLVED)
    digits = int(rounded(100 * value / figure.denominator, PERCENT) * 10**PERCENT)
    others = Exact(linked.place(version, NOT_RESOLVED), version.amounts.value(NOT_RESOLVED))
    return [Exact(place, value), others, Ratio(place, closed, None, 100, digits, PERCENT, ties="up")]


def mean_change(amounts: Amounts, item: str) -> float:
    pairs = amounts.counts.asked[item].pairs
    return float(
        rounded(sum((after - before) * times for (before, after), times in pairs.items()) / sum(pairs.values()))
    )


def _safe(version: Version, linked: Linked, protected: System, resolution: bool, said: Mapping[str, str]) -> bool:
    more: list[Statement] = resolution_said(version, linked) if resolution else []
    for item, how in said.items():
        mean = mean_change(version.amounts, item)
        more += change_said(item, mean=mean, interval=how == INTERVAL, version=version, linked=linked)
    extra = Publication(f"{version.name} derived", tuple(more), levels=version.rules.levels)
    system = replace(protected, publications=(*protected.publications, extra))
    places = around(protected, (place for statement in more for place in statement.places))
    return attack(restricted(system, places), intervals="leaks", explained=0).safe


def _other(version: Version, system: System) -> Loss | None:
    """What the other method would have cost, for the methodology."""
    if sum(len(draft.shows) for draft in system.drafts) > BOTH_METHODS:
        return None
    other = "suppress" if version.rules.method == "round" else "round"
    try:
        base = version.rules.controlled_base if other == "round" else None
        return protect_parts(system, method=other, base=base, again=True).loss
    except UnableToProtect:
        return None
