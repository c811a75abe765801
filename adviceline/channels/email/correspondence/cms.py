"""The message inside an S/MIME envelope that is signed and not encrypted (smime.p7m, RFC 8551 3.5.2). Pure.

Enough of BER to find the content and no more: the signature is not checked, and nobody is told that it was.
"""

from __future__ import annotations

from collections.abc import Iterator

SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
DATA = bytes.fromhex("2a864886f70d010701")
MOST_DEEP = 12
_SEQUENCE, _OID, _OCTETS, _EXPLICIT = 0x30, 0x06, 0x04, 0xA0


class _Broken(Exception):
    pass


def signed_content(envelope: bytes) -> bytes | None:
    """The bytes that were signed; None when the envelope holds none that can be read."""
    try:
        outer = list(_items(_inside(envelope, _SEQUENCE)))
        if outer[0] != (_OID, SIGNED_DATA):
            return None
        for tag, value in _items(_inside(outer[1][1], _SEQUENCE)):
            if tag != _SEQUENCE:
                continue
            held = list(_items(value))
            if held and held[0] == (_OID, DATA) and len(held) > 1:
                return b"".join(_octets(held[1][1], 0))
    except (_Broken, IndexError):
        return None
    return None


def _octets(value: bytes, depth: int) -> Iterator[bytes]:
    """An octet string may come in pieces, and its pieces in pieces."""
    if depth > MOST_DEEP:
        raise _Broken
    for tag, content in _items(value):
        if tag == _OCTETS:
            yield content
        elif tag == _OCTETS | 0x20:
            yield from _octets(content, depth + 1)


def _inside(value: bytes, wanted: int) -> bytes:
    tag, content = next(_items(value), (0, b""))
    if tag != wanted:
        raise _Broken
    return content


def _items(value: bytes, depth: int = 0) -> Iterator[tuple[int, bytes]]:
    """(tag, content) one after another; the end of an indefinite length is found by reading to it."""
    at = 0
    while at < len(value):
        tag, start, end, following = _item(value, at, depth)
        if tag == 0 and start == end:
            return
        yield tag, value[start:end]
        at = following


def _item(value: bytes, at: int, depth: int) -> tuple[int, int, int, int]:
    if at + 2 > len(value) or depth > MOST_DEEP:
        raise _Broken
    tag, first = value[at], value[at + 1]
    start = at + 2
    if tag & 0x1F == 0x1F:
        raise _Broken  # a tag of several bytes: none that leads to the content
    if first == 0x80:
        place = start
        while value[place : place + 2] != b"\0\0":
            place = _item(value, place, depth + 1)[3]
        return tag, start, place, place + 2
    if first & 0x80:
        count = first & 0x7F
        if count > 4 or start + count > len(value):
            raise _Broken
        length, start = int.from_bytes(value[start : start + count], "big"), start + count
    else:
        length = first
    if start + length > len(value):
        raise _Broken
    return tag, start, start + length, start + length
