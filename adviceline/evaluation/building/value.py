"""Value for money by the four Es, low to high: from the ledger where it has spending, else from what is assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adviceline.evaluation.building.feedback import Share
from adviceline.evaluation.building.outcomes import START_CLOSE, Comparison
from adviceline.evaluation.building.process import Shown
from adviceline.evaluation.building.reach import ReachList
from adviceline.evaluation.data import Facts

ASSUMED = ("adviser_hour", "advisers_on_duty", "overheads_month")
ENDS = ("low", "central", "high")


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    central: float
    high: float


@dataclass(frozen=True, slots=True)
class Unit:
    """The cost of one of something. `units` is what the cost is divided by, as it is shown; `cost` is None, and `why` says
    why, where there is none or too few."""

    id: str
    e: str
    title: str
    units: float | None
    cost: Range | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Swing:
    """What the cost of a contact is when one assumption, or one cost line, alone is low, and high."""

    label: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Equity:
    """The highest and lowest rate of a list that has bases, and how many times the one is the other."""

    title: str
    highest: tuple[str, float]
    lowest: tuple[str, float]
    ratio: float | None
    hidden: int


@dataclass(frozen=True, slots=True)
class Spending:
    """One cost line in pounds, of the months that have spending in the ledger."""

    label: str
    spent: float
    planned: float


@dataclass(frozen=True, slots=True)
class Value:
    """`kept`: the months (yyyymm) whose cost is the ledger's; of the others it is `assumed`."""

    kept: tuple[int, ...]
    assumed: tuple[int, ...]
    spending: tuple[Spending, ...]
    total: Range
    units: tuple[Unit, ...]
    swings: tuple[Swing, ...]
    equity: tuple[Equity, ...]


def value(
    facts: Facts, process: Mapping[str, Shown], compared: tuple[Comparison, ...], shares: tuple[Share, ...],
    reached: tuple[ReachList, ...],
) -> Value:  # fmt: skip
    kept = _kept(facts)
    assumed = tuple(month for month in facts.open_hours if month not in kept)
    spending = _spending(facts, kept)
    total = Range(*(_assumed(facts, assumed, dict.fromkeys(ASSUMED, end)) + _ledger(spending, end) for end in ENDS))
    contacts = process["billable_contacts"].value or 0
    hours = {end: _hours(facts, end) for end in ENDS}
    hourly = _hourly(total, hours)
    units = [
        Unit("staffed_hour", "Economy", "An adviser’s hour on the line", hours["central"] or None, hourly,
             "" if hourly else "The service was not open in this period."),
        _unit("contact", "Efficiency", "A contact that may be charged for", contacts, total),
        _unit("enquiry", "Efficiency", "An enquiry closed", process["enquiries_closed"].value or 0, total),
        *_charged(facts, contacts),
        *(_risen(each, total) for each in compared if each.design is START_CLOSE),
        _confirmed(shares, total),
    ]  # fmt: skip
    swings = (*_swings(facts, assumed, spending, contacts), *_line_swings(spending, total, contacts))
    equity = tuple(each for one in reached if (each := _equity(one)))
    return Value(kept, assumed, spending, total, tuple(units), swings, equity)


# ---- What it cost ----------------------------------------------------------------------------------------------------


def _kept(facts: Facts) -> tuple[int, ...]:
    """The months of the period with spending; none where refunds leave nothing of it."""
    spent = {month: sum(months.get(month, 0) for months in facts.spent.values()) for month in facts.open_hours}
    months = tuple(month for month, pence in spent.items() if pence)
    return months if sum(spent.values()) > 0 else ()


def _spending(facts: Facts, kept: tuple[int, ...]) -> tuple[Spending, ...]:
    """Every cost line that has anything, in the order in which the content has them."""
    labels = facts.labels.get("cost_line", {})
    order = [*labels, *sorted({*facts.spent, *facts.planned} - set(labels))]
    found = (
        Spending(labels.get(line, line), *(
            sum(amounts.get(line, {}).get(month, 0) for month in kept) / 100 for amounts in (facts.spent, facts.planned)
        ))
        for line in order
    )  # fmt: skip
    return tuple(each for each in found if each.spent or each.planned)


