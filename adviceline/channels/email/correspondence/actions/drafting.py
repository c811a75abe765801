"""Writing a reply: kept as it is written, sealed, until it is sent or thrown away."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from adviceline.accounts.models import Person
from adviceline.audit.actions import record
from adviceline.channels.email.actions import send_reply
from adviceline.channels.email.correspondence import drafts
from adviceline.channels.email.correspondence.blanking import blocking_spans
from adviceline.channels.email.correspondence.drafts import Words
from adviceline.channels.email.correspondence.errors import UnableToKeepDraft
from adviceline.channels.email.correspondence.models import Draft, DraftFile
from adviceline.channels.email.models import Outgoing
from adviceline.channels.email.rules import LARGEST_FILES, file_name
from adviceline.channels.email.writing import OutgoingFile
from adviceline.contacts.models import Contact, Enquiry
from adviceline.privacy import crypto
from adviceline.privacy.files import clamd
from adviceline.privacy.files import kinds as files
from adviceline.privacy.files.clamd import Finding, ScannerAway
from adviceline.privacy.guard import GuardFailed
from adviceline.privacy.screening import ScreenedText

MOST_FILES = 10
_TYPES = {
    "pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "doc": "application/msword", "rtf": "application/rtf", "txt": "text/plain", "csv": "text/csv",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
}  # fmt: skip


def save_draft(*, enquiry: Enquiry, words: Words, submission: uuid.UUID | None, by: Person, at: datetime) -> Draft:
    """Keep what somebody is writing on this enquiry, whatever it says: sealed, and shown to them alone.

    `submission` names the reply that a new draft is to become: sent twice, that form sends one message.
    """
    draft = Draft.objects.filter(enquiry=enquiry, author=by).first()
    if draft is None:
        key_id = crypto.create_key(at=at)
        try:
            with transaction.atomic():
                return Draft.objects.create(
                    enquiry=enquiry, author=by, key_id=key_id, content=drafts.seal(words, key_id=key_id), saved_at=at,
                    submission=submission or uuid.uuid4(),
                )  # fmt: skip
        except IntegrityError:  # two windows at once: the later words are kept
            crypto.destroy_key(key_id, at=at)
            draft = Draft.objects.filter(enquiry=enquiry, author=by).first()
            if draft is None:  # the form names another draft of theirs, on another enquiry
                return save_draft(enquiry=enquiry, words=words, submission=None, by=by, at=at)
    draft.content, draft.saved_at = drafts.seal(words, key_id=draft.key_id), at
    if not Draft.objects.filter(pk=draft.pk).update(
        content=draft.content, saved_at=at
    ):  # sent or thrown away meanwhile
        return save_draft(enquiry=enquiry, words=words, submission=None, by=by, at=at)
    return draft


def add_file(*, draft: Draft, name: str, content: bytes, by: Person, at: datetime) -> DraftFile:
    """Put a file with the reply, once the scanner has passed it. Raises `UnableToKeepDraft`."""
    name = file_name(name)
    held = list(draft.files.all())
    if len(held) >= MOST_FILES or sum(each.size for each in held) + len(content) > LARGEST_FILES:
        raise UnableToKeepDraft(f"Attach at most {MOST_FILES} files, of 18 MB together.")
    if refused := files.why_not_opened(name, content):
        raise UnableToKeepDraft(f"This file cannot be attached. {files.REFUSALS[refused]}")
    if _could_identify(name):
        raise UnableToKeepDraft("The name of this file could identify a child. Give the file another name.")
    try:
        verdict = clamd.scan(content, address=settings.CLAMD)
    except ScannerAway as away:
        raise UnableToKeepDraft(
            "The virus scanner cannot be asked just now, so no file can be attached. Your words are kept."
        ) from away
    if verdict.finding != Finding.PASSED:
        record_refused(draft=draft, signature=verdict.signature, by=by, at=at)
        raise UnableToKeepDraft("The virus scanner did not pass this file, so it was not attached.")
    with transaction.atomic():
        file = DraftFile.objects.create(
            draft=draft, name=name, kind=files.kind_of(name, content), size=len(content), added_at=at,
            content=crypto.seal_bytes(content, key_id=draft.key_id, purpose=drafts.FILE),
        )  # fmt: skip
        record(action="reply.file_added", by=by, at=at, subject=draft.enquiry.subject, data={"size": len(content)})
    return file


def _could_identify(name: str) -> bool:
    try:
        return bool(blocking_spans(" ".join(re.split(r"[\s_.-]+", name))))
    except GuardFailed:
        return True


def record_refused(*, draft: Draft, signature: str, by: Person, at: datetime) -> None:
    """That the scanner did not pass a file which somebody wanted to send."""
    with transaction.atomic():
        record(action="reply.file_refused", by=by, at=at, subject=draft.enquiry.subject, data={"signature": signature})


def remove_file(*, draft: Draft, file: int, by: Person, at: datetime) -> bool:
    """Take a file away again; False when it was not there."""
    with transaction.atomic():
        count, _ = draft.files.filter(pk=file).delete()
        if count:
            record(action="reply.file_removed", by=by, at=at, subject=draft.enquiry.subject)
    return bool(count)


def discard_draft(*, draft: Draft, by: Person, at: datetime) -> None:
    """Throw a draft away, with its files."""
    with transaction.atomic():
        record(action="reply.discarded", by=by, at=at, subject=draft.enquiry.subject)
        draft.delete()
    crypto.destroy_key(draft.key_id, at=at)


def send_draft(
    *, enquiry: Enquiry, draft: Draft, submission: uuid.UUID, to: Sequence[str], cc: Sequence[str],
    subject: ScreenedText, text: ScreenedText, answers: Contact | None, by: Person, at: datetime,
) -> Outgoing:  # fmt: skip
    """Send what the draft became, once, and forget the draft. Raises `UnableToSendReply`: then the draft stays."""
    attached = [
        OutgoingFile(
            each.name, _TYPES.get(files.extension(each.name), "application/octet-stream"), drafts.content_of(each)
        )
        for each in draft.files.select_related("draft").order_by("pk")
    ]
    with transaction.atomic():
        sent = send_reply(
            enquiry=enquiry, to=to, cc=cc, subject=subject, text=text, attachments=attached, in_reply_to=answers,
            submission=submission, by=by, at=at,
        )  # fmt: skip
        Draft.objects.filter(pk=draft.pk).delete()
    crypto.destroy_key(draft.key_id, at=at)
    return sent
