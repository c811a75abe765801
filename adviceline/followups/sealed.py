"""Where a session takes place and who else comes: sealed with the enquirer's key, so that one erasure destroys all of it."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from adviceline.contacts.models import Enquirer
from adviceline.contacts.rows import details_of
from adviceline.followups.models import Participant, Session
from adviceline.privacy import crypto

PLACE, PARTICIPANT = "session.place", "session.participant"


@dataclass(frozen=True, kw_only=True)
class Place:
    """How a session is held: `way` is phone or video, with the number or the https address; `email` is where the
    enquirer wants messages about it, empty for the address that they gave before."""

    way: str = ""
    phone: str = ""
    url: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """Somebody else who takes part. `invite` sends them the invitation."""

    agency: str
    name: str
    email: str = ""
    invite: bool = False


def key_for(enquirer: Enquirer, *, at: datetime) -> uuid.UUID:
    """The enquirer's key; made now for somebody of whom nothing was sealed before. Raises `crypto.Erased`.

    Outside any transaction of a booking: keys are kept in a store of their own.
    """
    if enquirer.erased_at is not None:
        raise crypto.Erased("These details were erased.")
    if enquirer.key_id is not None:
        return enquirer.key_id
    made = crypto.create_key(at=at)
    with transaction.atomic():
        fresh = Enquirer.objects.select_for_update().get(pk=enquirer.pk)
        if fresh.erased_at is not None:
            raise crypto.Erased("These details were erased.")
        if fresh.key_id is None:
            fresh.key_id = made
            fresh.save(update_fields=["key_id"])
    enquirer.key_id = fresh.key_id
    return fresh.key_id


def seal_place(place: Place, *, key_id: uuid.UUID) -> bytes:
    kept = {name: value for name, value in asdict(place).items() if value and name != "way"}
    return crypto.seal(kept, key_id=key_id, purpose=PLACE)


def seal_participant(invited: Invited, *, key_id: uuid.UUID) -> bytes:
    return crypto.seal({"name": invited.name, "email": invited.email}, key_id=key_id, purpose=PARTICIPANT)


def place_of(session: Session) -> Place:
    """In clear; only `way` when the rest was erased."""
    kept = _opened(session.sealed_place, session, PLACE)
    return Place(way=session.way, **{name: kept.get(name, "") for name in ("phone", "url", "email")})


def participant_details(participant: Participant) -> tuple[str, str]:
    """(name, e-mail address) in clear; both empty when they were erased."""
    kept = _opened(participant.sealed_details, participant.session, PARTICIPANT)
    return kept.get("name", ""), kept.get("email", "")


def enquirer_address(session: Session) -> str:
    """Where messages for the enquirer go; empty when there is no address, or it was erased."""
    if session.enquiry.enquirer.erased_at is not None:
        return ""
    try:
        return place_of(session).email or details_of(session.enquiry.enquirer).email
    except crypto.Erased:
        return ""


def _opened(sealed: bytes | memoryview | None, session: Session, purpose: str) -> dict[str, str]:
    key_id = session.enquiry.enquirer.key_id
    if sealed is None or key_id is None:
        return {}
    try:
        found: dict[str, str] = crypto.unseal(bytes(sealed), key_id=key_id, purpose=purpose)
    except crypto.Erased:
        return {}
    return found
