"""Background work on the desk's side of e-mail: taking messages apart, scanning their files, erasing what is past its time."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import DatabaseError, models

from adviceline.audit.actors import MAILBOX, Actor
from adviceline.channels.email.actions.recording import TAKE_APART
from adviceline.channels.email.correspondence import queries
from adviceline.channels.email.correspondence.actions import read_message, scan_files
from adviceline.channels.email.correspondence.actions.reading import SCAN
from adviceline.channels.email.correspondence.models import BlankedWords, Draft, Reading, TakenOut
from adviceline.channels.email.models import Message
from adviceline.contacts.erasure import erased_with_enquirer
from adviceline.contacts.models import Enquirer
from adviceline.jobs.registry import describe, task
from adviceline.jobs.schedules import schedule
from adviceline.privacy import crypto
from adviceline.privacy.retention import eraser, shred

log = structlog.get_logger(__name__)
AT_A_TIME = 20


@task(TAKE_APART)
def read(*, messages: list[int], at: datetime) -> None:
    """Take these apart. What the guard cannot look at now is tried again every few minutes."""
    if failed := _read(Message.objects.filter(pk__in=messages, state=Message.State.RECORDED), at=at):
        raise UnableToTakeApart(f"{failed} of {len(messages)} messages could not be taken apart.")


class UnableToTakeApart(Exception):
    """The job is tried again, and at last given up, for those of its messages that fail; the others are done."""


def _read(messages: models.QuerySet[Message], *, at: datetime) -> int:
    """Take each apart, whatever happens to the one before; answers how many failed."""
    failed = 0
    for row in messages.select_related("sealed", "contact__enquiry__enquirer").order_by("pk"):
        try:
            read_message(message=row, at=at)
        except DatabaseError:
            raise
        except Exception as error:
            log.error("message not taken apart", message=row.pk, error=describe(error))
            failed += 1
    return failed


@task(SCAN)
def scan(*, message: int, at: datetime) -> None:
    """Have the files of one message scanned. While the scanner is away they wait in quarantine for the next turn."""
    row = Message.objects.filter(pk=message).select_related("sealed", "contact__enquiry").first()
    if row is not None:
        scan_files(message=row, by=MAILBOX, at=at)


@task("correspondence.look_again")
def look_again(*, at: datetime) -> None:
    """Try what the guard could not look at, and ask about files in quarantine until the scanner is away again: for as
    long as it takes."""
    unscreened = Reading.objects.filter(state=Reading.State.UNSCREENED).order_by("read_at", "pk")
    _read(Message.objects.filter(pk__in=unscreened.values_list("pk", flat=True)[:AT_A_TIME]), at=at)
    for row in queries.to_scan(most=AT_A_TIME):
        if not scan_files(message=row, by=MAILBOX, at=at):
            break


schedule("correspondence.look_again", every=timedelta(minutes=5))


@eraser("correspondence.TakenOut", "shred")
def shred_words(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget words that people took out, with their keys."""
    return shred(TakenOut, expired, by=by, at=at)


@eraser("correspondence.Draft", "shred")
def shred_drafts(expired: models.QuerySet[models.Model], by: Actor, at: datetime) -> int:
    """Forget drafts that nobody went on with, with their keys."""
    return shred(Draft, expired, by=by, at=at)


@erased_with_enquirer
def forget_with_enquirer(enquirer: Enquirer, by: Actor, at: datetime) -> None:
    """Words taken out of the enquirer's messages, and replies begun to them: their keys, and the rows."""
    for model in (TakenOut, Draft):
        rows = model.objects.filter(enquiry__enquirer=enquirer)
        for key_id in rows.values_list("key_id", flat=True):
            crypto.destroy_key(key_id, at=at)
        rows.delete()
    BlankedWords.objects.filter(enquiry__enquirer=enquirer).delete()
