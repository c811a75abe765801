"""Background work of the telephone channel: calls stored and not recorded; forgetting what the exchange told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from adviceline.audit.actors import Actor
from adviceline.channels.telephony.actions import (
    fetch_hosted_message,
    fetch_messages,
    fetch_recordings,
    forget_sounds_of,
    read_exchange,
    record_stored,
)
from adviceline.channels.telephony.advisers import current_exchange
from adviceline.channels.telephony.models import CallDetails, Recording, VoiceMessage
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.jobs.registry import task
from adviceline.jobs.schedules import schedule
from adviceline.privacy.retention import eraser, shred

LEFT_ALONE = timedelta(minutes=10)


@task("telephony.record_stored")
def record_left_behind(*, at: datetime) -> None:
    """Record what a reading stored and then died over."""
    record_stored(at=at, stored_before=at - LEFT_ALONE)


@task("telephony.read_exchange")
def read_exchange_records(*, at: datetime) -> None:
    """Read the exchange's own records and compare them with what was heard; nothing where no exchange is set up."""
    if (exchange := current_exchange()) is not None and exchange.records:
        read_exchange(exchange=exchange, at=at)


@task("telephony.fetch_messages")
def fetch(*, at: datetime) -> None:
    """Messages that callers left, where the settings say where the exchange keeps them."""
    if (exchange := current_exchange()) is not None:
        fetch_messages(exchange=exchange, at=at)


@task("telephony.fetch_recordings")
def take_recordings(*, at: datetime) -> None:
    """Recorded calls, where the settings say where the exchange keeps them."""
    if (exchange := current_exchange()) is not None:
        fetch_recordings(exchange=exchange, at=at)


@task("telephony.fetch_hosted_message")
def fetch_hosted(*, account: str, recording: str, call: str, left_at: str, at: datetime) -> None:
    """A message left with a hosted provider: kept here, and removed there."""
    when = datetime.fromisoformat(left_at)
    fetch_hosted_message(account=account, recording=recording, call_id=call, left_at=when, at=at)


schedule("telephony.fetch_messages", every=timedelta(minutes=1))
schedule("telephony.fetch_recordings", every=timedelta(minutes=1))
schedule("telephony.read_exchange", every=timedelta(minutes=5))
schedule("telephony.record_stored", every=timedelta(minutes=15))


@eraser("channel_telephony.CallDetails", "shred")
def shred_details(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget details past their time, and destroy the keys that were theirs alone."""
    return shred(CallDetails, expired, by=by, at=at)


@eraser("channel_telephony.VoiceMessage", "shred")
def shred_messages(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    return shred(VoiceMessage, expired, by=by, at=at)


@eraser("channel_telephony.Recording", "shred")
def shred_recordings(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    return shred(Recording, expired, by=by, at=at)


@erased_with_enquirer
def forget_with_enquirer(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    forget_sounds_of(enquirer=enquirer, by=by, at=at)
