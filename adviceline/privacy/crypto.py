"""Sealing personal details: AES-256-GCM with a key per enquirer, wrapped by a master key that can be rotated.

A sealed value is `version byte + 12 bytes nonce + ciphertext and tag`. The associated data binds it to its key and
its purpose, so that a value copied to another record does not open.
"""

from __future__ import annotations

import hmac
import json
import os
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone

from adviceline.privacy.models import EnquiryKey

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
BATCH = 500
INDEX_KEY_ID = uuid.UUID(int=1)  # the one key that belongs to no enquirer


class Erased(Exception):
    """The key was destroyed, so the details cannot be read by anybody, ever."""


class UnableToOpen(Exception):
    """The value was changed, belongs to another record, or its master key is not configured."""


_remembered: ContextVar[dict[uuid.UUID, bytes] | None] = ContextVar("keys_remembered", default=None)


@contextmanager
def keys_remembered() -> Iterator[None]:
    """Within it, a key is read from the store once: for a batch of moments, in which many values are sealed.

    A key that somebody destroys meanwhile may still seal: nobody can open that either.
    """
    if _remembered.get() is not None:  # the outer one sees to it
        yield
        return
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def create_key(*, at: datetime) -> uuid.UUID:
    """Make and keep a new key; answers its id. Committed on its own, before the record that will use it."""
    return create_keys(1, at=at)[0]


def create_keys(count: int, *, at: datetime) -> list[uuid.UUID]:
    """As `create_key`, so many together."""
    name, master = current_master_key()
    rows = []
    for _ in range(count):
        key_id, key = _new_id(at), os.urandom(KEY_BYTES)
        rows.append(EnquiryKey(
            id=key_id, wrapped=_encrypt(master, key, key_id.bytes + b"wrap"), master_key=name, created_at=at
        ))  # fmt: skip
        _remember(key_id, key)
    EnquiryKey.objects.bulk_create(rows)
    return [row.id for row in rows]


def _new_id(at: datetime) -> uuid.UUID:
    """Of version 7 (RFC 9562): keys that are made, read and destroyed together stand together in the store's index, however
    large that is. Of its moment it says what the row says, and no more: a key of what was answered is dated by the day."""
    milliseconds, chance = int(at.timestamp() * 1000), int.from_bytes(os.urandom(10))
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | (chance >> 4 & 0xFFF) << 64 | 2 << 62 | chance >> 18)


def _remember(key_id: uuid.UUID, key: bytes) -> bytes:
    known = _remembered.get()
    if known is not None:
        known[key_id] = key
    return key


def recall(key_ids: Iterable[uuid.UUID]) -> None:
    """Read these keys with one query, for what is sealed and opened next. Only within `keys_remembered`."""
    known = _remembered.get()
    assert known is not None
    for key in EnquiryKey.objects.filter(pk__in=set(key_ids) - set(known), wrapped__isnull=False):
        known[key.pk] = _unwrap(key)


def seal(details: Any, *, key_id: uuid.UUID, purpose: str) -> bytes:
    """Encrypt a JSON value. Raises `Erased` when the key was destroyed."""
    return _encrypt(_key(key_id), json.dumps(details, ensure_ascii=False).encode(), key_id.bytes + purpose.encode())


def unseal(sealed: bytes, *, key_id: uuid.UUID, purpose: str) -> Any:
    """Decrypt what `seal` made. Raises `Erased` or `UnableToOpen`."""
    return json.loads(_decrypt(_key(key_id), bytes(sealed), key_id.bytes + purpose.encode()))


def seal_bytes(content: bytes, *, key_id: uuid.UUID, purpose: str) -> bytes:
    """Encrypt bytes as they are. Raises `Erased` when the key was destroyed."""
    return _encrypt(_key(key_id), content, key_id.bytes + purpose.encode())


def unseal_bytes(sealed: bytes, *, key_id: uuid.UUID, purpose: str) -> bytes:
    """Decrypt what `seal_bytes` made. Raises `Erased` or `UnableToOpen`."""
    return _decrypt(_key(key_id), bytes(sealed), key_id.bytes + purpose.encode())


