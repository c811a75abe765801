"""Receipts: kept sealed, scanned as files of e-mails and chats are, opened only after a plain pass."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import Actor
from adviceline.finance.errors import UnableToRecordMoney
from adviceline.finance.models import Entry, Receipt
from adviceline.jobs.actions import enqueue
from adviceline.privacy import crypto
from adviceline.privacy.files import clamd, kinds
from adviceline.privacy.files.clamd import Finding, ScannerAway
from adviceline.privacy.guard import GuardFailed, screen

CONTENT, SCAN = "finance.receipt", "finance.scan_receipt"
LARGEST, MOST = 5 * 1024 * 1024, 10
KINDS = (kinds.IMAGE, kinds.PDF, kinds.OFFICE, kinds.TEXT)
State = Receipt.State
UNSETTLED = (State.WAITING, State.QUARANTINED)
_FOUND = {
    Finding.PASSED: State.PASSED,
    Finding.FOUND: State.INFECTED,
    Finding.TOO_LARGE: State.REFUSED,
    Finding.UNREADABLE: State.REFUSED,
}


def attach_receipt(
    *, entry: Entry, name: str, content: bytes, submission: uuid.UUID, by: Person, at: datetime
) -> Receipt:
    """Keep a receipt, once for each `submission`. Raises `UnableToRecordMoney`."""
    require(by, Permission.MANAGE_MONEY, subject=entry.subject)
    kind = kinds.kind_of(name, content)
    if len(content) > LARGEST:
        raise UnableToRecordMoney("A receipt may be no larger than 5 MB.")
    if kind not in KINDS or kinds.why_not_opened(name, content):
        raise UnableToRecordMoney("A receipt is a picture, a PDF, an office document or a text, without a password.")
    key_id = crypto.create_key(at=at)
    with transaction.atomic():
        Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        known = Receipt.objects.filter(submission=submission).first()
        if known is not None:
            transaction.on_commit(lambda: crypto.destroy_key(key_id, at=at))
            return known
        if entry.receipts.count() >= MOST:
            raise UnableToRecordMoney(f"An entry has no more than {MOST} receipts.")
        made = Receipt.objects.create(
            entry=entry, submission=submission, key_id=key_id, name=_safe_name(name, kind), kind=kind, size=len(content),
            content=crypto.seal_bytes(content, key_id=key_id, purpose=CONTENT), added_by=by, added_at=at,
        )  # fmt: skip
        enqueue(SCAN, args={"receipt": made.pk}, at=at, key=f"{SCAN}:{made.pk}")
        record(
            action="receipt.attached", by=by, at=at, subject=entry.subject,
            data={"receipt": made.pk, "kind": kind, "size": made.size},
        )  # fmt: skip
    return made


def scan_receipt(*, receipt: Receipt, by: Actor, at: datetime) -> bool:
    """Ask the scanner about a receipt that is not settled; False when it is away: the receipt waits."""
    if receipt.state not in UNSETTLED:
        return True
    try:
        content = crypto.unseal_bytes(bytes(receipt.content), key_id=receipt.key_id, purpose=CONTENT)
        state = _FOUND[clamd.scan(content, address=settings.CLAMD).finding]
    except crypto.Erased:
        state = State.REFUSED
    except ScannerAway:
        state = State.QUARANTINED
    with transaction.atomic():
        changed = Receipt.objects.filter(pk=receipt.pk, state__in=UNSETTLED).update(state=state, scanned_at=at)
        if changed and state != receipt.state:
            record(
                action="receipt.scanned", by=by, at=at, subject=receipt.entry.subject,
                data={"receipt": receipt.pk, "state": state},
            )  # fmt: skip
    return state != State.QUARANTINED


def open_receipt(*, receipt: Receipt, by: Person, at: datetime) -> bytes:
    """What is in it, if the scanner passed it; recorded. Raises `UnableToRecordMoney`."""
    require(by, Permission.SEE_MONEY, subject=receipt.entry.subject)
    fresh = Receipt.objects.get(pk=receipt.pk)
    if fresh.state != State.PASSED:
        raise UnableToRecordMoney(f"This receipt is not opened. {fresh.get_state_display()}.")
    try:
        content = crypto.unseal_bytes(bytes(fresh.content), key_id=fresh.key_id, purpose=CONTENT)
    except crypto.Erased as gone:
        raise UnableToRecordMoney("This receipt is no longer kept.") from gone
    with transaction.atomic():
        record(action="receipt.opened", by=by, at=at, subject=receipt.entry.subject, data={"receipt": fresh.pk})
    return content


def _safe_name(name: str, kind: str) -> str:
    """Without its folder; where it could identify somebody, only what kind of file it is."""
    bare = re.split(r"[/\\]", name)[-1].strip()[-100:]
    try:
        identifies = screen(" ".join(re.split(r"[\s_.-]+", bare))).blocked
    except GuardFailed:
        identifies = True
    return kinds.inert_name(bare if bare and not identifies else kinds.LABELS[kind], kind)
