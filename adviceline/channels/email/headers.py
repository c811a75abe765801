"""Header fields read leniently: whatever a sender wrote, something safe and bounded comes back, never an exception.

The standard library's ``compat32`` message is used for structure alone: its newer policy raises on some malformed
fields and takes minutes over ten thousand recipients.
"""

import base64
import binascii
import codecs
import inspect
import quopri
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

LONGEST_FIELD = 1_000_000
LONGEST_TEXT = 1_000
MOST_ADDRESSES = 10_000
MOST_IDS = 200

# Newer Pythons drop a whole field in which one address is odd, unless told not to.
_LENIENT: dict[str, Any] = {"strict": False} if "strict" in inspect.signature(getaddresses).parameters else {}
_ENCODED_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,80}\?[bBqQ]\?)")
_PLAIN_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"\\@]{1,64}@[^\s<>()\[\],;:\"\\@]{1,255}")
_SPACES = re.compile(r'("[^"]*")|\s+')  # within quotation marks they are part of the address
_MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
_UNSAFE_CODECS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})

#: What is called so in mail is in truth a larger set (the WHATWG encoding standard).
_IN_TRUTH = {
    "iso8859-1": "cp1252", "ascii": "utf-8", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
_WRITTEN_OTHERWISE = {
    "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "x-sjis": "cp932", "x-gbk": "gb18030", "x-cp1252": "cp1252",
    "x-mac-roman": "mac_roman", "utf8mb4": "utf-8", "unicode": "utf-16", "x-user-defined": "cp1252",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: ``address`` with its domain in lower case, and the display name ('' when there is none)."""

    address: str
    name: str = ""


def raw_values(message: Message, name: str) -> list[str]:
    """Every field of that name, in order, folded lines joined, non-ASCII bytes decoded as best they can be."""
    values = _by_name(message).get(name.casefold())
    return [_unfold(value) for value in values] if values else []


def _by_name(message: Message) -> dict[str, list[object]]:
    """The fields of a message, kept with it: a message is asked for some fifty fields. Read again when some were taken away."""
    count, found = message.__dict__.get("_by_name", (-1, {}))
    if count != len(message):
        found = {}
        for field, value in message.raw_items():
            found.setdefault(str(field).casefold(), []).append(value)
        message.__dict__["_by_name"] = (len(message), found)
    return found


def first(message: Message, name: str) -> str:
    return next(iter(raw_values(message, name)), "")


def _unfold(value: object) -> str:
    text = str(value)[:LONGEST_FIELD]
    if not text.isascii():
        text = decode_bytes(text.encode("utf-8", "surrogateescape"), None)
    if "\n" in text or "\r" in text:
        text = re.sub(r"[\r\n]+[ \t]*", " ", text)
    return text.strip()


def decode_bytes(content: bytes, charset: str | None) -> str:
    """Text of bytes whose charset is said, wrongly said, unknown or not said: that, else UTF-8, else Windows-1252."""
    for name in (_codec(charset), "utf-8"):
        if name is not None:
            try:
                return content.decode(name)
            except (UnicodeError, LookupError, ValueError):
                continue
    return content.decode("cp1252", "replace")


def _codec(charset: str | None) -> str | None:
    if not charset:
        return None
    said = charset.strip().strip("'\"").casefold()
    try:
        name = codecs.lookup(_WRITTEN_OTHERWISE.get(said, said)).name
    except (LookupError, ValueError, UnicodeError):
        return None
    if name.replace("-", "_") in _UNSAFE_CODECS:
        return None
    return _IN_TRUTH.get(name, name)


def decode_words(text: str) -> str:
    """Encoded words (RFC 2047) decoded; what cannot be is left as it stands."""
    if "=?" not in text:
        return text
    joined = _BETWEEN_WORDS.sub(r"\1", text)
    pieces: list[str] = []
    pending: tuple[str, bytes] | None = None
    upto = 0
    for word in _ENCODED_WORD.finditer(joined):
        content = _word_bytes(word.group(2), word.group(3))
        if pending is not None and (word.start() > upto or content is None or pending[0] != word.group(1)):
            pieces.append(decode_bytes(pending[1], pending[0]))
            pending = None
        pieces.append(joined[upto : word.start()])
        if content is None:
            pieces.append(word.group(0))
        else:  # a character may be split between two words: decode them together
            pending = (word.group(1), (pending[1] if pending else b"") + content)
        upto = word.end()
    if pending is not None:
        pieces.append(decode_bytes(pending[1], pending[0]))
    return "".join(pieces) + joined[upto:]


def _word_bytes(encoding: str, text: str) -> bytes | None:
    content = text.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return quopri.decodestring(content.replace(b"_", b" "), header=True)
    try:
        return base64.b64decode(content + b"=" * (-len(content) % 4))
    except (binascii.Error, ValueError):
        return None


def clean(text: str, longest: int = LONGEST_TEXT) -> str:
    """One safe line: no control, bidirectional or invisible format characters, runs of space made one, bounded."""
    if text.isascii() and text.isprintable():
        return " ".join(text[: longest * 8].split())[:longest].rstrip()
    kept = "".join(
        " " if character.isspace() else character
        for character in text[: longest * 8]
        if character.isspace() or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    return " ".join(kept.split())[:longest].rstrip()


def text_field(message: Message, name: str) -> str:
    return clean(decode_words(first(message, name)))


def addresses(message: Message, name: str) -> tuple[list[Address], int]:
    """The mailboxes of every field of that name (at most MOST_ADDRESSES), and how many there were."""
    found: list[Address] = []
    total = 0
    for value in raw_values(message, name):
        for display, mailbox in _pairs(value):
            address = normal_address(mailbox)
            if address:
                total += 1
                if len(found) < MOST_ADDRESSES:
                    found.append(Address(address, clean(decode_words(display), 200)))
    return found, total


LONGEST_GROUP = 20_000


def _pairs(value: str) -> list[tuple[str, str]]:
    # Deeply nested comments are read by recursion, and a long group (name: a, b;) takes time by the square.
    if value.count("(") < 50 and (len(value) < LONGEST_GROUP or ":" not in value):
        try:
            pairs = getaddresses([value], **_LENIENT)
        except (RecursionError, ValueError, IndexError, TypeError, AttributeError):
            pairs = []
        if any("@" in mailbox for _, mailbox in pairs):
            return pairs
    return [("", mailbox) for mailbox in _PLAIN_ADDRESS.findall(decode_words(value[:100_000]))]


def normal_address(text: str) -> str:
    """The address alone, its domain in lower case; '' when it is none."""
    address = _SPACES.sub(lambda found: found[1] or "", clean(text, 400)).strip("<>")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain or len(address) > 320:
        return ""
    return f"{local}@{domain.casefold().rstrip('.')}"


def message_ids(message: Message, name: str) -> tuple[str, ...]:
    """The ids in a field, without their angle brackets, in order, each once; the last MOST_IDS of them."""
    ids: dict[str, None] = {}
    for value in raw_values(message, name):
        found = _MESSAGE_ID.findall(value) or [word for word in value.split() if "@" in word and len(word) < 998]
        for item in found:
            identifier = re.sub(r"\s", "", clean(item, 998))
            if identifier:
                ids[identifier] = None
    return tuple(ids)[-MOST_IDS:]


#: A year of three or four figures that begins with 0, after the month or after the time. The library takes 0001 for 01,
#: an old way to write 2001.
_NO_YEAR_OF_OURS = re.compile(r"(?:[A-Za-z]{3,}[\s.,-]*|:[0-9]{2}\s+)0[0-9]{2,3}(?![0-9:])")


def date_of(text: str) -> datetime | None:
    """An RFC 5322 date as an aware UTC instant; None when it cannot be one, as before 1990."""
    text = decode_words(text)[:200]
    if _NO_YEAR_OF_OURS.search(text):
        return None
    try:
        read = parsedate_to_datetime(text)
        read = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return read.replace(microsecond=0) if 1990 <= read.year <= 2200 else None


def received_at(message: Message) -> datetime | None:
    """When the last mail server took the message: the topmost Received field with a date."""
    for value in raw_values(message, "Received")[:50]:
        found = date_of(re.sub(r"\([^()]*\)", "", value.rpartition(";")[2][:400]).strip())
        if found is not None:
            return found
    return None
