"""What Outlook packs into winmail.dat (TNEF, MS-OXTNEF): the plain words and the attached files. Pure.

Only what carries meaning is read: the message's text and each file's name and bytes. Everything is bounded, and a broken
stream gives what was read of it until it broke.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from adviceline.channels.email import headers

SIGNATURE = struct.pack("<L", 0x223E9F78)
MOST_ATTRIBUTES = 2_000
MOST_FILES = 100
_HEAD = struct.Struct("<BLL")
_BODY, _BEGINS, _TITLE, _DATA = 0x0002800C, 0x00069002, 0x00018010, 0x0006800F


@dataclass
class PackedFile:
    name: str = ""
    content: bytes = b""


@dataclass
class Unpacked:
    text: str = ""
    files: list[PackedFile] = field(default_factory=list)


def unpack(packed: bytes) -> Unpacked | None:
    """None when the bytes are no TNEF stream."""
    if not packed.startswith(SIGNATURE):
        return None
    found, at = Unpacked(), 6  # past the signature and the key
    for _ in range(MOST_ATTRIBUTES):
        if at + _HEAD.size > len(packed):
            break
        _, name, length = _HEAD.unpack_from(packed, at)
        content = packed[at + _HEAD.size : at + _HEAD.size + length]
        if len(content) < length:
            break
        at += _HEAD.size + length + 2  # two bytes of checksum
        if name == _BODY and not found.text:
            found.text = headers.decode_bytes(content.rstrip(b"\0"), None)
        elif name == _BEGINS and len(found.files) < MOST_FILES:
            found.files.append(PackedFile())
        elif name == _TITLE and found.files:
            found.files[-1].name = headers.decode_bytes(content.partition(b"\0")[0], None)
        elif name == _DATA and found.files:
            found.files[-1].content = content
    return found
