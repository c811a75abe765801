"""Who may need a debrief, and how much each adviser carries. In the order of names: it is no league table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from adviceline.accounts.models import Person
from adviceline.contacts.models import Enquiry
from adviceline.contacts.states import OPEN_STATES
from adviceline.quality.models import Debrief, Difficulty
from adviceline.workforce.models import Shift
from adviceline.workforce.queries.standing import adviser_records

LOOK_BACK = timedelta(days=28)
HARD = ("hard", "very_hard")


@dataclass(frozen=True)
class Load:
    """What somebody carried in the last four weeks: hours on the rota, open enquiries that are theirs now, hard matters."""

    adviser: Person
    hours: float
    open_enquiries: int
    hard: int


def to_offer(*, at: datetime) -> list[Difficulty]:
    """Hard matters of the last four weeks for which no debrief was offered, the hardest and oldest first."""
    rows = Difficulty.objects.filter(level__in=HARD, noted_at__gt=at - LOOK_BACK, debrief__isnull=True)
    found = rows.select_related("adviser", "enquiry").order_by("noted_at", "pk")
    return sorted(found, key=lambda each: each.level != "very_hard")


def open_debriefs() -> list[Debrief]:
    """Offered or wanted, and not held yet."""
    rows = Debrief.objects.filter(state__in=[Debrief.State.OFFERED, Debrief.State.WANTED])
    return list(rows.select_related("adviser").order_by("offered_at", "pk"))


def debriefs_of(adviser: Person) -> list[Debrief]:
    """What was offered to somebody, or asked for by them, the latest first."""
    return list(Debrief.objects.filter(adviser=adviser).order_by("-offered_at", "-pk")[:20])


def waiting_for_a_debrief(*, at: datetime) -> int:
    wanted = Debrief.objects.filter(state=Debrief.State.WANTED).count()
    return (
        wanted + Difficulty.objects.filter(level="very_hard", noted_at__gt=at - LOOK_BACK, debrief__isnull=True).count()
    )


def loads(*, at: datetime) -> list[Load]:
    """By name."""
    since = at - LOOK_BACK
    seconds: dict[int, float] = {}
    shifts = Shift.objects.filter(state=Shift.State.PLANNED, starts_at__lt=at, ends_at__gt=since)
    for adviser, begins, ends in shifts.values_list("adviser_id", "starts_at", "ends_at"):
        seconds[adviser] = seconds.get(adviser, 0) + (min(ends, at) - max(begins, since)).total_seconds()
    owned = dict(
        Enquiry.objects.filter(state__in=[state.value for state in OPEN_STATES], owner__isnull=False)
        .values_list("owner_id").annotate(number=Count("pk"))
    )  # fmt: skip
    hard = dict(
        Difficulty.objects.filter(Q(level__in=HARD), noted_at__gt=since).values_list("adviser_id")
        .annotate(number=Count("pk"))
    )  # fmt: skip
    return [
        Load(each.person, seconds.get(each.pk, 0) / 3600, owned.get(each.pk, 0), hard.get(each.pk, 0))
        for each in adviser_records(today=at.date())
    ]
