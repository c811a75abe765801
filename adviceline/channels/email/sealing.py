"""A message at rest: its bytes and where they came from, compressed and sealed; and the fingerprints it is found by."""

from __future__ import annotations

import json
import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from adviceline.channels.email.models import Sealed
from adviceline.privacy import crypto

CONTENT = "email.content"


@dataclass(frozen=True)
class Heard:
    """What was heard: bytes (None when they could not be read), from where, and when the mailbox says it came."""

    origin: str
    content: bytes | None
    delivered_at: datetime | None = None


def seal(heard: Heard, *, key_id: uuid.UUID) -> bytes:
    return crypto.seal_bytes(_pack(heard), key_id=key_id, purpose=CONTENT)


def unseal(sealed: Sealed) -> Heard:
    """Raises `crypto.Erased` or `crypto.UnableToOpen`."""
    return _unpack(crypto.unseal_bytes(bytes(sealed.content), key_id=sealed.key_id, purpose=CONTENT))


def seal_again(sealed: Sealed, *, key_id: uuid.UUID) -> uuid.UUID:
    """Put a message under the key `key_id`, inside the caller's transaction; answers the key it had, to be destroyed
    once that transaction is committed."""
    before = sealed.key_id
    sealed.content = sealed_again(sealed, key_id=key_id)
    sealed.key_id, sealed.has_own_key = key_id, False
    sealed.save(update_fields=["content", "key_id", "has_own_key"])
    return before


def sealed_again(sealed: Sealed, *, key_id: uuid.UUID) -> bytes:
    """A message's content under another key."""
    plain = crypto.unseal_bytes(bytes(sealed.content), key_id=sealed.key_id, purpose=CONTENT)
    return crypto.seal_bytes(plain, key_id=key_id, purpose=CONTENT)


def bytes_index(content: bytes) -> str:
    return crypto.blind_index(sha256(content).hexdigest(), purpose="email-bytes")


def origin_index(origin: str) -> str:
    return crypto.blind_index(shown(origin), purpose="email-origin")


def shown(origin: str) -> str:
    """A place as text that can be printed and stored: a file's name may hold bytes that are no character."""
    return origin.encode("utf-8", "backslashreplace").decode()


def id_index(message_id: str) -> str:
    return crypto.blind_index(message_id, purpose="message-id")


def _pack(heard: Heard) -> bytes:
    head = {
        "origin": heard.origin,
        "delivered_at": heard.delivered_at.isoformat() if heard.delivered_at else None,
        "has_content": heard.content is not None,
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(heard.content or b"", 1)


def _unpack(packed: bytes) -> Heard:
    head, _, compressed = packed.partition(b"\n")
    said = json.loads(head)
    return Heard(
        origin=said["origin"],
        content=zlib.decompress(compressed) if said["has_content"] else None,
        delivered_at=datetime.fromisoformat(said["delivered_at"]) if said["delivered_at"] else None,
    )
