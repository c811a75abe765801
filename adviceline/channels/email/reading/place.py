"""Where reading stands in a mailbox, and whose turn it is: small writes, each committed on its own.

None of it is needed for safety: a place that is lost, or two readers at once, only make work, since a message is known
by its bytes.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db.models import Q

from adviceline.channels.email.models import Mailbox
from adviceline.channels.email.reading.accounts import Account

LEASE = timedelta(minutes=3)


class LeaseLost(Exception):
    """Another process reads this mailbox now."""


def place_of(account: Account, *, at: datetime) -> Mailbox:
    return Mailbox.objects.get_or_create(name=account.name, defaults={"begun_at": at})[0]


def take_lease(place: Mailbox, *, holder: uuid.UUID, at: datetime) -> bool:
    """Whether this process may read: nobody does, or it is its own turn still."""
    free = Q(lease_holder__isnull=True) | Q(lease_until__lt=at) | Q(lease_holder=holder)
    rows = Mailbox.objects.filter(free, pk=place.pk)
    if not rows.update(lease_holder=holder, lease_until=at + LEASE):
        return False
    place.refresh_from_db()
    return True


def keep_lease(place: Mailbox, *, holder: uuid.UUID, at: datetime) -> None:
    """Raises `LeaseLost`."""
    if not take_lease(place, holder=holder, at=at):
        raise LeaseLost(place.name)


def give_back(place: Mailbox, *, holder: uuid.UUID) -> None:
    Mailbox.objects.filter(pk=place.pk, lease_holder=holder).update(lease_holder=None, lease_until=None)


def advance(place: Mailbox, **changes: object) -> None:
    for name, value in changes.items():
        setattr(place, name, value)
    Mailbox.objects.filter(pk=place.pk, lease_holder=place.lease_holder).update(**changes)


def begin_again(place: Mailbox, *, uid_validity: int) -> None:
    """The server's numbers mean other messages now: read all of it once more. What is known is told by its bytes."""
    advance(place, uid_validity=uid_validity, last_uid=0, flagged_uid=0, mark="")


def caught_up(place: Mailbox, *, at: datetime) -> None:
    """Everything there was has been read: whatever was wrong is over."""
    advance(place, caught_up_at=at, waiting=0, failing_since_at=None, failure="", alerted_at=None)


def failed(name: str, why: str, *, at: datetime) -> None:
    """Say since when, and why, the mailbox cannot be read."""
    Mailbox.objects.filter(name=name, failing_since_at__isnull=True).update(failing_since_at=at)
    Mailbox.objects.filter(name=name).update(failure=why[:300])
