"""How an audit event is hashed: each hash covers the event and the hash before it. Pure."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def event_hash(
    *, seq: int, at: datetime, actor: str, action: str, subject: str, data: dict[str, Any], previous_hash: str
) -> str:
    """SHA-256, hexadecimal, of the canonical JSON of the event and its predecessor's hash."""
    canonical = json.dumps(
        [seq, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, action, subject, data, previous_hash],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
