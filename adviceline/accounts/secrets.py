"""Sealing what an authenticator app shares with us: AES-256-GCM under a key derived from the current master key.

A copy of the database is then no second factor. A sealed secret is `master key's name:base64(nonce + ciphertext)`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from adviceline.privacy.crypto import NONCE_BYTES, UnableToOpen, current_master_key

PURPOSE = b"second factor"


def seal_secret(text: str) -> str:
    name, master = current_master_key()
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + AESGCM(_derived(master)).encrypt(nonce, text.encode(), PURPOSE)
    return f"{name}:{base64.b64encode(sealed).decode()}"


def open_secret(sealed: str) -> str:
    """Raises `UnableToOpen` when it was changed or its master key is not configured."""
    name, _, encoded = sealed.partition(":")
    master = settings.MASTER_KEYS.get(name)
    if master is None:
        raise UnableToOpen(f"Master key '{name}' is not configured.")
    try:
        raw = base64.b64decode(encoded, validate=True)
        return AESGCM(_derived(master)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], PURPOSE).decode()
    except (InvalidTag, ValueError) as error:
        raise UnableToOpen("A second factor's secret was changed.") from error


def is_current(sealed: str) -> bool:
    """Whether it is sealed under the current master key."""
    return sealed.partition(":")[0] == current_master_key()[0]


def _derived(master: bytes) -> bytes:
    return hmac.new(master, PURPOSE, hashlib.sha256).digest()
