"""Asking the virus scanner about a message's files. Whatever is not a pass is not opened."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.channels.email.correspondence.models import Attachment
from adviceline.channels.email.correspondence.opening import OriginalGone, raw_of
from adviceline.channels.email.correspondence.structure import structure_of
from adviceline.channels.email.models import Message
from adviceline.channels.email.parsing import UnreadableMail
from adviceline.privacy.files import clamd
from adviceline.privacy.files.clamd import Finding, ScannerAway

State = Attachment.State
#: For all files of one message, in one turn; what is left waits for the next.
MOST_SECONDS = 60.0
AWAY = "away"
_STATES = {
    Finding.PASSED: (State.PASSED, ""),
    Finding.FOUND: (State.INFECTED, "found"),
    Finding.TOO_LARGE: (State.REFUSED, "more_than_scanned"),
    Finding.UNREADABLE: (State.REFUSED, "locked"),
}


def scan_files(*, message: Message, by: Actor, at: datetime) -> bool:
    """Ask about each file that is not settled; False when the scanner is away: then they wait in quarantine."""
    waiting = list(message.attachments.filter(state__in=[State.WAITING, State.QUARANTINED]).order_by("place"))
    if not waiting:
        return True
    try:
        contents = {each.place: each.content for each in structure_of(raw_of(message)).files}
    except (OriginalGone, UnreadableMail):
        for attachment in waiting:
            _settle(attachment, State.REFUSED, "gone", by=by, at=at)
        return True
    deadline = time.monotonic() + MOST_SECONDS
    for attachment in waiting:
        content = contents.get(attachment.place)
        if content is None or len(content) != attachment.size:
            _settle(attachment, State.REFUSED, "gone", by=by, at=at)
            continue
        if time.monotonic() >= deadline:
            break
        try:
            verdict = clamd.scan(content, address=settings.CLAMD, most_seconds=deadline - time.monotonic())
        except ScannerAway:
            for each in waiting:
                if each.state in (State.WAITING, State.QUARANTINED):
                    _settle(each, State.QUARANTINED, AWAY, by=by, at=at)
            return False
        state, reason = _STATES[verdict.finding]
        _settle(attachment, state, reason, signature=verdict.signature, by=by, at=at)
    return True


def _settle(
    attachment: Attachment, state: Attachment.State, reason: str, *, by: Actor, at: datetime, signature: str = ""
) -> None:
    """What was found of a file, once; that the scanner is still away is nothing new."""
    is_new = (attachment.state, attachment.reason) != (state, reason)
    unsettled = Attachment.objects.filter(pk=attachment.pk, state__in=[State.WAITING, State.QUARANTINED])
    with transaction.atomic():
        changed = unsettled.update(
            state=state, reason=reason, signature=signature[:200], scanned_at=at, tries=F("tries") + 1
        )
        attachment.state, attachment.reason = state, reason
        if changed and is_new:
            data = {"attachment": attachment.pk, "state": state, "reason": reason, "signature": signature[:200]}
            record(action="attachment.scanned", by=by, at=at, subject=_subject(attachment), data=data)


def _subject(attachment: Attachment) -> str:
    contact = attachment.message.contact
    enquiry = contact.enquiry if contact is not None else None
    return enquiry.subject if enquiry is not None else f"message:{attachment.message_id}"
