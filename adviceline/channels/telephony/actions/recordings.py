"""Recorded calls: fetched from the exchange, kept sealed, heard for a stated reason, destroyed.

Nothing is lost or doubled wherever the process dies: a file goes only once its sound is kept, and a call whose sound is kept, or
was and is destroyed, is not taken again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import require
from adviceline.accounts.roles import Permission
from adviceline.audit.actions import record
from adviceline.audit.actors import EXCHANGE
from adviceline.channels.telephony import own_events
from adviceline.channels.telephony.actions.messages import UnableToHear
from adviceline.channels.telephony.exchange.recordings import RecordedCall, Sound, recorded_calls
from adviceline.channels.telephony.exchange.settings import Exchange
from adviceline.channels.telephony.models import Call, LiveCall, Recording, subject_of
from adviceline.contacts.models import Contact
from adviceline.privacy import crypto

log = structlog.get_logger(__name__)
CONTENT = "call.recording"
CUT_OFF_AFTER = timedelta(hours=1)
"""Unfinished and not written to for so long, the exchange died over it: what is there is whole."""
UNKNOWN_AFTER = timedelta(days=1)
"""After so long nothing can be said any more of a call that is in none of the exchange's records."""


def fetch_recordings(*, exchange: Exchange, at: datetime) -> int:
    """Take the calls that are over, each to its contact; how many. What may not be kept is removed unheard: without a noted
    basis, of a caller who said no, of an enquirer who is erased, of a call that nobody knows."""
    taken = 0
    for found in recorded_calls(Path(exchange.recordings)) if exchange.recordings else ():
        call = Call.objects.select_related("contact__enquiry__enquirer").filter(key=f"call:{found.call_id}").first()
        contact = call.contact if call is not None else None
        try:
            taken += _settle(found, contact, at=at)
        except (OSError, ValueError) as error:
            log.warning("a recording at the exchange cannot be fetched", why=type(error).__name__)
    return taken


def _settle(found: RecordedCall, contact: Contact | None, *, at: datetime) -> int:
    is_old = at - found.changed_at > UNKNOWN_AFTER
    if why := _why_not(found, contact):
        return _discard(found, contact, why, at=at)
    if contact is None:
        return _discard(found, None, "unknown_call", at=at) if is_old else 0
    if contact.ended_at is None:
        return 0  # they are talking
    if Recording.objects.filter(contact=contact).exists():
        found.remove()
        return 0
    try:
        sound = found.sound()
    except ValueError:
        return _discard(found, contact, "no_sound", at=at) if is_old else 0
    if (sound is None or not sound.is_finished) and at - found.changed_at < CUT_OFF_AFTER:
        return 0
    kept = sound is not None and _keep(sound, contact, at=at)  # nothing in it: nobody answered
    found.remove()
    return int(kept)


def _why_not(found: RecordedCall, contact: Contact | None) -> str:
    if not settings.RECORDING_BASIS:
        return "no_basis"
    if contact is not None and contact.enquiry is not None and contact.enquiry.enquirer.erased_at is not None:
        return "erased"
    live = LiveCall.objects.filter(call_id=found.call_id).first()
    said = [data for event, _, _, data in (live.heard if live is not None else ()) if event == own_events.RECORDING]
    return "declined" if [own_events.DECLINED] in said else ""


def _keep(sound: Sound, contact: Contact, *, at: datetime) -> bool:
    assert contact.ended_at is not None
    key_id = crypto.create_key(at=at)
    with transaction.atomic():
        _, new = Recording.objects.get_or_create(
            contact=contact,
            defaults={
                "key_id": key_id, "content": crypto.seal_bytes(sound.content, key_id=key_id, purpose=CONTENT),
                "seconds": sound.seconds, "basis": settings.RECORDING_BASIS, "ended_at": contact.ended_at, "fetched_at": at,
            },
        )  # fmt: skip
        if new:
            record(
                action="recording.kept", by=EXCHANGE, at=at, subject=subject_of(contact), data={"contact": contact.pk}
            )
        else:
            transaction.on_commit(lambda: crypto.destroy_key(key_id, at=at))
    return new


def _discard(found: RecordedCall, contact: Contact | None, why: str, *, at: datetime) -> int:
    subject = subject_of(contact) if contact is not None else f"call:{found.call_id}"
    with transaction.atomic():
        record(action="recording.discarded", by=EXCHANGE, at=at, subject=subject, data={"why": why})
        found.remove()
    return 0


def begin_hearing(*, recording: Recording, reason: str, by: Person, at: datetime) -> None:
    """Write down who hears it and why, before anything sounds. Raises `PermissionDenied`, `UnableToHear`."""
    subject = subject_of(recording.contact)
    require(by, Permission.HEAR_RECORDINGS, subject=subject)
    if reason not in Recording.Reason.values:
        raise UnableToHear("Say why you need to hear it.")
    if recording.destroyed_at is not None:
        raise UnableToHear("This recording was destroyed.")
    with transaction.atomic():
        record(
            action="recording.heard", by=by, at=at, subject=subject,
            data={"contact": recording.contact_id, "reason": reason},
        )  # fmt: skip


def sound_of(*, recording: Recording, by: Person) -> bytes:
    """A WAV file. A reason was given before: `begin_hearing`. Raises `PermissionDenied`, `UnableToHear`."""
    require(by, Permission.HEAR_RECORDINGS, subject=subject_of(recording.contact))
    try:
        return crypto.unseal_bytes(bytes(recording.content), key_id=recording.key_id, purpose=CONTENT)
    except crypto.Erased as gone:
        raise UnableToHear("This recording was destroyed.") from gone


def destroy_recording(*, recording: Recording, by: Person, at: datetime) -> None:
    """At once, for ever: its key goes first. That there was one stays to be seen until it would have expired. Raises
    `PermissionDenied`."""
    subject = subject_of(recording.contact)
    require(by, Permission.HEAR_RECORDINGS, subject=subject)
    crypto.destroy_key(recording.key_id, at=at)
    with transaction.atomic():
        ended = Recording.objects.filter(pk=recording.pk, destroyed_at=None).update(content=b"", destroyed_at=at)
        if ended:
            record(action="recording.destroyed", by=by, at=at, subject=subject, data={"contact": recording.contact_id})
