"""The mbox family: one file of many messages, each after a ``From `` line.

A ``From `` line begins a message when it carries a sender and a date as mail software writes them and either follows an
empty line (or begins the file) or is itself followed by a header: text such as 'From my point of view' never does.
Content-Length is not believed: a sender can write one. ``>From `` is unquoted once, which is right for mboxrd and
for a first level in mboxo; a message's identity does not depend on it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

_PIECE = 64 * 1024
_LOOKS = re.compile(rb"^From \S")
_SEPARATOR = re.compile(
    rb"^From (?:\S.{0,500} )?\s*(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+)"
    rb"(?:([A-Z][a-z]{2})\s+(\d{1,2})|(\d{1,2})[ -]([A-Z][a-z]{2}))[ -,]+"
    rb"(?:(\d{4})\s+)?(\d{1,2}:\d\d(?::\d\d)?)(.{0,60})$",
    re.DOTALL,
)
_QUOTED = re.compile(rb"^>(>*From )")
_HEADER = re.compile(rb"^(?:[!-9;-~]{1,100}[ \t]*:|>From )")
_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True, slots=True)
class Found:
    """One message of a mailbox; ``content`` is None when it was larger than is read."""

    content: bytes | None
    delivered_at: datetime | None


def is_separator(line: bytes) -> bool:
    return _SEPARATOR.match(line) is not None


def looks_like_separator(line: bytes) -> bool:
    """A first line such as ``From ???@???``, which is no header and yet heads a message."""
    return _LOOKS.match(line) is not None


def separator_date(line: bytes) -> datetime | None:
    """When the line says the message came; such lines carry no zone, and are taken as UTC."""
    match = _SEPARATOR.match(line)
    if match is None:
        return None
    month = match.group(1) or match.group(4)
    year = match.group(5) or next(iter(re.findall(rb"\b(?:19|20)\d\d\b", match.group(7))), None)
    if year is None or month not in _MONTHS:
        return None
    hour, minute, *second = (int(part) for part in match.group(6).split(b":"))
    try:
        return datetime(
            int(year),
            _MONTHS.index(month) + 1,
            int(match.group(2) or match.group(3)),
            hour,
            minute,
            second[0] if second else 0,
            tzinfo=UTC,
        )
    except ValueError:
        return None


def split(stream: BinaryIO, first: bytes, *, largest: int) -> Iterator[Found]:
    """Each message of the mailbox whose first line was ``first`` and whose rest is in the stream."""
    delivered_at = separator_date(first)
    message, size, after_empty = bytearray(), 0, False
    waiting: bytes | None = None  # a separator with no empty line before it, until the next line is seen
    if not first.endswith(b"\n"):
        _skip_line(stream)
    while piece := stream.readline(_PIECE):
        if waiting is not None:
            if _HEADER.match(piece):
                yield _found(message, size, largest, delivered_at)
                delivered_at, message, size = separator_date(waiting), bytearray(), 0
            else:
                size = _add(message, size, waiting, largest)
            waiting = None
        if piece.startswith(b"From ") and is_separator(piece):
            if size == 0:
                delivered_at = separator_date(piece) or delivered_at
            elif after_empty:
                yield _found(message, size, largest, delivered_at)
                delivered_at, message, size = separator_date(piece), bytearray(), 0
            else:
                waiting = piece
            after_empty = False
            continue
        after_empty = not piece.strip(b"\r\n")
        size = _add(message, size, _QUOTED.sub(rb"\1", piece), largest)
        while not piece.endswith(b"\n") and (piece := stream.readline(_PIECE)):
            size = _add(message, size, piece, largest)
    if waiting is not None:
        size = _add(message, size, waiting, largest)
    yield _found(message, size, largest, delivered_at)


def _add(message: bytearray, size: int, piece: bytes, largest: int) -> int:
    """Keep the piece while the message is of a size that is read; return the size so far."""
    size += len(piece)
    if size <= largest:
        message += piece
    else:
        message.clear()
    return size


def _found(message: bytearray, size: int, largest: int, delivered_at: datetime | None) -> Found:
    if size > largest:
        return Found(None, delivered_at)
    content = bytes(message)
    ending = b"\r\n" if content.endswith(b"\r\n") else b"\n"
    if content.endswith(ending * 2):  # the empty line that parts messages belongs to neither
        content = content[: -len(ending)]
    return Found(content, delivered_at)


def _skip_line(stream: BinaryIO) -> None:
    while (piece := stream.readline(_PIECE)) and not piece.endswith(b"\n"):
        pass
