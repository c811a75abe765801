"""Delivery of messages, and housekeeping of the jobs themselves."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from adviceline.jobs.models import Job, OutgoingMessage
from adviceline.jobs.registry import AFTER_SENDING, describe, find_composer, task
from adviceline.jobs.rules import MOST_ATTEMPTS
from adviceline.jobs.schedules import schedule

log = structlog.get_logger(__name__)
State = OutgoingMessage.State
KEEP_FINISHED = timedelta(days=30)


class DeliveryFailed(Exception):
    """The message certainly did not leave; it will be tried again."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.safe_words = words


@task("jobs.deliver")
def deliver(*, message: str, at: datetime) -> None:
    """Send one message at most once: `sending` is committed before the attempt, `sent` after it.

    Found in `sending`, an earlier attempt died in between: nobody can know whether it left, so it is marked
    uncertain and shown to a person. Raises `DeliveryFailed` when it certainly did not leave.
    """
    outgoing = _begin(message)
    if outgoing is None:
        return
    try:
        email = find_composer(outgoing.composer)(**outgoing.args)
        if email is None:
            _settle(outgoing, State.WITHDRAWN)
            return
        email.extra_headers["Message-ID"] = outgoing.message_id
        email.extra_headers.setdefault("Auto-Submitted", "auto-replied")
        connection = get_connection()
        connection.open()
    except Exception as error:  # nothing has been handed over yet, whatever went wrong
        _failed(outgoing, describe(error))
        raise DeliveryFailed(describe(error)) from error
    try:
        _hand_over(email, connection, outgoing)
    finally:
        _close(connection)


def _hand_over(email: EmailMessage, connection: Any, outgoing: OutgoingMessage) -> None:
    try:
        connection.send_messages([email])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        _failed(outgoing, describe(error))
        raise DeliveryFailed(describe(error)) from error
    except Exception as error:  # cut off after the data may have been accepted
        log.error("message uncertain", message=str(outgoing.pk), error=describe(error))
        _settle(outgoing, State.UNCERTAIN, error=describe(error))
        return
    mark_sent(outgoing)


def mark_sent(outgoing: OutgoingMessage) -> None:
    """Mark it as sent, with what its room does then, in one transaction.

    Should that fail, the message stays `sending` and is found uncertain, which is safe: it is not sent again.
    """
    with transaction.atomic():
        _settle(outgoing, State.SENT)
        if (follow := AFTER_SENDING.get(outgoing.composer)) is not None:
            follow(at=timezone.now(), **outgoing.args)


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail connection did not close", error=describe(error))


def _begin(message: str) -> OutgoingMessage | None:
    with transaction.atomic():
        outgoing = OutgoingMessage.objects.select_for_update().get(pk=message)
        if outgoing.state == State.SENDING:
            _settle(outgoing, State.UNCERTAIN, error="The worker died while it was being sent.")
            return None
        if outgoing.state != State.WAITING:
            return None
        OutgoingMessage.objects.filter(pk=message).update(state=State.SENDING, attempts=F("attempts") + 1)
    outgoing.refresh_from_db()
    return outgoing


def _failed(outgoing: OutgoingMessage, error: str) -> None:
    _settle(outgoing, State.DEAD if outgoing.attempts >= MOST_ATTEMPTS else State.WAITING, error=error)


def _settle(outgoing: OutgoingMessage, state: OutgoingMessage.State, *, error: str = "") -> None:
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(
        state=state, last_error=error, sent_at=timezone.now() if state == State.SENT else None
    )


@task("jobs.tidy")
def tidy(*, at: datetime) -> None:
    """Forget jobs that were done a month ago; what was given up stays until a person has seen to it."""
    Job.objects.filter(state=Job.State.DONE, finished_at__lt=at - KEEP_FINISHED).delete()


schedule("jobs.tidy", every=timedelta(days=1))
