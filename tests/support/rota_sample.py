"""Made-up advisers with records, shifts, leave, swaps and states."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.workforce.actions import leave, presence, records, rota, swaps
from adviceline.workforce.hours import LONDON
from adviceline.workforce.models import AdviserRecord, Credential, Leave, Shift, Swap
from adviceline.workforce.plan import record_kinds
from adviceline.workforce.queries import opening_hours
from tests.support import people

LONG_AGO = date(2019, 1, 1)


def supervisor() -> Person:
    found = Person.objects.filter(email="rota.supervisor@example.org").first()
    return found or people.somebody("supervisor", email="rota.supervisor@example.org", strong=False)


def adviser(
    *, until: date | None = date(2199, 1, 1), name: str = "", email: str = "", at: datetime | None = None
) -> AdviserRecord:
    """Somebody new with everything that is needed; `until` is the last day of all of it, None for nothing at all."""
    at = at or timezone.now()
    by = supervisor()
    person = people.somebody("adviser", strong=False, name=name, email=email)
    made = records.keep_adviser(
        person=person, skills_held=["early_years"], started_date=LONG_AGO, left_date=None, by=by, at=at
    )
    for kind in record_kinds() if until else ():
        records.add_credential(
            adviser=made, kind=kind, title="Sample", obtained_date=LONG_AGO, expires_date=until, by=by, at=at
        )
    return made


def open_day(after: datetime, *, ahead: int = 1) -> date:
    """A day on which the service is open, so many days ahead or later."""
    hours, day = opening_hours(), after.date() + timedelta(days=ahead)
    while not hours.open_stretches(day):
        day += timedelta(days=1)
    return day


def shift(who: AdviserRecord | None = None, *, day: date | None = None, at: datetime | None = None) -> Shift:
    """The first four hours of an open day, tomorrow or later."""
    at = at or timezone.now()
    opens_at, _ = opening_hours().open_stretches(day or open_day(at))[0]
    return rota.add_shift(
        adviser=who or adviser(at=at), starts_at=opens_at, ends_at=opens_at + timedelta(hours=4), by=supervisor(), at=at
    )


def asked_leave() -> Leave:
    at, who = timezone.now(), adviser()
    begins = at.astimezone(UTC).replace(microsecond=0) + timedelta(days=7)
    return leave.ask_leave(adviser=who, starts_at=begins, ends_at=begins + timedelta(days=1), by=who.person, at=at)


def swap(state: str = "offered") -> Swap:
    at, one = timezone.now(), shift()
    made = swaps.offer_swap(shift=one, to=adviser(), in_return=None, by=one.adviser.person, at=at)
    if state == "accepted":
        made = swaps.answer_swap(swap=made, accept=True, by=made.offered_to.person, at=at)
    return made


def credential() -> Credential:
    return adviser().credentials.all()[0]


def ready(who: AdviserRecord, *, at: datetime) -> None:
    presence.set_state(adviser=who.person, state="ready", by=who.person, at=at)


# ---- Asked for from outside, inside a running service -------------------------------------------------------------------


def on_the_rota(*, names: list[str]) -> list[str]:
    """Gives these people full records, and the first of them Monday morning of the next week that is open from Monday to
    Wednesday. Answers those three days."""
    at = timezone.now()
    for name in names:
        person = Person.objects.get(name=name)
        made = records.keep_adviser(
            person=person, skills_held=[], started_date=LONG_AGO, left_date=None, by=supervisor(), at=at
        )
        for kind in record_kinds():
            records.add_credential(
                adviser=made, kind=kind, title="Sample", obtained_date=LONG_AGO, expires_date=date(2199, 1, 1),
                by=supervisor(), at=at,
            )  # fmt: skip
    today = timezone.localdate(at)
    monday, hours = today + timedelta(days=7 - today.weekday()), opening_hours()
    while not all(hours.open_stretches(monday + timedelta(days=number)) for number in range(3)):
        monday += timedelta(days=7)
    starts = datetime.combine(monday, time(8), tzinfo=LONDON)
    rota.add_shift(
        adviser=AdviserRecord.objects.get(person__name=names[0]), starts_at=starts, ends_at=starts + timedelta(hours=4),
        by=supervisor(), at=at,
    )  # fmt: skip
    return [(monday + timedelta(days=number)).isoformat() for number in range(3)]


def rota_told() -> list[list[str]]:
    """Planned shifts: who, from when, until when, as London's clocks say it; and how each came to be."""
    rows = Shift.objects.filter(state="planned").select_related("adviser__person").order_by("starts_at", "pk")
    return [
        [
            each.adviser.person.name, f"{each.starts_at.astimezone(LONDON):%Y-%m-%d %H:%M}",
            f"{each.ends_at.astimezone(LONDON):%H:%M}",
            *each.changes.order_by("pk").values_list("what", flat=True),
        ]
        for each in rows
    ]  # fmt: skip
