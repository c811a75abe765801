"""The door for whoever needs to know who is there: the desk, the telephone, the chat. No channel is known here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from adviceline.accounts.models import Person
from adviceline.workforce.models import AdviserRecord, StateInterval
from adviceline.workforce.queries.standing import why_each_not_on_the_line
from adviceline.workforce.rules.presence import READY

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class InState:
    """An adviser, the state they are in, and since when."""

    adviser: Person
    state: str
    since: datetime

    @property
    def label(self) -> str:
        return str(StateInterval(state=self.state).get_state_display())


def state_of(adviser: Person, *, at: datetime) -> InState | None:
    """None for somebody who is not signed on, or whose state no longer counts."""
    found = _open(at).filter(adviser=adviser).first()
    return InState(adviser, found.state, found.began_at) if found else None


def states_now(*, at: datetime, of: Iterable[int] | None = None) -> list[InState]:
    """Everybody who is signed on, by name; of these people alone, by id, where they are given."""
    rows = _open(at).select_related("adviser").order_by("adviser__name", "adviser_id")
    if of is not None:
        rows = rows.filter(adviser__in=list(of))
    return [InState(each.adviser, each.state, each.began_at) for each in rows]


def ready_advisers(*, at: datetime) -> list[Person]:
    """Whom a contact may be offered to: ready, and qualified to be on the line at this moment. Whoever has been ready
    longest comes first, so that work is shared."""
    rows = _open(at).filter(state=READY).select_related("adviser").order_by("began_at", "pk")
    people = [each.adviser for each in rows]
    may = may_be_on_the_line([each.pk for each in people], at=at)
    return [each for each in people if each.pk in may]


def may_be_on_the_line(people: Iterable[int], *, at: datetime) -> set[int]:
    """Which of these people, by id, are qualified and not away at this moment, whatever their state."""
    records = AdviserRecord.objects.select_related("person").filter(pk__in=list(people))
    return {pk for pk, why in why_each_not_on_the_line(records, at, at + A_MOMENT).items() if not why}


def _open(at: datetime) -> QuerySet[StateInterval]:
    return StateInterval.objects.filter(ended_at__isnull=True, began_at__lte=at, bound_at__gt=at)
