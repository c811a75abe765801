"""Housekeeping of chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from adviceline.audit.actors import SYSTEM, Actor
from adviceline.channels.chat.actions import end_what_is_over, scan_file
from adviceline.channels.chat.actions.files import SCAN, UNSETTLED
from adviceline.channels.chat.actions.transcripts import MESSAGE
from adviceline.channels.chat.composing import forget_address, transcript
from adviceline.channels.chat.models import ChatFile, Transcript
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.jobs.registry import after_sending, composer, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy import crypto
from adviceline.privacy.retention import eraser, shred

AT_A_TIME = 20


@task("chat.end_what_is_over")
def end_over(*, at: datetime) -> None:
    """End the chats that nobody is at, and those that still waited when the service closed."""
    end_what_is_over(by=SYSTEM, at=at)


schedule("chat.end_what_is_over", every=timedelta(minutes=1))


@task(SCAN)
def scan(*, file: int, at: datetime) -> None:
    """Have one file scanned. While the scanner is away it waits in quarantine for the next turn."""
    row = _unsettled().filter(pk=file).first()
    if row is not None:
        scan_file(file=row, by=SYSTEM, at=at)


@task("chat.scan_waiting")
def scan_waiting(*, at: datetime) -> None:
    """Ask about files in quarantine until the scanner is away again: for as long as it takes."""
    for row in _unsettled().order_by("pk")[:AT_A_TIME]:
        if not scan_file(file=row, by=SYSTEM, at=at):
            break


schedule("chat.scan_waiting", every=timedelta(minutes=5))


def _unsettled() -> models.QuerySet[ChatFile]:
    return ChatFile.objects.select_related("chat__contact__enquiry").filter(state__in=UNSETTLED)


composer(MESSAGE)(transcript)
after_sending(MESSAGE)(forget_address)


@eraser("chat.Transcript", "shred")
def shred_transcripts(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget where copies went, or could not go."""
    return shred(Transcript, expired, by=by, at=at)


@eraser("chat.ChatFile", "shred")
def shred_files(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget files that were sent in chats, with their keys."""
    return shred(ChatFile, expired, by=by, at=at)


@erased_with_enquirer
def forget_with_enquirer(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    """Where the copies of an enquirer's chats go, and the files that they sent."""
    for model in (Transcript, ChatFile):
        rows = model.objects.filter(chat__contact__enquiry__enquirer=enquirer)
        for key_id in rows.values_list("key_id", flat=True):
            crypto.destroy_key(key_id, at=at)
        rows.delete()
