"""Reads what an evaluation is made from: facts, the register's counts, and what was approved to be part of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Model

from adviceline.content.current import current_content
from adviceline.evaluation.data import REACH, WITH_BASE, Facts, Practice
from adviceline.evaluation.models import Recommendation, Sharing
from adviceline.evidence.models import EvidenceItem, PracticeExample
from adviceline.evidence.queries.notes import approved_notes, pilot_candidates
from adviceline.facts.models import (
    CallbackRequestFact,
    ContactFact,
    EnquiryFact,
    FeedbackAnswerFact,
    FeedbackAskFact,
    FeedbackCaseFact,
    MoneyFact,
    PublishedImprovementFact,
    SignpostFact,
    SignpostHelpFact,
)
from adviceline.facts.queries import money_between, staffed_between
from adviceline.measures.algebra import WEIGHT
from adviceline.measures.calendar import LONDON, london_moment, next_month, previous_month
from adviceline.measures.predicates import Row
from adviceline.places.models import Establishment
from adviceline.places.rules.register_codes import OFFERED_STATUSES
from adviceline.workforce.queries import opening_hours

CONTACT = (
    "channel", "direction", "outcome", "counts", "billable", "replied", "within_promised_slot", "attempt",
    "wait_seconds", "talk_seconds", "wrap_up_seconds", "first_reply_open_seconds",
)  # fmt: skip
CLOSED = (
    "counts", "closed_month", "out_of_scope", "reopened_within_14_days", "answered_contacts", "role", "setting", "region",
    "kind", "urgency",
    "confidence_start_offered", "confidence_close_offered", "identifying_start", "identifying_close",
    "responding_start", "responding_close",
)  # fmt: skip
ANSWER = (
    "pair", "wave", "version", "satisfaction", "recommend", "helped", "done", "identifying", "responding",
    "identifying_before", "responding_before",
)  # fmt: skip


#: Cover counts as a month's only where so much of the month's open time was counted.
COUNTED_THROUGHOUT = 0.9


def period_by_default(*, at: datetime) -> tuple[int, int]:
    """The first month in which an enquiry was opened, to the latest that is over; the last month where there is none."""
    before = previous_month(london_moment(at).month)
    months = EnquiryFact.objects.filter(opened_month__lte=before).order_by("opened_month")
    first = months.values_list("opened_month", flat=True).first()
    last = months.values_list("opened_month", flat=True).last()
    return (first, last) if first and last else (before, before)


def read(first: int, last: int, *, at: datetime) -> Facts:
    """Everything of the months from `first` to `last`. `at` decides only whether the period is over."""
    within = {"month__gte": first, "month__lte": last}
    content = current_content()
    start, end = _day(first), _day(next_month(last)) - timedelta(days=1)
    open_hours, money = _open_hours(first, last), money_between(first, last)
    return Facts(
        first=first,
        last=last,
        contacts=_groups(ContactFact, CONTACT, within),
        callback_requests=CallbackRequestFact.objects.filter(**within).count(),
        opened=_groups(
            EnquiryFact, (*REACH, "counts", "opened_month"), {"opened_month__gte": first, "opened_month__lte": last}
        ),
        closed=_groups(EnquiryFact, CLOSED, {"closed_month__gte": first, "closed_month__lte": last}),
        asks=_groups(FeedbackAskFact, ("wave", "offered", "not_offered"), within),
        answers=list(FeedbackAnswerFact.objects.filter(**within).order_by("pair", "wave").values(*ANSWER)),
        cases=_groups(
            FeedbackCaseFact, ("counts", "formal", "acknowledged_in_time", "answered_in_time", "root_cause"), within
        ),
        improvements=list(
            PublishedImprovementFact.objects.filter(**within)
            .order_by("theme", "you_said", "pk")
            .values_list("you_said", "we_did")
        ),
        signposts=SignpostFact.objects.filter(**within).count(),
        helps=Counter(SignpostHelpFact.objects.filter(**within).values_list("helped", flat=True)),
        bases={name: _establishments(name) for name in WITH_BASE},
        open_hours=open_hours,
        staffed_hours=_staffed_hours(open_hours),
        spent=money[MoneyFact.Kind.SPENT],
        planned=money[MoneyFact.Kind.PLANNED],
        claimed=money[MoneyFact.Kind.CLAIMED].get("", {}),
        practice=_practice(start, end),
        recommendations=list(
            Recommendation.objects.filter(state=Recommendation.State.APPROVED).values_list("title", "body")
        ),
        sharings=_sharings(content.data["evaluation"]["plan"]["ways_of_sharing"]),
        plan=content.data["evaluation"]["plan"],
        labels={
            **{field.id: {code.code: code.label for code in field} for field in content.taxonomy},
            "cost_line": {line["id"]: line["label"] for line in content.data["money"]["plan"]["cost_lines"]},
        },
        is_over=last < london_moment(at).month,
    )


def _groups(model: type[Model], columns: Sequence[str], within: dict[str, Any]) -> list[Row]:
    rows = model._default_manager.filter(**within).values(*columns).annotate(**{WEIGHT: Count("pk")})
    return list(rows.order_by(*columns))


def _establishments(by: str) -> dict[str, int]:
    column = "region_id" if by == "region" else by
    rows = Establishment.objects.filter(status__in=OFFERED_STATUSES).values_list(column).annotate(number=Count("pk"))
    return {code: number for code, number in rows.order_by(column) if code}


def _open_hours(first: int, last: int) -> dict[int, float]:
    """Of every month from `first` to `last`."""
    hours = opening_hours()
    found: dict[int, float] = {}
    day, end = _day(first), _day(next_month(last))
    while day < end:
        seconds = sum((ends - begins).total_seconds() for begins, ends in hours.open_stretches(day))
        month = day.year * 100 + day.month
        found[month] = found.get(month, 0.0) + seconds / 3600
        day += timedelta(days=1)
    return found


def _staffed_hours(open_hours: Mapping[int, float]) -> dict[int, float]:
    """Of advisers on the line, in the months in which that was counted throughout."""
    found = staffed_between(min(open_hours), max(open_hours))
    return {
        month: there / 2
        for month, (half_hours, there) in found.items()
        if there and half_hours / 2 >= COUNTED_THROUGHOUT * open_hours[month]
    }


def _practice(start: date, end: date) -> Practice:
    accepted = EvidenceItem.objects.filter(
        state=EvidenceItem.State.ACCEPTED,
        collected_at__gte=datetime.combine(start, datetime.min.time(), tzinfo=LONDON),
        collected_at__lt=datetime.combine(end + timedelta(days=1), datetime.min.time(), tzinfo=LONDON),
    )
    kinds: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for kind, settled in accepted.values_list("kind", "codes"):
        kinds[kind] += 1
        codes.update(settled)
    published = PracticeExample.objects.filter(state=PracticeExample.State.PUBLISHED).order_by("title", "pk")
    return Practice(
        items=kinds,
        codes=codes,
        notes=tuple((note.title, note.body) for note in approved_notes(first=start, last=end)),
        examples=tuple(published.values_list("title", flat=True)),
        candidates=tuple((each.title, each.why) for each in pilot_candidates()),
    )


def _sharings(ways: dict[str, str]) -> list[tuple[date, str, str, str]]:
    return [
        (on_date, ways.get(way, way), audience, what)
        for on_date, way, audience, what in Sharing.objects.values_list("on_date", "way", "audience", "what")
    ]


def _day(month: int) -> date:
    return date(month // 100, month % 100, 1)
