"""What a draft of a reply holds, sealed and opened."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from adviceline.channels.email.correspondence.models import Draft, DraftFile
from adviceline.privacy import crypto

DRAFT, FILE = "correspondence.draft", "correspondence.draft-file"


@dataclass(frozen=True)
class Words:
    """As the author left them: nothing here has passed the guard. `answers` is the contact that is answered."""

    subject: str = ""
    cc: str = ""
    text: str = ""
    reason: str = ""
    answers: int | None = None


def seal(words: Words, *, key_id: uuid.UUID) -> bytes:
    return crypto.seal(asdict(words), key_id=key_id, purpose=DRAFT)


def words_of(draft: Draft) -> Words:
    """Raises `crypto.Erased`."""
    return Words(**crypto.unseal(bytes(draft.content), key_id=draft.key_id, purpose=DRAFT))


def content_of(file: DraftFile) -> bytes:
    """Raises `crypto.Erased`."""
    return crypto.unseal_bytes(bytes(file.content), key_id=file.draft.key_id, purpose=FILE)
