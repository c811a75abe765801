"""Files that an enquirer sends in a chat: kept sealed, scanned as those of e-mails are, opened only after a plain pass."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import events_last, record
from adviceline.audit.actors import Actor
from adviceline.channels.chat.actions.telling import held, tell
from adviceline.channels.chat.errors import UnableToOpenFile, UnableToSendFile
from adviceline.channels.chat.models import Chat, ChatFile
from adviceline.channels.chat.states import TALKING
from adviceline.jobs.actions import enqueue
from adviceline.privacy import crypto
from adviceline.privacy.files import clamd, kinds
from adviceline.privacy.files.clamd import Finding, ScannerAway
from adviceline.privacy.guard import GuardFailed, screen
from adviceline.ui.words import sentence

CONTENT, SCAN = "chat.file", "chat.scan_file"
LARGEST, MOST_FILES = 5 * 1024 * 1024, 5
KINDS = (kinds.IMAGE, kinds.PDF, kinds.OFFICE, kinds.TEXT)
State = ChatFile.State
UNSETTLED = (State.WAITING, State.QUARANTINED)
_FOUND = {
    Finding.PASSED: (State.PASSED, ""),
    Finding.FOUND: (State.INFECTED, "found"),
    Finding.TOO_LARGE: (State.REFUSED, "more_than_scanned"),
    Finding.UNREADABLE: (State.REFUSED, "locked"),
}


def send_file(*, chat: Chat, name: str, content: bytes, submission: uuid.UUID, by: Actor, at: datetime) -> ChatFile:
    """Keep a file for the adviser of a chat that is going on, once for each `submission`. Raises `UnableToSendFile`."""
    if not settings.CHAT_FILES:
        raise UnableToSendFile(sentence("chat.files_off"))
    kind = kinds.kind_of(name, content)
    if len(content) > LARGEST:
        raise UnableToSendFile(sentence("chat.file_too_large", limit=LARGEST // 1024 // 1024))
    if kind not in KINDS or kinds.why_not_opened(name, content):
        raise UnableToSendFile(sentence("chat.file_kind"))
    key_id = crypto.create_key(at=at)
    values = {
        "key_id": key_id, "name": safe_name(name, kind), "kind": kind, "size": len(content), "added_at": at,
        "content": crypto.seal_bytes(content, key_id=key_id, purpose=CONTENT),
    }  # fmt: skip
    with transaction.atomic(), events_last():
        fresh = held(chat)
        known = fresh.files.filter(submission=submission).first()
        if known is not None:
            transaction.on_commit(lambda: crypto.destroy_key(key_id, at=at))
            return known
        if fresh.state != TALKING:
            raise UnableToSendFile(sentence("chat.file_not_now"))
        if fresh.files.count() >= MOST_FILES:
            raise UnableToSendFile(sentence("chat.file_too_many", limit=MOST_FILES))
        made = ChatFile.objects.create(chat=fresh, submission=submission, **values)
        tell(fresh, "file_sent", at=at)
        data = {"chat": fresh.pk, "file": made.pk, "kind": kind, "size": made.size}
        record(action="chat.file_sent", by=by, at=at, subject=fresh.enquiry.subject, data=data)
        enqueue(SCAN, args={"file": made.pk}, at=at, key=f"{SCAN}:{made.pk}")
    return made


def safe_name(name: str, kind: str) -> str:
    """The file's name without its folder; where it could identify somebody, only what kind of file it is."""
    bare = re.split(r"[/\\]", name)[-1].strip()[-120:]
    try:
        identifies = screen(" ".join(re.split(r"[\s_.-]+", bare))).blocked
    except GuardFailed:
        identifies = True
    if bare and not identifies:
        return bare
    ending = kinds.extension(bare)
    return f"{kinds.LABELS[kind]}{'.' + ending if ending in kinds.KNOWN_ENDINGS else ''}"


def scan_file(*, file: ChatFile, by: Actor, at: datetime) -> bool:
    """Ask the scanner about a file that is not settled; False when it is away: the file waits in quarantine."""
    if file.state not in UNSETTLED:
        return True
    try:
        content = crypto.unseal_bytes(bytes(file.content), key_id=file.key_id, purpose=CONTENT)
        state, reason = _FOUND[clamd.scan(content, address=settings.CLAMD).finding]
    except crypto.Erased:
        state, reason = State.REFUSED, "gone"
    except ScannerAway:
        state, reason = State.QUARANTINED, "away"
    with transaction.atomic(), events_last():
        chat = held(file.chat)
        is_new = (file.state, file.reason) != (state, reason)
        changed = ChatFile.objects.filter(pk=file.pk, state__in=UNSETTLED).update(
            state=state, reason=reason, scanned_at=at
        )
        if changed and is_new:
            tell(chat, f"file_{state}", at=at)
            data = {"chat": chat.pk, "file": file.pk, "state": state, "reason": reason}
            record(action="chat.file_scanned", by=by, at=at, subject=chat.enquiry.subject, data=data)
    return state != State.QUARANTINED


def open_file(*, file: ChatFile, by: Person, at: datetime) -> bytes:
    """What is in it, if the scanner passed it; recorded. Raises `PermissionDenied`, `UnableToOpenFile`."""
    enquiry = file.chat.enquiry
    require(by, Permission.WORK_ENQUIRIES, subject=enquiry.subject)
    fresh = ChatFile.objects.get(pk=file.pk)
    if fresh.state != State.PASSED:
        raise UnableToOpenFile(f"This file is not opened. {fresh.get_state_display()}.")
    try:
        content = crypto.unseal_bytes(bytes(fresh.content), key_id=fresh.key_id, purpose=CONTENT)
    except crypto.Erased as gone:
        raise UnableToOpenFile("This file is no longer kept.") from gone
    if kinds.why_not_opened(fresh.name, content):
        raise UnableToOpenFile("This file is not opened here.")
    with transaction.atomic():
        record(action="chat.file_opened", by=by, at=at, subject=enquiry.subject, data={"file": fresh.pk})
    return content
