"""A message of ours as it is sealed, and as it leaves: recipients, references, text and files."""

from __future__ import annotations

import hmac
import json
import re
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from adviceline.privacy import crypto

OUTGOING = "email.outgoing"
TOKEN_DIGITS = 16
_LOCAL_TAG = re.compile(r"^(?P<reference>[a-z0-9]+-[a-z0-9]{4}-[a-z0-9]{4})-(?P<proof>[0-9a-f]{16})$")


@dataclass(frozen=True)
class OutgoingFile:
    """A file to be attached. `content_type` is what the recipient is told it is, such as ``application/pdf``."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Written:
    """What a reply says, in clear. `in_reply_to` and `references` are Message-IDs without angle brackets."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    body: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[OutgoingFile, ...] = ()


def seal(written: Written, *, key_id: uuid.UUID) -> bytes:
    head = {
        "to": written.to, "cc": written.cc, "subject": written.subject, "body": written.body,
        "in_reply_to": written.in_reply_to, "references": written.references,
        "files": [[file.name, file.content_type, len(file.content)] for file in written.files],
    }  # fmt: skip
    packed = json.dumps(head).encode() + b"\n" + b"".join(file.content for file in written.files)
    return crypto.seal_bytes(zlib.compress(packed, 1), key_id=key_id, purpose=OUTGOING)


def unseal(content: bytes, *, key_id: uuid.UUID) -> Written:
    """Raises `crypto.Erased` or `crypto.UnableToOpen`."""
    packed = zlib.decompress(crypto.unseal_bytes(bytes(content), key_id=key_id, purpose=OUTGOING))
    head, _, rest = packed.partition(b"\n")
    said = json.loads(head)
    files = []
    for name, content_type, size in said["files"]:
        files.append(OutgoingFile(name, content_type, rest[:size]))
        rest = rest[size:]
    return Written(
        to=tuple(said["to"]), cc=tuple(said["cc"]), subject=said["subject"], body=said["body"],
        in_reply_to=said["in_reply_to"], references=tuple(said["references"]), files=tuple(files),
    )  # fmt: skip


def thread_address(address: str, reference: str) -> str:
    """Ours, with the thread's token behind a plus: who answers to it was written to about that enquiry."""
    local, at, domain = address.rpartition("@")
    return f"{local}+{reference.casefold()}-{_proof(reference)}{at}{domain}"


def proven_references(addresses: Sequence[str]) -> list[str]:
    """The references of the threads whose token one of the addresses carries, whole and right."""
    found: dict[str, None] = {}
    for address in addresses[:200]:
        tag = address.rpartition("@")[0].partition("+")[2].casefold()
        if match := _LOCAL_TAG.match(tag):
            reference = match["reference"].upper()
            if hmac.compare_digest(match["proof"], _proof(reference)):
                found[reference] = None
    return list(found)


def _proof(reference: str) -> str:
    return crypto.blind_index(reference.upper(), purpose="mail-thread")[:TOKEN_DIGITS]
