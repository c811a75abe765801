"""One message's bytes, read as what was said, by whom, in answer to what. Pure: no mailbox, no database, no clock."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Literal

from adviceline.channels.email import body, headers, identity, kinds, mbox, quoting, returned
from adviceline.channels.email.body import Attachment
from adviceline.channels.email.headers import Address

LARGEST_MESSAGE = 60 * 1024 * 1024
MOST_BOUNDARIES = 100
_NESTING = re.compile(rb"boundary\s*=|^content-type:\s*message/", re.IGNORECASE | re.MULTILINE)
_CONTENT_FIELD = re.compile(rb"^content-[a-z-]{1,40}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
LONGEST_CONTENT_FIELD = 10_000
_EXPECTED = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "received",
        "return-path",
        "sender",
        "reply-to",
        "mime-version",
        "delivered-to",
    ]
)
_DATE_TOLERANCE = timedelta(days=7)

Direction = Literal["inbound", "outbound"]
Flag = Literal[
    "no_message_id", "repeated_header", "no_sender", "several_senders", "no_date", "date_differs_from_received",
    "text_cut_short", "structure_too_deep", "encrypted", "many_recipients", "not_given_up", "no_from",
]  # fmt: skip


class UnreadableMail(Exception):
    """These bytes are no e-mail message; says why in plain words and repeats none of them."""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """What a message says. Every text is bounded and free of control, bidirectional and invisible characters.

    ``message_id`` and the ids in ``references`` and ``in_reply_to`` have no angle brackets. ``date`` is the sender's
    own (else when the message was received or delivered, else None); ``date_source`` says which. ``kind_sign`` is what
    ``kind`` was told by. What a mail system sends back has what it sends back last in ``references``. Two messages with
    one ``message_id`` and different ``content_digest`` are different messages, and have different keys: the second should
    be looked at.
    """

    message_id: str
    content_digest: str
    idempotency_key: str
    date: datetime | None
    date_source: Literal["header", "received", "delivered", ""]
    received_at: datetime | None
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    recipients_count: int
    delivered_to: tuple[str, ...]
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    new_text: str
    quoted_text: str
    attachments: tuple[Attachment, ...]
    kind: kinds.Kind
    kind_sign: str
    direction: Direction
    flags: tuple[Flag, ...]


def parse(raw: bytes, *, own_addresses: Collection[str] = (), delivered_at: datetime | None = None) -> ParsedMail:
    """Read one message; raises UnreadableMail and nothing else.

    ``own_addresses`` are the service's (what they send is outbound); ``delivered_at`` is when the mailbox says the
    message came, used when the message itself has no date.
    """
    try:
        return _parse(raw, own_addresses, delivered_at)
    except (RecursionError, MemoryError):
        raise UnreadableMail("the message is built too deeply to be read") from None


def _parse(raw: bytes, own_addresses: Collection[str], delivered_at: datetime | None) -> ParsedMail:
    message, is_too_deep, from_line_at = _structure(raw)
    content = body.read(message)
    digest = identity.content_digest(message)
    message_id, is_made_up = identity.message_id_of(message, digest)
    named, _ = headers.addresses(message, "From")
    senders = named or headers.addresses(message, "Sender")[0] or headers.addresses(message, "Return-Path")[0]
    sender = senders[0] if senders else None
    to, to_count = headers.addresses(message, "To")
    cc, cc_count = headers.addresses(message, "Cc")
    received_at = headers.received_at(message)
    date, date_source = _date(message, received_at, delivered_at or from_line_at)
    kind, sign = kinds.classify(message, text=content.text, own_addresses=own_addresses)
    references = headers.message_ids(message, "References")
    if kind == "bounce":
        references = (*references, *returned.returned_ids(message, content.text))
    new_text, quoted_text = quoting.part(content.text)
    ours = {base_address(address) for address in own_addresses}
    flags: dict[Flag, bool] = {
        "no_message_id": is_made_up,
        "repeated_header": any(
            len(headers.raw_values(message, name)) > 1 for name in ("From", "Date", "Subject", "Message-ID", "To")
        ),
        "no_sender": sender is None,
        "no_from": sender is not None and not named,
        "several_senders": len(senders) > 1,
        "no_date": date is None,
        "date_differs_from_received": bool(date and received_at and abs(date - received_at) > _DATE_TOLERANCE),
        "text_cut_short": content.is_cut,
        "structure_too_deep": is_too_deep,
        "encrypted": _is_encrypted(message),
        "many_recipients": to_count + cc_count > 100,
        "not_given_up": kind == "bounce" and not returned.is_given_up(message),
    }
    return ParsedMail(
        message_id=message_id,
        content_digest=digest,
        idempotency_key=identity.idempotency_key(message_id, digest),
        date=date,
        date_source=date_source,
        received_at=received_at,
        sender=sender,
        reply_to=tuple(headers.addresses(message, "Reply-To")[0][:20]),
        to=tuple(to),
        cc=tuple(cc),
        recipients_count=to_count + cc_count,
        delivered_to=_delivered_to(message),
        subject=headers.text_field(message, "Subject"),
        in_reply_to=headers.message_ids(message, "In-Reply-To"),
        references=references,
        text=content.text,
        new_text=new_text,
        quoted_text=quoted_text,
        attachments=content.attachments,
        kind=kind,
        kind_sign=sign,
        direction="outbound" if sender is not None and base_address(sender.address) in ours else "inbound",
        flags=tuple(flag for flag, is_so in flags.items() if is_so),
    )


def base_address(address: str) -> str:
    """The address in lower case, without any ``+tag``."""
    local, _, domain = address.casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _structure(raw: bytes) -> tuple[Message, bool, datetime | None]:
    if len(raw) > LARGEST_MESSAGE:
        raise UnreadableMail(f"larger than {LARGEST_MESSAGE // (1024 * 1024)} MB")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in raw[:100_000] and b"\r" in raw[:100_000]:
        raw = raw.replace(b"\r", b"\n")
    from_line_at = None
    if mbox.looks_like_separator(raw[:600]):
        line, _, raw = raw.partition(b"\n")
        from_line_at = mbox.separator_date(line)
    if not raw.strip():
        raise UnreadableMail("there is nothing in it")
    # The standard library's reading of parameters takes time by the square of their number.
    raw = _CONTENT_FIELD.sub(lambda field: field.group(0)[:LONGEST_CONTENT_FIELD], raw.replace(b"\x00", b""))
    is_too_deep = (
        sum(1 for _ in zip(_NESTING.finditer(raw), range(MOST_BOUNDARIES + 1), strict=False)) > MOST_BOUNDARIES
    )
    parser = BytesParser(policy=policy.compat32)
    if not is_too_deep:
        try:
            message = parser.parsebytes(raw)
        except RecursionError:
            is_too_deep = True
        except (ValueError, TypeError, IndexError, AttributeError, LookupError, AssertionError):
            raise UnreadableMail("its structure is broken beyond reading") from None
    if is_too_deep:
        message = _as_one_text(raw, parser)
    if not {str(name).casefold() for name, _ in message.raw_items()} & _EXPECTED:
        raise UnreadableMail("it has none of the headers of an e-mail message")
    return message, is_too_deep, from_line_at


def _as_one_text(raw: bytes, parser: BytesParser) -> Message:
    """A message nested past all sense, read as its headers and the beginning of its bytes."""
    message = parser.parsebytes(raw, headersonly=True)
    for name in ("Content-Type", "Content-Transfer-Encoding", "MIME-Version"):
        del message[name]
    return message


def _date(
    message: Message, received_at: datetime | None, delivered_at: datetime | None
) -> tuple[datetime | None, Literal["header", "received", "delivered", ""]]:
    for value in headers.raw_values(message, "Date")[:5]:
        found = headers.date_of(value)
        if found is not None:
            return found, "header"
    if received_at is not None:
        return received_at, "received"
    return (delivered_at, "delivered") if delivered_at is not None else (None, "")


def _delivered_to(message: Message) -> tuple[str, ...]:
    """Where the mail servers say it was delivered: shows a plus-address that To and Cc do not (a blind copy)."""
    found: dict[str, None] = {}
    for name in ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"):
        for item in headers.addresses(message, name)[0][:20]:
            found[item.address] = None
    return tuple(found)


def _is_encrypted(message: Message) -> bool:
    kind = body.content_type(message)
    return kind == "multipart/encrypted" or (
        kind in ("application/pkcs7-mime", "application/x-pkcs7-mime")
        and body.parameter(message, "smime-type").casefold() != "signed-data"
    )
