"""Who may be on the line on which day, from their records and what leave was agreed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from adviceline.accounts.roles import Permission
from adviceline.workforce.models import AdviserRecord, Credential, Leave
from adviceline.workforce.plan import record_kinds
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.rules.eligibility import Ending, Held, Standing, endings, problems_on
from adviceline.workforce.rules.rota import days_of
from adviceline.workforce.rules.spans import Span, joined


@dataclass(frozen=True)
class Watched:
    """An adviser and what stops them now (`problems`) or soon (`endings`)."""

    record: AdviserRecord
    problems: list[str]
    endings: list[Ending]


def adviser_records(*, with_left: bool = False, today: date | None = None) -> list[AdviserRecord]:
    """By name."""
    rows = AdviserRecord.objects.select_related("person").order_by("person__name", "pk")
    return [each for each in rows if with_left or each.left_date is None or today is None or each.left_date >= today]


def standings(records: Iterable[AdviserRecord]) -> dict[int, Standing]:
    """By the person's id. The records come with their person."""
    found = list(records)
    held: dict[int, list[Held]] = defaultdict(list)
    rows = Credential.objects.filter(adviser__in=[each.pk for each in found], withdrawn_at__isnull=True)
    for adviser, kind, obtained, expires in rows.values_list("adviser_id", "kind", "obtained_date", "expires_date"):
        held[adviser].append(Held(kind, obtained, expires))
    return {
        each.pk: Standing(
            advises=each.person.may(Permission.WORK_ENQUIRIES), started=each.started_date, left=each.left_date,
            held=tuple(held[each.pk]),
        )
        for each in found
    }  # fmt: skip


def watched(*, today: date) -> list[Watched]:
    """Every adviser who has not left, by name."""
    records, kinds = adviser_records(today=today), record_kinds()
    standing = standings(records)
    return [
        Watched(each, problems_on(today, standing[each.pk], kinds), endings(today, standing[each.pk], kinds))
        for each in records
    ]


def agreed_leave(advisers: Iterable[int], start: datetime, end: datetime) -> dict[int, list[Span]]:
    """When each is away, between the two instants."""
    rows = Leave.objects.filter(
        adviser__in=list(advisers), state=Leave.State.AGREED, starts_at__lt=end, ends_at__gt=start
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for adviser, begins, ends in rows.values_list("adviser_id", "starts_at", "ends_at"):
        found[adviser].append((begins, ends))
    return {adviser: joined(spans) for adviser, spans in found.items()}


def barred_days(standing: Standing, days: Sequence[date]) -> list[Span]:
    """The days, as stretches, on which somebody may not be on the line."""
    kinds = record_kinds()
    return joined(day_span(day) for day in days if problems_on(day, standing, kinds))


def day_span(day: date) -> Span:
    """A local day from midnight to midnight."""
    zone = opening_hours().zone
    begins, ends = (
        datetime.combine(each, time.min, tzinfo=zone).astimezone(UTC) for each in (day, day + timedelta(days=1))
    )
    return begins, ends


def why_not_on_the_line(record: AdviserRecord, starts_at: datetime, ends_at: datetime) -> list[str]:
    """Why an adviser cannot be rostered from one instant to another, in words; none when they can."""
    return why_each_not_on_the_line([record], starts_at, ends_at)[record.pk]


def why_each_not_on_the_line(
    records: Iterable[AdviserRecord], starts_at: datetime, ends_at: datetime
) -> dict[int, list[str]]:  # fmt: skip
    """The same of several, by the person's id: asked for together, however many they are."""
    standing, kinds, days = standings(records), record_kinds(), days_of(starts_at, ends_at, opening_hours().zone)
    away = agreed_leave(standing, starts_at, ends_at)
    found = {}
    for person, theirs in standing.items():
        problems = [each for day in days for each in problems_on(day, theirs, kinds)]
        found[person] = [*dict.fromkeys(problems), *(["They are away then."] if away.get(person) else [])]
    return found