def destroy_key(key_id: uuid.UUID, *, at: datetime) -> bool:
    """Destroy a key for ever; False when it was destroyed before."""
    assert key_id != INDEX_KEY_ID
    (_remembered.get() or {}).pop(key_id, None)
    return bool(EnquiryKey.objects.filter(pk=key_id, wrapped__isnull=False).update(wrapped=None, destroyed_at=at))


def destroy_keys(key_ids: Collection[uuid.UUID], *, at: datetime) -> int:
    """As `destroy_key`, so many together; answers how many were there."""
    assert INDEX_KEY_ID not in key_ids
    for key_id in key_ids:
        (_remembered.get() or {}).pop(key_id, None)
    if not key_ids:
        return 0
    there = EnquiryKey.objects.filter(pk__in=key_ids, wrapped__isnull=False)
    return there.update(wrapped=None, destroyed_at=at)


def rewrap_all() -> int:
    """Wrap every key again with the current master key; answers how many were. Old master keys may then be removed.

    Each key is changed on its own, so it may be stopped and begun again, and an erasure meanwhile stays one.
    Raises `UnableToOpen` when a key's master key is not configured.
    """
    name, master = current_master_key()
    count = 0
    old = EnquiryKey.objects.filter(wrapped__isnull=False).exclude(master_key=name)
    while keys := list(old.order_by("pk")[:BATCH]):
        for key in keys:
            wrapped = _encrypt(master, _unwrap(key), key.pk.bytes + b"wrap")
            count += EnquiryKey.objects.filter(pk=key.pk, master_key=key.master_key, wrapped__isnull=False).update(
                wrapped=wrapped, master_key=name
            )
    return count


def blind_index(value: str, *, purpose: str) -> str:
    """A keyed fingerprint by which an equal value is found without storing it (32 hexadecimal characters).

    Its key stands among the enquiry keys, wrapped as they are, so that fingerprints outlive every rotation.
    """
    return hmac.digest(_index_key(), f"{purpose}:{value}".encode(), "sha256").hex()[:32]


def _index_key() -> bytes:
    if known := (_remembered.get() or {}).get(INDEX_KEY_ID):
        return known
    key = EnquiryKey.objects.filter(pk=INDEX_KEY_ID).first()
    if key is None:
        name, master = current_master_key()
        wrapped = _encrypt(master, os.urandom(KEY_BYTES), INDEX_KEY_ID.bytes + b"wrap")
        made = {"wrapped": wrapped, "master_key": name, "created_at": timezone.now()}
        key, _ = EnquiryKey.objects.get_or_create(pk=INDEX_KEY_ID, defaults=made)
    return _remember(INDEX_KEY_ID, _unwrap(key))


def check_master_keys() -> None:
    """Raise `UnableToOpen` when what the key store holds was wrapped with a key that is not among ours."""
    if key := EnquiryKey.objects.filter(pk=INDEX_KEY_ID).first():
        _unwrap(key)


def current_master_key() -> tuple[str, bytes]:
    """Name and bytes of the key that wraps new keys."""
    return next(iter(settings.MASTER_KEYS.items()))


def _key(key_id: uuid.UUID) -> bytes:
    if known := (_remembered.get() or {}).get(key_id):
        return known
    key = EnquiryKey.objects.filter(pk=key_id).first()
    if key is None or key.wrapped is None:
        raise Erased("These details were erased.")
    return _remember(key_id, _unwrap(key))


def _unwrap(key: EnquiryKey) -> bytes:
    master = settings.MASTER_KEYS.get(key.master_key)
    if master is None or key.wrapped is None:
        raise UnableToOpen(f"Master key '{key.master_key}' is not configured.")
    return _decrypt(master, bytes(key.wrapped), key.pk.bytes + b"wrap")


def _encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, VERSION + bound_to)


def _decrypt(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    if sealed[:1] != VERSION:
        raise UnableToOpen("The sealed value has an unknown form.")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, VERSION + bound_to)
    except (InvalidTag, ValueError) as error:
        raise UnableToOpen("The sealed value was changed or belongs to another record.") from error
