"""The private calendar of an adviser: made, made anew, revoked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.privacy.links import hash_of
from adviceline.workforce.models import AdviserRecord, CalendarFeed
from adviceline.workforce.queries.rota import feed_token


def make_feed(*, adviser: AdviserRecord, by: Actor, at: datetime) -> CalendarFeed:
    """A new private link; one that was there before opens nothing from now on."""
    with transaction.atomic():
        locked = AdviserRecord.objects.select_for_update().get(pk=adviser.pk)
        CalendarFeed.objects.filter(adviser=locked, revoked_at__isnull=True).update(revoked_at=at)
        made = CalendarFeed(adviser=locked, made_at=at)
        made.token_hash = hash_of(feed_token(made))
        made.save(force_insert=True)
        record(action="calendar_feed.made", by=by, at=at, subject=f"person:{locked.pk}", data={"feed": made.pk})
    return made


def revoke_feed(*, adviser: AdviserRecord, by: Actor, at: datetime) -> bool:
    """The link opens nothing from now on; False when there was none."""
    with transaction.atomic():
        locked = AdviserRecord.objects.select_for_update().get(pk=adviser.pk)
        ended = CalendarFeed.objects.filter(adviser=locked, revoked_at__isnull=True).update(revoked_at=at)
        if ended:
            record(action="calendar_feed.revoked", by=by, at=at, subject=f"person:{locked.pk}")
    return bool(ended)
