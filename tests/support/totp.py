"""The code an authenticator app would show (RFC 6238: six figures, 30 seconds), apart from the service's own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time

PERIOD = 30


def code(secret: str, *, at: float | None = None, later: int = 0) -> str:
    """`later` gives the code of that many periods ahead: a code is good for one use only."""
    moment = int((time.time() if at is None else at) // PERIOD) + later
    digest = hmac.new(base64.b32decode(secret), moment.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
