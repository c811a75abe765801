"""Opening what is kept sealed: a file that was passed, and a message as it arrived. Each is recorded."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.channels.email.correspondence.errors import UnableToOpenAttachment, UnableToReadOriginal
from adviceline.channels.email.correspondence.models import Attachment
from adviceline.channels.email.correspondence.opening import OriginalGone, raw_of
from adviceline.channels.email.correspondence.structure import File, structure_of
from adviceline.channels.email.models import Message
from adviceline.channels.email.parsing import UnreadableMail
from adviceline.contacts.models import Enquiry
from adviceline.privacy.files import kinds as files
from adviceline.privacy.screening import ScreenedText

SHORTEST_REASON = 5


def open_attachment(*, attachment: Attachment, enquiry: Enquiry, by: Person, at: datetime) -> File:
    """The file, if the scanner passed it. Raises `PermissionDenied`, `UnableToOpenAttachment`."""
    require(by, Permission.WORK_ENQUIRIES, subject=enquiry.subject)
    fresh = Attachment.objects.select_related("message__sealed").get(pk=attachment.pk)
    if fresh.state != Attachment.State.PASSED:
        words = files.REFUSALS.get(fresh.reason, "")
        raise UnableToOpenAttachment(f"This file is not opened. {fresh.get_state_display()}. {words}".strip())
    try:
        found = structure_of(raw_of(fresh.message)).files
    except (OriginalGone, UnreadableMail) as gone:
        raise UnableToOpenAttachment("This file is no longer kept.") from gone
    file = next((each for each in found if each.place == fresh.place and len(each.content) == fresh.size), None)
    if file is None or files.why_not_opened(file.name, file.content):
        raise UnableToOpenAttachment("This file is not opened here.")
    with transaction.atomic():
        record(
            action="attachment.opened", by=by, at=at, subject=enquiry.subject,
            data={"attachment": fresh.pk, "kind": fresh.kind},
        )  # fmt: skip
    return file


def read_original(*, message: Message, enquiry: Enquiry, reason: ScreenedText, by: Person, at: datetime) -> bytes:
    """The message as it arrived, byte for byte. The reason is recorded for ever, before anything is shown.

    Raises `PermissionDenied`, `UnableToReadOriginal`.
    """
    require(by, Permission.WORK_ENQUIRIES, subject=enquiry.subject)
    if len(reason.text) < SHORTEST_REASON:
        raise UnableToReadOriginal("Say why you need to read the original.")
    try:
        content = raw_of(message)
    except OriginalGone as gone:
        raise UnableToReadOriginal(str(gone)) from gone
    with transaction.atomic():
        record(
            action="original.read", by=by, at=at, subject=enquiry.subject,
            data={"message": message.pk, "reason": reason.text[:300]},
        )  # fmt: skip
    return content
