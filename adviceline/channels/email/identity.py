"""Which message is which: the same one told apart from another that borrows its Message-ID.

A message may come as a file, from a Maildir or from an mbox, with line ends and ``>From`` quoting changed on the way,
and with Received, Status and the like added. None of that is part of its identity. Its sender, date, subject and
content are.
"""

import hashlib
import re
from email.message import Message

from adviceline.channels.email import body, headers

_FROM_QUOTE = re.compile(rb"^>+(?=From )", re.MULTILINE)


def content_digest(message: Message) -> str:
    """A hash of what the sender wrote: the same however the message reached us."""
    digest = hashlib.sha256()
    for name in ("From", "Date", "Subject"):
        value = headers.decode_words(headers.first(message, name))
        digest.update(f"{name}:{' '.join(value.split())}\n".encode("utf-8", "surrogatepass"))
    for part in body.parts(message):
        digest.update(f"\n{body.content_type(part)}\n".encode("utf-8", "surrogatepass"))
        if part.is_multipart():  # a message within: by the words of its own parts
            for inner in _within(part):
                digest.update(_settled(body.payload(inner)))
        else:
            digest.update(_settled(body.payload(part)))
    return digest.hexdigest()


def _within(part: Message) -> list[Message]:
    found: list[Message] = []
    waiting = [part]
    while waiting and len(found) < body.MOST_PARTS:
        piece = waiting.pop()
        held = body.inside(piece)
        if held is None:
            found.append(piece)
        else:
            waiting.extend(reversed(held))
    return found


def _settled(content: bytes) -> bytes:
    content = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _FROM_QUOTE.sub(b"", content).rstrip(b"\n ")


def message_id_of(message: Message, digest: str) -> tuple[str, bool]:
    """The Message-ID without its brackets, and whether it had to be made up from the content."""
    ids = headers.message_ids(message, "Message-ID")
    if ids:
        return ids[0], False
    bare = re.sub(r"\s", "", headers.clean(headers.first(message, "Message-ID"), 998)).strip("<>")
    return (bare, False) if bare else (f"{digest}@without-message-id.invalid", True)


def idempotency_key(message_id: str, digest: str) -> str:
    """The same for the same message; another for other content under the same Message-ID."""
    return "email:" + hashlib.sha256(f"{message_id}\n{digest}".encode("utf-8", "surrogatepass")).hexdigest()
