"""What travels over a chat's socket: small JSON objects with a `type`. Pure.

From the page: `hello` (first, with the page's token and the last `seq` it shows; `watch` is what a page without a chat
shows), `say` (an id of its own choosing, and the text; `blank` once the writer has seen what identifies and agreed to leave
it out), `typing`, `here`.
To the page: `ready`, `message`, `refused`, `typing`, `place`, `queue`, `line` (the telephone changed), `here` (with the
number of the last message sent to it, so that a page to which one never came knows), `error`. A `message` that carries an
`id` is the page's own, kept: there is no other acknowledgement.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adviceline.channels.chat.rules import LONGEST_MESSAGE, MOST_MESSAGES

LONGEST_FRAME = 32_768
"""Bytes: 4,000 characters, each written as a JSON escape, and what is around them."""
LONGEST_TOKEN = 600
QUEUE, LINE, TELEPHONE = "queue", "line", "telephone"
WATCHED = frozenset({QUEUE, LINE, TELEPHONE})
"""What a page without a chat shows: who waits to chat; that and the telephone line; the adviser's own telephone alone."""


class BadFrame(ValueError):
    """What came is none of the frames; the message says what was wrong with it, and nothing of what it held."""


@dataclass(frozen=True)
class Hello:
    token: str
    after: int
    watch: str = QUEUE


@dataclass(frozen=True)
class Say:
    id: uuid.UUID
    text: str
    blank: bool = False
    whisper: bool = False


@dataclass(frozen=True)
class Typing:
    pass


@dataclass(frozen=True)
class Here:
    """Says that the page is still there."""


Frame = Hello | Say | Typing | Here


def parse(text: str) -> Frame:
    """Raises `BadFrame`."""
    if len(text) > LONGEST_FRAME:
        raise BadFrame("That is too long.")
    try:
        sent = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("That is not JSON.") from error
    if not isinstance(sent, dict):
        raise BadFrame("That is not an object.")
    match sent.get("type"):
        case "hello":
            return Hello(_token(sent), _number(sent, "after", most=MOST_MESSAGES * 2), _watched(sent))
        case "say":
            return Say(_id(sent), _text(sent), _flag(sent, "blank"), _flag(sent, "whisper"))
        case "typing":
            return Typing()
        case "here":
            return Here()
    raise BadFrame("That type is not known.")


def _no_constant(name: str) -> None:
    raise ValueError(name)


#: Made once: `json.loads` and `json.dumps` make them for each frame.
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _token(sent: Mapping[str, Any]) -> str:
    token = sent.get("token")
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN or not token.isascii():
        raise BadFrame("The token cannot be read.")
    return token


def _watched(sent: Mapping[str, Any]) -> str:
    value = sent.get("watch", QUEUE)
    if not isinstance(value, str) or value not in WATCHED:
        raise BadFrame("'watch' is nothing that can be watched.")
    return value


def _number(sent: Mapping[str, Any], name: str, *, most: int) -> int:
    value = sent.get(name, 0)
    if type(value) is not int or not 0 <= value <= most:
        raise BadFrame(f"'{name}' is not a number that can be.")
    return value


def _flag(sent: Mapping[str, Any], name: str) -> bool:
    value = sent.get(name, False)
    if not isinstance(value, bool):
        raise BadFrame(f"'{name}' is neither true nor false.")
    return value


def _id(sent: Mapping[str, Any]) -> uuid.UUID:
    value = sent.get("id")
    if not isinstance(value, str) or len(value) != 36:
        raise BadFrame("'id' is not a UUID.")
    try:
        return uuid.UUID(value)
    except ValueError as error:
        raise BadFrame("'id' is not a UUID.") from error


def _text(sent: Mapping[str, Any]) -> str:
    """As it was written, for `say` to clean; too long is said there, in words for the writer."""
    value = sent.get("text")
    if not isinstance(value, str):
        raise BadFrame("'text' is not a text.")
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise BadFrame("'text' is not Unicode.") from error
    return value


def is_too_long(text: str) -> bool:
    return len(text) > LONGEST_MESSAGE


def frame(kind: str, **values: object) -> str:
    """A frame to a page."""
    return _ENCODER.encode({"type": kind, **values})
