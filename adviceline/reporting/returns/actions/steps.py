"""What every step of a return has in common: who may, from which state, and that nobody stepped in meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.reporting.models import Return, ReturnStep
from adviceline.reporting.returns.states import STEPS, role_in_which, why_not


class UnableToMoveReturn(Exception):
    """The step cannot be taken; the words say why and what to do. `leaks`: the tables that give people away."""

    def __init__(self, words: str, leaks: tuple[str, ...] = ()) -> None:
        super().__init__(words)
        self.leaks = leaks


def require(step: str, report: Return, by: Person) -> None:
    """Raises unless `by` may take the step with the return as it stands."""
    if words := why_not(step, name=report.name, state=report.state, roles=by.roles):
        raise UnableToMoveReturn(words)


@contextmanager
def step(name: str, report: Return, by: Person) -> Iterator[Return]:
    """In one transaction, with the return locked. `report` is what was looked at: whatever has changed since is said."""
    with transaction.atomic():
        fresh = Return.objects.select_for_update(of=("self",)).get(pk=report.pk)
        require(name, fresh, by)
        if fresh.version != report.version:
            raise UnableToMoveReturn(
                f"A colleague changed return {fresh.name} in the same moment. Look at it as it is now, and try again."
            )
        yield fresh


def keep(report: Return, name: str, by: Person, at: datetime, *, detail: str = "", reason: str = "") -> None:
    """Save the return in the state that the step leads to, and the step in its history."""
    end = STEPS[name].end
    report.state = str(end) if end else report.state
    report.version += 1
    report.save()
    ReturnStep.objects.create(report=report, step=name, detail=detail, reason=reason, by=by, at=at)


def role_of(name: str, by: Person) -> str:
    return role_in_which(by.roles, STEPS[name].needs)


def subject(report: Return) -> str:
    return f"return:{report.name}"
