"""Reading the phases of the service and the plan of one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from adviceline.delivery.models import PlanDependency, PlanStep, ServicePeriod
from adviceline.delivery.rules.periods import Phase
from adviceline.delivery.rules.schedule import Expected, Planned, expected


@dataclass(frozen=True)
class ShownStep:
    """A step as it is kept, when it is expected to end, and what it needs, by title."""

    step: PlanStep
    expected: Expected
    needs: tuple[str, ...]
    waits_for: tuple[str, ...]

    def is_late(self, today: date) -> bool:
        return self.step.done_date is None and self.step.ends_date < today


def phases() -> list[Phase]:
    """As they stand, the earliest first."""
    rows: dict[int, list[ServicePeriod]] = defaultdict(list)
    for row in ServicePeriod.objects.order_by("id"):
        rows[row.phase].append(row)
    found = [
        Phase(
            number,
            history[-1].name,
            history[-1].opens_date,
            history[-1].ends_date,
            history[-1].budget,
            len(history) - 1,
        )
        for number, history in rows.items()
    ]
    return sorted(found, key=lambda phase: phase.opens)


def history_of(phase: int) -> list[ServicePeriod]:
    """What was agreed of a phase, the latest first."""
    return list(ServicePeriod.objects.filter(phase=phase).select_related("agreed_by").order_by("-id"))


def phase_in_mind(found: list[Phase], *, number: int | None, today: date) -> Phase | None:
    """The phase asked for; else the one that runs or comes next; else the last. None before the plan is taken up."""
    if asked := next((phase for phase in found if phase.number == number), None):
        return asked
    return next((phase for phase in found if today <= phase.ends), found[-1] if found else None)


def phase_with_figures(found: list[Phase], *, number: int | None, today: date) -> Phase | None:
    """The phase asked for; else the last that has opened; else the first."""
    if asked := next((phase for phase in found if phase.number == number), None):
        return asked
    opened = [phase for phase in found if phase.opens <= today]
    return opened[-1] if opened else (found[0] if found else None)


def shown_steps(phase: int, *, today: date) -> list[ShownStep]:
    """In the order of the plan."""
    steps = list(PlanStep.objects.filter(phase=phase).select_related("owner", "partner"))
    needs: dict[int, list[int]] = defaultdict(list)
    for step, needed in (
        PlanDependency.objects.filter(step__phase=phase).order_by("id").values_list("step_id", "needs_id")
    ):
        needs[step].append(needed)
    titles = {step.pk: step.title for step in steps}
    found = expected((_planned(step, needs[step.pk]) for step in steps), today=today)
    return [
        ShownStep(
            step, found[step.pk], tuple(titles[each] for each in needs[step.pk]),
            tuple(titles[each] for each in found[step.pk].waits_for),
        )
        for step in steps
    ]  # fmt: skip


def _planned(step: PlanStep, needs: list[int]) -> Planned:
    return Planned(
        step.pk, step.title, step.starts_date, step.ends_date, step.baseline_ends_date, step.done_date, tuple(needs),
        step.is_milestone, step.before_opening,
    )  # fmt: skip


def opening_at_risk(steps: list[ShownStep], phase: Phase) -> list[ShownStep]:
    """Steps without which the phase cannot open, and that are expected to end after it should."""
    return [each for each in steps if each.step.before_opening and each.expected.ends > phase.opens]
