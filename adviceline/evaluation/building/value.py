"""Value for money by the four Es, from what the service is assumed to cost, low to high."""

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
    """What the cost of a contact is when one assumption alone is low, and high."""

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
class Value:
    total: Range
    units: tuple[Unit, ...]
    swings: tuple[Swing, ...]
    equity: tuple[Equity, ...]


def value(
    facts: Facts, process: Mapping[str, Shown], compared: tuple[Comparison, ...], shares: tuple[Share, ...],
    reached: tuple[ReachList, ...],
) -> Value:  # fmt: skip
    costs = facts.plan["costs"]
    total = Range(*(_total(facts, dict.fromkeys(ASSUMED, end)) for end in ("low", "central", "high")))
    hours = {end: facts.open_hours * costs["advisers_on_duty"][end] for end in ("low", "central", "high")}
    contacts = process["billable_contacts"].value or 0
    hourly = _hourly(total, hours)
    units = [
        Unit("staffed_hour", "Economy", "A staffed hour", hours["central"] or None, hourly,
             "" if hourly else "The service was not open in this period."),
        _unit("contact", "Efficiency", "A contact", contacts, total),
        _unit("enquiry", "Efficiency", "An enquiry closed", process["enquiries_closed"].value or 0, total),
        *(_risen(each, total) for each in compared if each.design is START_CLOSE),
        _confirmed(shares, total),
    ]  # fmt: skip
    swings = tuple(
        Swing(costs[name]["label"], *(_total(facts, {name: end}) / contacts for end in ("low", "high")))
        for name in (ASSUMED if contacts else ())
    )
    equity = tuple(each for one in reached if (each := _equity(one)))
    return Value(total, tuple(units), swings, equity)


def _total(facts: Facts, ends: Mapping[str, str]) -> float:
    costs: Mapping[str, Any] = facts.plan["costs"]
    hour, duty, month = (float(costs[name][ends.get(name, "central")]) for name in ASSUMED)
    return facts.open_hours * duty * hour + facts.months * month


def _hourly(total: Range, hours: Mapping[str, float]) -> Range | None:
    """The whole cost over the hours that the same assumption staffs; the ends in order, whichever way they fall."""
    if not hours["low"]:
        return None
    ends = sorted((total.low / hours["low"], total.central / hours["central"], total.high / hours["high"]))
    return Range(ends[0], total.central / hours["central"], ends[-1])


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
