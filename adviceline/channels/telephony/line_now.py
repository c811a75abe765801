"""How it goes on the line at this moment, and today: for whoever supervises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.conf import settings
from django.db.models import Count

from adviceline.channels.telephony.actions.recording import SOURCE
from adviceline.channels.telephony.membership import AT_HAND, BUSY, RINGING
from adviceline.channels.telephony.models import LiveCall, Telephone
from adviceline.contacts.models import Contact
from adviceline.workforce.queries import opening_hours
from adviceline.workforce.queries.presence import may_be_on_the_line, states_now
from adviceline.workforce.rules.presence import READY

HEARD_WITHIN = timedelta(seconds=45)
"""Telephones are looked at every quarter of a minute: after so long without that, nobody knows what they do."""
LOST = ("abandoned", "short_abandon", "refused")


@dataclass(frozen=True, slots=True)
class AtTelephone:
    name: str
    words: str
    is_ready: bool
    has_call: bool


@dataclass(frozen=True, slots=True)
class LineNow:
    """Calls that began today (in London), and who answers. `service_level`: per cent answered within `answer_within` seconds
    of those that rang, without the short abandons and those outside the hours; None while there is nothing to tell."""

    is_heard: bool
    waiting: int
    longest_wait_seconds: int | None
    talking: int
    offered: int
    answered: int
    unanswered: int
    median_wait_seconds: int | None
    service_level: int | None
    answer_within: int
    lost_this_half_hour: int
    people: tuple[AtTelephone, ...]

    @property
    def ready(self) -> int:
        return sum(each.is_ready for each in self.people)


def line_now(*, at: datetime) -> LineNow:
    local = at.astimezone(opening_hours().zone)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    half_hour = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    waiting = LiveCall.objects.filter(state=LiveCall.State.WAITING, queued_at__isnull=False).order_by("queued_at")
    first = waiting.first()
    today = Contact.objects.filter(channel="call", direction="in", source=SOURCE, began_at__gte=day, began_at__lte=at)
    alike = today.order_by().values_list("outcome", "wait_seconds").annotate(calls=Count("pk"))
    rows = [(outcome, wait) for outcome, wait, calls in alike for _ in range(calls)]
    waits = [wait for outcome, wait in rows if outcome == "answered" and wait is not None]
    answered = sum(outcome == "answered" for outcome, _ in rows)
    count = waiting.count()
    return LineNow(
        is_heard=not settings.EXCHANGE or Telephone.objects.filter(heard_at__gte=at - HEARD_WITHIN).exists(),
        waiting=count,
        longest_wait_seconds=_seconds(at, first.queued_at) if first is not None and first.queued_at else None,
        talking=LiveCall.objects.filter(state=LiveCall.State.TALKING).count(),
        offered=len(rows) + count,
        answered=answered,
        unanswered=len(rows) - answered,
        median_wait_seconds=round(median(waits)) if waits else None,
        service_level=service_level(rows, within=settings.ANSWER_WITHIN),
        answer_within=settings.ANSWER_WITHIN,
        lost_this_half_hour=today.filter(outcome__in=LOST, began_at__gte=half_hour).count(),
        people=tuple(_people(at)),
    )


def service_level(calls: Sequence[tuple[str, int | None]], *, within: int) -> int | None:
    """Of (outcome, seconds of waiting); in whole per cent, never rounded up to all of them."""
    counted = [(outcome, wait) for outcome, wait in calls if outcome not in ("short_abandon", "out_of_hours")]
    if not counted:
        return None
    in_time = sum(outcome == "answered" and wait is not None and wait <= within for outcome, wait in counted)
    return in_time * 100 // len(counted)


def _seconds(at: datetime, since: datetime) -> int:
    return max(0, round((at - since).total_seconds()))


def _people(at: datetime) -> list[AtTelephone]:
    """Whoever has a telephone and is signed on, those who are ready first."""
    telephones = {each.adviser_id: each for each in Telephone.objects.all()}
    signed_on = [each for each in states_now(at=at) if each.adviser.pk in telephones]
    may = may_be_on_the_line([each.adviser.pk for each in signed_on], at=at)
    found = []
    for each in signed_on:
        row = telephones[each.adviser.pk]
        is_known = at - row.heard_at <= HEARD_WITHIN
        words, is_ready = each.label, False
        if each.adviser.pk not in may:
            words = f"{each.label}, but may not be on the line"
        elif each.state == READY and not is_known:
            words = "Ready; the exchange is not heard"
        elif each.state == READY and row.device == RINGING:
            words = "It rings"
        elif each.state == READY and row.device not in AT_HAND:
            words = "Ready, but the telephone is not signed on"
        else:
            is_ready = each.state == READY
        found.append(AtTelephone(each.adviser.name, words, is_ready, is_known and row.device in BUSY))
    return sorted(found, key=lambda one: not one.is_ready)
