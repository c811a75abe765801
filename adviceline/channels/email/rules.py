"""What becomes of a message: pure decisions, no database and no clock."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import getaddresses

from adviceline.channels.email import headers
from adviceline.channels.email.errors import UnableToSendReply
from adviceline.channels.email.parsing import ParsedMail, base_address

LONGEST_NOTE = 20_000
"""Characters of a message that an enquiry shows; a person's message is a few thousand. The rest is kept sealed."""
MOST_REFERENCES = 40
AHEAD = timedelta(days=1)
_NO_ANSWERS = re.compile(r"(^|[._+-])(no[-_.]?reply|do[-_.]?not[-_.]?reply|noresponse)([._+-]|@|\d)", re.IGNORECASE)
NOT_FROM_US = "not_from_us"
"""The flag of a message in our inbox that gives one of our addresses as its sender, which nothing proves."""
_ANSWERS = re.compile(
    r"^(re|aw|sv|antw|odp|r|ynt|vs|rif|res|ateb|fw|fwd|wg|tr|rv|enc|vb)\s*(\[\d+\])?\s*:", re.IGNORECASE
)

#: What an inbound message is counted as, by the kind that it was found to be.
OUTCOMES = {"person": "received", "auto_reply": "auto_reply", "bounce": "bounce", "list": "auto_reply", "spam": "spam"}


@dataclass(frozen=True)
class Mailboxes:
    """The addresses that are ours: what they send is outbound. In lower case, without any +tag."""

    addresses: frozenset[str]

    @classmethod
    def of(cls, written: Collection[str]) -> Mailboxes:
        """From addresses as people write them, with or without a name."""
        found = {address for _, address in getaddresses([text for text in written if text]) if "@" in address}
        return cls(frozenset(base_address(address) for address in found))


def began_at(parsed: ParsedMail, *, at: datetime) -> datetime:
    """When the message counts: as its sender dated it, unless that cannot be.

    A date a week off what our own mail server wrote, or in the future, is a wrong clock or worse: then the server's
    time holds, and for want of one, `at`.
    """
    date, received = parsed.date, parsed.received_at
    if received is not None and received > at + AHEAD:
        received = None
    if date is None or date > at + AHEAD or ("date_differs_from_received" in parsed.flags and received is not None):
        return received or at
    return date


def answered_ids(parsed: ParsedMail) -> list[str]:
    """The Message-IDs that it names as answered, the nearest first, each once, bounded; the thread's first kept."""
    ids = list(dict.fromkeys([*reversed(parsed.in_reply_to), *reversed(parsed.references)]))
    ids = [identifier for identifier in ids if identifier != parsed.message_id]
    return [*ids[: MOST_REFERENCES - 1], ids[-1]] if len(ids) > MOST_REFERENCES else ids


def recipients(parsed: ParsedMail) -> list[str]:
    """Whom it was written to, at most 200 addresses."""
    return list(dict.fromkeys(item.address for item in (*parsed.to, *parsed.cc)))[:200]


def is_between_ourselves(parsed: ParsedMail, ours: Mailboxes) -> bool:
    """One of us to the rest of us, such as a message passed on to the shared mailbox: no contact."""
    written_to = recipients(parsed)
    return bool(written_to) and all(base_address(address) in ours.addresses for address in written_to)


def sent_to(parsed: ParsedMail) -> list[str]:
    """Every address that it was sent or delivered to."""
    return [*parsed.delivered_to, *recipients(parsed)]


def may_thread(parsed: ParsedMail) -> bool:
    """Whether who wrote is clear enough to join anything: one sender, named in From, with an address."""
    return parsed.sender is not None and not {"several_senders", "no_from"} & set(parsed.flags)


def answers_go_to(parsed: ParsedMail) -> headers.Address | None:
    """Who asks, and where an answer reaches them: the sender. Where that is an address which takes no answers, as the forms
    of websites use, it is the one address that the message asks to be answered at."""
    sender = parsed.sender
    if sender is None or not _NO_ANSWERS.search(sender.address) or len(parsed.reply_to) != 1:
        return sender
    asked = parsed.reply_to[0]
    return sender if _NO_ANSWERS.search(asked.address) else asked


def note_text(parsed: ParsedMail) -> tuple[str, str, bool]:
    """(what to show once it is screened, all of it, whether something is left out of what is shown).

    Quoted text is never shown: it was shown when it was written. File names may be names of children. The subject
    goes above the text, unless the message answers another, which has it.
    """
    new, whole, left_out = parsed.new_text, parsed.new_text, False
    if not new.strip() and parsed.text.strip():
        new, whole, left_out = NOTHING_NEW, parsed.text, True
    elif len(new) > LONGEST_NOTE:
        new, left_out = f"{new[:LONGEST_NOTE]}\n\n{CUT_SHORT}", True
    if not new.strip():
        new = "" if parsed.attachments else NO_TEXT
    if "encrypted" in parsed.flags:
        new = f"{new}\n\n{ENCRYPTED}".strip()
    if files := sum(not each.is_inline and each.content_type not in NO_FILES for each in parsed.attachments):
        new = f"{new}\n\n[{files} attached {'file' if files == 1 else 'files'}, kept sealed.]".strip()
    if parsed.subject and not (_ANSWERS.match(parsed.subject) and answered_ids(parsed)):
        new, whole = f"{parsed.subject}\n\n{new}", f"{parsed.subject}\n\n{whole}"
    return new, whole, left_out


#: Parts that serve a message and are nothing to open: a signature, a calendar entry whose words are shown.
NO_FILES = frozenset(
    ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
     "application/pgp-encrypted", "text/calendar")
)  # fmt: skip
NO_TEXT = "[This message has no text.]"
NOTHING_NEW = "[This message passes on or quotes another and adds nothing. What it passes on is kept sealed.]"
CUT_SHORT = "[The rest of this long message is kept sealed.]"
ENCRYPTED = "[This message is encrypted, and cannot be read here.]"

MOST_RECIPIENTS = 20
MOST_FILES = 20
LARGEST_FILES = 18 * 1024 * 1024
"""Bytes of a reply's files: base64 makes them a third larger, and many mail services take 25 MB."""
LONGEST_SUBJECT = 200
_ADDRESS = re.compile(r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?$")


def checked_addresses(written: Collection[str]) -> list[str]:
    """Addresses as a mail server takes them, each once, in their order. Raises `UnableToSendReply` for what is none,
    such as a line end that would begin another header."""
    found: dict[str, str] = {}
    for text in written:
        if not text.strip():
            continue
        address = headers.normal_address(text)
        if len(text.split()) != 1 or not _ADDRESS.match(address) or ".." in address:
            raise UnableToSendReply(
                "One of the e-mail addresses is not complete. Check them, such as name@example.org."
            )
        found.setdefault(address.casefold(), address)
    return list(found.values())


def subject_of_reply(subject: str, reference: str) -> str:
    """One line, with the reference, by which a person and our own mailbox find the enquiry again."""
    line = headers.clean(subject, LONGEST_SUBJECT) or "Your enquiry"
    return line if reference in line else f"{line} [{reference}]"


def file_name(name: str) -> str:
    """A name without folders or characters that do not show."""
    return headers.clean(re.split(r"[\\/]", name)[-1], 120).strip(". ") or "file"
