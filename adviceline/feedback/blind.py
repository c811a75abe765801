"""What only the service's secret can work out: whose link a mark is of, and which answers belong to one another.

All of it goes one way. Whoever reads the tables, even all of them, can neither go from an invitation to its mark or pair,
nor back. See docs/adr/0071.
"""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac

from adviceline.contacts.models import Enquiry
from adviceline.feedback.models import HeldAnswer, Invitation
from adviceline.privacy import crypto
from adviceline.privacy.links import hash_of, token_for

LINK = "feedback.invitation"
SEAL = "feedback.held"
#: Every sealed answer is this long, so that its length does not tell which one it was. Three texts of 1,000 characters fit.
SEALED_BYTES = 16 * 1024


def token_of(invitation: Invitation) -> str:
    return token_for(invitation.key, purpose=LINK)


def new_link() -> tuple[uuid.UUID, str]:
    """A fresh key and the hash of its token."""
    key = uuid.uuid4()
    return key, hash_of(token_for(key, purpose=LINK))


def link_of(invitation: Invitation, *, origin: str) -> str:
    """The address of the questions; empty when the service's secret was changed since."""
    token = token_of(invitation)
    return f"{origin}{reverse('web:tell_us', args=[token])}" if hash_of(token) == invitation.token_hash else ""


def mark_of(invitation: Invitation) -> str:
    """The mark that the link leaves when it is used."""
    return salted_hmac("adviceline.feedback.spent", invitation.key.bytes, algorithm="sha256").hexdigest()


def pair_of(enquiry: Enquiry) -> uuid.UUID:
    """The same for all answers about one enquiry."""
    made = salted_hmac("adviceline.feedback.pair", enquiry.key.bytes, algorithm="sha256").digest()
    return uuid.UUID(bytes=made[:16], version=4)


def forget_mark_after(expires_at: datetime) -> datetime:
    """The first day of the second month after the link ends: the same for every link that ends in that month."""
    later = (expires_at.astimezone(UTC).replace(day=1) + timedelta(days=64)).replace(day=1)
    return later.replace(hour=0, minute=0, second=0, microsecond=0)


def seal(payload: dict[str, Any], *, key_id: uuid.UUID) -> bytes:
    plain = json.dumps(payload, ensure_ascii=False).encode()
    assert len(plain) <= SEALED_BYTES
    return crypto.seal_bytes(plain.ljust(SEALED_BYTES), key_id=key_id, purpose=SEAL)


def unseal(held: HeldAnswer) -> dict[str, Any]:
    """Raises `crypto.Erased`, `crypto.UnableToOpen`."""
    found: dict[str, Any] = json.loads(crypto.unseal_bytes(bytes(held.sealed), key_id=held.key_id, purpose=SEAL))
    return found
