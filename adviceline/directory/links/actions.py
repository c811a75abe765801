"""Writing down what the link check found, and asking for a check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.directory.links.queries import our_connection_is_doubtful
from adviceline.directory.models import Entry, LinkCheck
from adviceline.directory.rules.links import (
    FAILED,
    MOST_TRIES_KEPT,
    UNCLEAR,
    Evidence,
    Standing,
    after,
    again_after,
)
from adviceline.jobs.actions import enqueue
from adviceline.jobs.models import Job

CUT_OFF = "But no other site answered either: our own connection may be down, so this does not count."
CHECK_LINK = "directory.check_link"


class UnableToCheck(Exception):
    """The address is not checked; the words say why."""


def note_check(*, entry: Entry, address: str, evidence: Evidence, by: Actor, at: datetime) -> Entry:
    """Keep what a look at `address` found. Nothing is kept when the entry has another address meanwhile.

    A failure without any answer, on a day on which no site answers us, counts as nothing.
    """
    if evidence.found == FAILED and evidence.status is None and our_connection_is_doubtful(at=at, but=entry):
        evidence = replace(evidence, found=UNCLEAR, words=f"{evidence.words} {CUT_OFF}")
    with transaction.atomic():
        fresh = Entry.objects.select_for_update().get(pk=entry.pk)
        if fresh.url != address:
            return fresh
        held = LinkCheck.objects.filter(entry=fresh).first()
        known = held is not None and held.address == address
        before = Standing(fresh.link_state, _days(held.failed_days)) if known and held else Standing()
        now = after(before, evidence, on=timezone.localdate(at))
        changed = now.state != fresh.link_state
        tries = [evidence.as_json(at), *(held.tries if known and held else [])][:MOST_TRIES_KEPT]
        LinkCheck.objects.update_or_create(
            entry=fresh,
            defaults={
                "address": address,
                "words": evidence.words[:400],
                "leads_to": evidence.leads_to[:2000],
                "failed_days": [day.isoformat() for day in now.failed_days],
                "tries": tries,
                "checked_at": at,
                "since_at": at if changed or not (known and held) else held.since_at,
                "again_at": at + again_after(evidence),
            },
        )
        if changed:
            record(
                action="directory.link_state_changed",
                by=by,
                at=at,
                subject=f"entry:{fresh.pk}",
                data={"before": fresh.link_state, "after": now.state, "status": evidence.status},
            )
            fresh.link_state = now.state
            fresh.save(update_fields=["link_state"])
    return fresh


def ask_for_check(*, entry: Entry, by: Person, at: datetime) -> Job:
    """Have an entry's address looked at now. Asked twice within a minute, it is looked at once."""
    if not settings.LINK_CHECKS:
        raise UnableToCheck("Links are not checked here. Whoever runs the service can turn ADVICELINE_LINK_CHECKS on.")
    if entry.status == Entry.Status.RETIRED:
        raise UnableToCheck("This entry is retired, so its address is not checked.")
    with transaction.atomic():
        key = f"{CHECK_LINK}:{entry.pk}:{at:%Y-%m-%dT%H:%M}"
        job = enqueue(CHECK_LINK, args={"entry": entry.pk}, at=at, key=key)
        record(action="directory.link_check_asked", by=by, at=at, subject=f"entry:{entry.pk}")
    return job


def _days(days: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in days)
