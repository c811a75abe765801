"""Planned against done, and how the indicators stand and where they lead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from adviceline.accounts.models import Partner
from adviceline.delivery.models import Activity, CountedAmount, Indicator, PlannedAmount
from adviceline.delivery.rules.periods import Phase, first_day, whole_months, working_days
from adviceline.delivery.rules.rating import MonthSeen, Outlook, Rating, count_at_end, level_at_end, rate
from adviceline.facts.figures import MeasureFigure, protected_figure
from adviceline.facts.protecting import disclosure_rule
from adviceline.facts.queries import contacts_by_partner, measured
from adviceline.measures.algebra import Count, Figure, Percentile
from adviceline.measures.definitions import MEASURES, Measure

#: What figures of a unit cannot pass.
BOUNDS = {"percent": (0.0, 100.0), "seconds": (0.0, math.inf)}


@dataclass(frozen=True)
class MonthOfActivity:
    """`planned` and `done` are None where nothing was planned, counted, or may be shown."""

    month: int
    planned: int | None
    done: int | None
    is_over: bool


@dataclass(frozen=True)
class ShownActivity:
    activity: Activity
    measure: Measure | None
    months: tuple[MonthOfActivity, ...]

    @property
    def planned(self) -> int:
        return sum(each.planned or 0 for each in self.months)

    @property
    def planned_so_far(self) -> int:
        """Of the months that are over."""
        return sum(each.planned or 0 for each in self.months if each.is_over)

    @property
    def done_so_far(self) -> int:
        """Of the months that are over."""
        return sum(each.done or 0 for each in self.months if each.is_over)


@dataclass(frozen=True)
class ShownIndicator:
    """`value` of the phase so far, protected; `target` and `amber_to` what it is held against: for a count, the share that
    belongs to the days that have passed. `months`: (yyyymm, figure, rating)."""

    indicator: Indicator
    measure: Measure
    value: MeasureFigure
    target: float
    amber_to: float
    rating: Rating
    months: tuple[tuple[int, MeasureFigure, Rating], ...]
    outlook: Outlook | None
    outlook_rating: Rating
    target_at_end: float

    @property
    def is_count(self) -> bool:
        return isinstance(self.measure.expression, Count)


@dataclass(frozen=True)
class Share:
    """What a partner did of a phase: contacts that count, and those that may be charged for."""

    partner: Partner | None
    contacts: int
    charged: int
    percent: float | None


def profile(phase: Phase, *, today: date) -> list[ShownActivity]:
    """Every activity in the months of a phase."""
    over = set(whole_months(phase, today=today))
    begun = [month for month in phase.months if first_day(month) <= today]
    planned = {(row.activity_id, row.month): row.amount for row in PlannedAmount.objects.all()}
    counted = {(row.activity_id, row.month): row.amount for row in CountedAmount.objects.order_by("id")}
    found = []
    for activity in Activity.objects.select_related("partner"):
        measure = MEASURES.get(activity.measure)
        done: dict[int, int | None]
        if measure:
            figures = measured(measure.expression, begun)
            done = {month: _shown_count(measure, figure) for month, figure in figures.items()}
        else:
            done = {month: counted.get((activity.pk, month)) for month in begun}
        months = tuple(
            MonthOfActivity(month, planned.get((activity.pk, month)), done.get(month), month in over)
            for month in phase.months
        )
        found.append(ShownActivity(activity, measure, months))
    return found


def _shown_count(measure: Measure, figure: Figure) -> int | None:
    value = protected_figure(measure, figure, disclosure_rule()).value
    return None if value is None else int(value)


def indicators(phase: Phase, *, today: date) -> list[ShownIndicator]:
    """As they stood on the evening of `today`, by the facts as they are now."""
    rows = Indicator.objects.filter(is_withdrawn=False)
    return [_indicator(row, MEASURES[row.measure], phase, today) for row in rows if row.measure in MEASURES]


def _indicator(row: Indicator, measure: Measure, phase: Phase, today: date) -> ShownIndicator:
    rule = disclosure_rule()
    over = whole_months(phase, today=today)
    running = [
        month for month in phase.months if month not in over and phase.opens <= today and first_day(month) <= today
    ]
    figures = measured(measure.expression, [*over, *running])
    is_count = isinstance(measure.expression, Count)
    higher = row.better == Indicator.Better.HIGHER
    target, amber = float(row.target), float(row.amber_to)

    def of_months(value: float | None, months: float) -> Rating:
        scale = months if is_count else 1
        return rate(value, target=target * scale, amber_to=amber * scale, higher_is_better=higher)

    usual = sum(phase.days_in(month) for month in phase.months) / len(phase.months)
    shown = {month: protected_figure(measure, figure, rule) for month, figure in figures.items()}
    months = tuple(
        (month, shown[month], of_months(shown[month].value, phase.days_in(month) / usual if usual else 1))
        for month in over
    )
    # A count goes up to today; a level is of the months that are over, as a month that is not says little.
    value = protected_figure(
        measure, pooled(measure, [figures[month] for month in (figures if is_count else over)]), rule
    )
    passed = working_days(phase.opens, min(today, phase.ends)) / usual if usual else 0
    left = working_days(max(today + timedelta(days=1), phase.opens), phase.ends)
    seen = [
        MonthSeen(float(shown[month].value or 0), phase.days_in(month))
        for month in over
        if is_count or shown[month].value is not None
    ]
    if is_count:
        outlook = count_at_end(seen, so_far=float(value.value or 0), days_left=left) if figures else None
    else:
        least, most = BOUNDS.get(measure.unit, (-math.inf, math.inf))
        outlook = level_at_end(seen, days_left=left, least=least, most=most)
    whole = len(phase.months) if is_count else 1
    scale = passed if is_count else 1
    return ShownIndicator(
        indicator=row, measure=measure, value=value, target=target * scale, amber_to=amber * scale,
        rating=of_months(value.value if (figures if is_count else over) else None, passed), months=months, outlook=outlook,
        outlook_rating=of_months(outlook.central if outlook else None, len(phase.months)),
        target_at_end=target * whole,
    )  # fmt: skip


def pooled(measure: Measure, figures: Sequence[Figure]) -> Figure:
    """The figure of several months: counts are added; a percentage or a mean is taken of all its rows together; of a
    percentile, which cannot be had from months, the middle of the months' values."""
    if isinstance(measure.expression, Percentile):
        values = sorted(each.value for each in figures if each.value is not None)
        number = sum(each.denominator or 0 for each in figures)
        middle = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2 if values else None
        return Figure(middle, None, number)
    top = sum(each.numerator or 0 for each in figures)
    if isinstance(measure.expression, Count):
        return Figure(top, top, None)
    bottom = sum(each.denominator or 0 for each in figures)
    factor = 100 if measure.unit == "percent" else 1
    return Figure(factor * top / bottom if bottom else None, top, bottom)


def shares(phase: Phase, *, today: date) -> list[Share]:
    """The lead first, then the partners by name; what nobody's partner did comes last."""
    found = contacts_by_partner(phase.opens, min(phase.ends, today))
    total = sum(contacts for contacts, _ in found.values())
    partners: list[Partner | None] = [*Partner.objects.order_by("-is_lead", "name")]
    known = {each.code for each in partners if each}
    others = {code: numbers for code, numbers in found.items() if code not in known}
    made = []
    for partner in partners:
        assert partner is not None
        contacts, charged = found.get(partner.code, (0, 0))
        made.append(Share(partner, contacts, charged, 100 * contacts / total if total else None))
    if others:
        contacts, charged = (sum(each[place] for each in others.values()) for place in (0, 1))
        made.append(Share(None, contacts, charged, 100 * contacts / total if total else None))
    return made


def _begins(month: int) -> date:
    return date(month // 100, month % 100, 1)