def _ledger(spending: tuple[Spending, ...], end: str) -> float:
    """What was spent; at the high end the budget of the same months where that is more, since bills come late."""
    spent = sum(each.spent for each in spending)
    return max(spent, sum(each.planned for each in spending)) if end == "high" else spent


def _assumed(facts: Facts, months: tuple[int, ...], ends: Mapping[str, str]) -> float:
    costs: Mapping[str, Any] = facts.plan["costs"]
    hour, duty, month = (float(costs[name][ends.get(name, "central")]) for name in ASSUMED)
    return sum(facts.open_hours[each] for each in months) * duty * hour + len(months) * month


def _hours(facts: Facts, end: str) -> float:
    """Of advisers on the line: as they were counted; in other months as many as are assumed."""
    duty = float(facts.plan["costs"]["advisers_on_duty"][end])
    return sum(facts.staffed_hours.get(month, hours * duty) for month, hours in facts.open_hours.items())


def _hourly(total: Range, hours: Mapping[str, float]) -> Range | None:
    """The whole cost over the hours that the same assumption staffs; the ends in order, whichever way they fall."""
    if not hours["low"]:
        return None
    ends = sorted((total.low / hours["low"], total.central / hours["central"], total.high / hours["high"]))
    return Range(ends[0], total.central / hours["central"], ends[-1])


def _charged(facts: Facts, contacts: float) -> list[Unit]:
    """What the Authority was charged for one; nothing before the first claim."""
    claimed = sum(facts.claimed.values()) / 100
    if not claimed:
        return []
    return [_unit("charge", "Efficiency", "A contact, as claimed from the Authority", contacts, Range(*[claimed] * 3))]


# ---- What it is divided by -------------------------------------------------------------------------------------------


def _unit(name: str, e: str, title: str, units: float, total: Range) -> Unit:
    if not units:
        return Unit(name, e, title, None, None, "There were none in this period.")
    return Unit(name, e, title, units, Range(total.low / units, total.central / units, total.high / units))


def _risen(compared: Comparison, total: Range) -> Unit:
    name, title = f"risen_{compared.item}", f"A person whose confidence in {compared.item} rose, of those who answered"
    if compared.up.value is None:
        return Unit(name, "Effectiveness", title, None, None, "Too few answered twice, so it cannot be estimated.")
    return _unit(name, "Effectiveness", title, compared.up.value, total)


def _confirmed(shares: tuple[Share, ...], total: Range) -> Unit:
    title = "A person who did what was agreed, of those who answered"
    share = next(each for each in shares if each.id == "actions_confirmed")
    done = [cell.value for _, cell in share.rows[:2]]
    if None in done:
        return Unit("confirmed", "Effectiveness", title, None, None, "Too few answered, so it cannot be estimated.")
    return _unit("confirmed", "Effectiveness", title, sum(each or 0 for each in done), total)


def _equity(one: ReachList) -> Equity | None:
    rated = [(row.label, row.rate) for row in one.rows if row.rate is not None]
    if len(rated) < 2:
        return None
    highest, lowest = max(rated, key=lambda each: each[1]), min(rated, key=lambda each: each[1])
    hidden = sum(row.cell.hidden for row in one.rows if row.base)
    return Equity(one.title, highest, lowest, highest[1] / lowest[1] if lowest[1] else None, hidden)


# ---- What it hangs on ------------------------------------------------------------------------------------------------


def _swings(
    facts: Facts, assumed: tuple[int, ...], spending: tuple[Spending, ...], contacts: float
) -> tuple[Swing, ...]:
    if not contacts or not assumed:
        return ()
    spent, costs = _ledger(spending, "central"), facts.plan["costs"]
    return tuple(
        Swing(
            costs[name]["label"],
            *((spent + _assumed(facts, assumed, {name: end})) / contacts for end in ("low", "high")),
        )
        for name in ASSUMED
    )


def _line_swings(spending: tuple[Spending, ...], total: Range, contacts: float) -> tuple[Swing, ...]:
    """Each cost line that has not come to its budget yet: as it was spent, and if the rest of its budget is spent too."""
    if not contacts:
        return ()
    return tuple(
        Swing(each.label, total.central / contacts, (total.central + each.planned - each.spent) / contacts)
        for each in spending
        if each.planned > each.spent
    )
