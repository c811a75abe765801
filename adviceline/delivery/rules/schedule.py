"""When the steps of a plan will end, from what is done and what waits for what. Pure.

The rule: a step that is not done begins on its planned day, or on the day after the last of what it needs ends, or today
when that day has passed without it; and takes as long as was planned. A step that runs already and whose end has passed ends
today at the earliest. A milestone takes no time: it is reached on the day when all that it needs is done. Slip is the days by
which a step ends later than was first planned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step as it is planned. `needs` are the numbers of steps that must be done before it begins."""

    number: int
    title: str
    starts: date
    ends: date
    first_planned: date
    done: date | None = None
    needs: tuple[int, ...] = ()
    is_milestone: bool = False
    before_opening: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """`slip_days` is above 0 where the step ends later than was first planned. `waits_for` are the steps that are not done
    and that it needs."""

    starts: date
    ends: date
    slip_days: int
    waits_for: tuple[int, ...]


def circle(needs: Mapping[int, Iterable[int]]) -> list[int]:
    """The numbers of steps that need each other in a circle, in order; empty when there is none."""
    finished: set[int] = set()
    for start in sorted(needs):
        path: list[int] = []
        ahead = [(start, iter(sorted(needs.get(start, ()))))] if start not in finished else []
        while ahead:
            step, following = ahead[-1]
            if not path or path[-1] != step:
                path.append(step)
            after = next((each for each in following if each not in finished), None)
            if after is None:
                finished.add(step)
                path.pop()
                ahead.pop()
            elif after in path:
                return path[path.index(after) :]
            else:
                ahead.append((after, iter(sorted(needs.get(after, ())))))
    return []


def expected(steps: Iterable[Planned], *, today: date) -> dict[int, Expected]:
    """By number. Raises ValueError where steps need each other in a circle."""
    by_number = {step.number: step for step in steps}
    needs = {step.number: [each for each in step.needs if each in by_number] for step in by_number.values()}
    if circle(needs):
        raise ValueError("Steps need each other in a circle.")
    found: dict[int, Expected] = {}
    for number in _in_order(needs):
        step = by_number[number]
        waits_for = tuple(each for each in needs[number] if by_number[each].done is None)
        starts, ends = _days_of(step, [found[each].ends for each in needs[number]], today, waiting=bool(waits_for))
        found[number] = Expected(starts, ends, (ends - step.first_planned).days, waits_for)
    return found


def _days_of(step: Planned, needed: list[date], today: date, *, waiting: bool) -> tuple[date, date]:
    if step.done is not None:
        return min(step.starts, step.done), step.done
    after = max(needed, default=date.min)
    if step.is_milestone:
        day = max(step.ends, after, today)
        return day, day
    if not waiting and step.starts <= today:  # it runs
        starts = max(step.starts, after + DAY if needed else date.min)
        return starts, max(starts + (step.ends - step.starts), today)
    starts = max(step.starts, after + DAY if needed else date.min, today)
    return starts, starts + (step.ends - step.starts)


def _in_order(needs: Mapping[int, list[int]]) -> list[int]:
    """What is needed first."""
    order: list[int] = []
    left = dict(needs)
    while left:
        ready = [number for number, wanted in left.items() if not any(each in left for each in wanted)]
        order += ready
        for number in ready:
            del left[number]
    return order
