"""Whether a message in our inbox that says one of us wrote it was written by one of us. Pure.

Anybody can put our address into From. What counts as our reply must not hang on that.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from email import policy
from email.parser import BytesParser

from adviceline.channels.email import headers
from adviceline.channels.email.trust.checks import Trust

FROM_ADDRESS = re.compile(r"\[(?:IPv6:)?([0-9A-Fa-f.:]{3,45})\]")
#: RFC 3848: the sender signed in to the server that wrote this line.
_SIGNED_IN = re.compile(r"\bwith\s+(?:utf8)?(?:e?smtp|lmtp)s?a\b", re.IGNORECASE)
MOST_LINES = 10


def is_ours(content: bytes, found: Trust, *, trusted: Collection[str]) -> bool:
    """`found` is what the checks of its sender gave, `trusted` the mail servers of ours that are believed.

    It is ours when it is authentic; when no server carried it, so that whoever has the mailbox put it there; when its
    sender had signed in to our server, or our Microsoft 365 says so. Else nobody knows, and it is not counted.
    """
    if found.verdict == "authentic":
        return True
    head = BytesParser(policy=policy.compat32).parsebytes(content.lstrip(b"\r\n")[:200_000], headersonly=True)
    lines = headers.raw_values(head, "Received")[:MOST_LINES]
    if not lines:
        return True
    if "outlook" in trusted and headers.first(head, "X-MS-Exchange-Organization-AuthAs").casefold() == "internal":
        return True
    for line in lines:
        if _SIGNED_IN.search(line):
            return True
        if is_from_outside(line):
            return False  # what stands below it may be the sender's
    return False


def is_from_outside(line: str) -> bool:
    """Whether a Received line names a public address as where the message came from."""
    return public_address(line) is not None


def public_address(line: str) -> str | None:
    for found in FROM_ADDRESS.findall(line.partition(" by ")[0]):
        try:
            address = ipaddress.ip_address(found)
        except ValueError:
            continue
        if not (address.is_private or address.is_loopback):
            return str(address)
    return None
