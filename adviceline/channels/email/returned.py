"""A message of ours that a mail system sends back: which it is, and whether it was given up. Pure.

Some systems name it in References; the others only within what they send back (RFC 3464, RFC 3462, or plain text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.message import Message
from email.parser import BytesParser

from adviceline.channels.email import body, headers

MOST = 20
_HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")
_STATUS = ("message/delivery-status", "message/global-delivery-status")
_IN_TEXT = re.compile(r"^[>\s]{0,20}Message-ID:\s{0,20}(<[^<>\s]{3,300}>)", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(r"^Action:\s{0,20}([a-z]+)", re.IGNORECASE | re.MULTILINE)


def returned_ids(message: Message, text: str) -> list[str]:
    """The Message-IDs of what is sent back, without brackets, each once."""
    found = dict.fromkeys(identifier for part in body.parts(message) for identifier in _ids_of(part))
    found |= dict.fromkeys(said.strip("<>") for said in _IN_TEXT.findall(text[:50_000]))
    return list(found)[:MOST]


def _ids_of(part: Message) -> Iterator[str]:
    kind = body.content_type(part)
    if kind in ("message/rfc822", "message/global") and (held := body.inside(part)):
        yield from headers.message_ids(held[0], "Message-ID")[:1]
    elif kind in _HEADERS:
        content = body.payload(part) or b"\n".join(body.payload(each) for each in body.inside(part) or [])
        for each in body.inside(part) or []:
            yield from headers.message_ids(each, "Message-ID")[:1]
        head = BytesParser(policy=policy.compat32).parsebytes(content[:100_000], headersonly=True)
        yield from headers.message_ids(head, "Message-ID")[:1]


def is_given_up(message: Message) -> bool:
    """Whether a system says that it could not deliver the message, and not that it has, or that it still tries."""
    said = {
        action.casefold()
        for part in body.all_parts(message) if body.content_type(part) in _STATUS
        for action in _ACTION.findall(_status_text(part))
    }  # fmt: skip
    if said:
        return "failed" in said
    subject = headers.text_field(message, "Subject")
    return not re.search(r"\b(delay(ed)?|warning: could not send)\b", subject, re.IGNORECASE)


def _status_text(part: Message) -> str:
    """The library reads a delivery status as messages of nothing but headers."""
    held = body.inside(part)
    if held is None:
        return body.payload(part).decode("ascii", "replace")
    return "\n".join(f"{name}: {value}" for each in held[: body.MOST_PARTS] for name, value in each.raw_items())
