"""Private links, for whoever holds one, without an account.

The token is made from a random key of the record with the service's secret, and is kept nowhere: the record has its hash,
by which the link is found. So a copy of the database opens no link.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def token_for(key: uuid.UUID, *, purpose: str) -> str:
    """256 bits that nobody can guess, as 43 characters of an address. Another `purpose` gives another token."""
    made = salted_hmac(f"adviceline.{purpose}", key.bytes, algorithm="sha256").digest()
    return urlsafe_b64encode(made).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What a record keeps of its token: 64 hexadecimal figures."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_sought(token: str) -> str:
    """The hash of what an address gave as a token; empty, which no record has, when it cannot be one."""
    return hash_of(token) if _TOKEN.fullmatch(token) else ""
