"""What an adviser is told to look at before trusting a message. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from adviceline.channels.email.parsing import ParsedMail
from adviceline.channels.email.rules import began_at

OTHER_SENDER = (
    "This message answers ours and came from another address than the enquirer's: perhaps a colleague, or another mail "
    "program of theirs. Check who wrote before you answer."
)
SPOOFED = (
    "The checks of who sent this message failed: it may not be from the address that it gives. It was not joined to any "
    "other enquiry. Do not answer it before you have made sure, by another way, who wrote."
)
UNDELIVERED = "A message of ours could not be delivered: the mail server sent it back. Check the address, or ring."


def words(parsed: ParsedMail, flags: Collection[str], *, claims: str, at: datetime) -> str:
    """Sentences, or nothing. `claims` is the reference of an enquiry that it names and that is somebody else's."""
    found = []
    if "sender_spoofed" in flags:
        found.append(SPOOFED)
    if claims:
        found.append(
            f"This message says that it belongs to {claims}, but its sender is not known to be the enquirer there. "
            "Check who wrote before you merge them."
        )
    if "message_id_used_before" in flags:
        found.append("It carries the Message-ID of another message with other content. It may be a changed copy.")
    if "several_senders" in flags:
        found.append("It names more than one sender.")
    if parsed.date is None or began_at(parsed, at=at) != parsed.date:
        found.append("Its own date is missing or cannot be right: the time shown is when it was received or read in.")
    return " ".join(found)
