"""Asking ClamAV's daemon about some bytes: INSTREAM over TCP or a unix socket. Whatever is not a plain 'OK' is not a pass.

Pure: no Django, no clock but the monotonic one. See clamd(8), "COMMANDS".
"""

from __future__ import annotations

import re
import socket
import struct
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
#: In all, for one file: connecting, sending, and waiting for the answer.
MOST_SECONDS = 60.0
_PASSED = re.compile(r"(?:stream: )?OK")
_FOUND = re.compile(r"(?:stream: )?(.{1,200}) FOUND")


class ScannerAway(Exception):
    """The scanner gave no answer, or none that can be understood. Nothing is known of the file: try again later."""


class Finding(StrEnum):
    PASSED = "passed"
    FOUND = "found"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Verdict:
    """`finding`; and the name of what was found, as ClamAV calls it."""

    finding: Finding
    signature: str = ""


def scan(content: bytes, *, address: str, most_seconds: float = MOST_SECONDS) -> Verdict:
    """What ClamAV says of the bytes. `address`: tcp://host:port or unix:/path. Raises `ScannerAway`."""
    return verdict_of(_converse(content, address=address, deadline=time.monotonic() + most_seconds))


def verdict_of(answer: str) -> Verdict:
    """The daemon's answer read strictly: only the very words of a pass are a pass."""
    if _PASSED.fullmatch(answer):
        return Verdict(Finding.PASSED)
    if found := _FOUND.fullmatch(answer):
        name = "".join(each for each in found.group(1) if each.isascii() and each.isprintable())
        if name.startswith("Heuristics.Limits.Exceeded"):
            return Verdict(Finding.TOO_LARGE, name)
        if name.startswith("Heuristics.Encrypted"):
            return Verdict(Finding.UNREADABLE, name)
        return Verdict(Finding.FOUND, name)
    if "size limit exceeded" in answer:
        return Verdict(Finding.TOO_LARGE)
    raise ScannerAway("The virus scanner gave an answer that is not understood.")


def _converse(content: bytes, *, address: str, deadline: float) -> str:
    try:
        with _connect(address, deadline) as wire:
            # It stops listening once a file is over its limit, and has said so by then.
            with suppress(BrokenPipeError, ConnectionResetError):
                _send(wire, content, deadline)
            return _answer(wire, deadline)
    except (OSError, ValueError) as error:
        raise ScannerAway(f"The virus scanner does not answer ({type(error).__name__}).") from error


def _connect(address: str, deadline: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            wire.settimeout(_left(deadline))
            wire.connect(parts.path)
        except OSError:
            wire.close()
            raise
        return wire
    if parts.scheme == "tcp" and parts.hostname and parts.port:
        return socket.create_connection((parts.hostname, parts.port), timeout=_left(deadline))
    raise ValueError("an address is tcp://host:port or unix:/path")


def _send(wire: socket.socket, content: bytes, deadline: float) -> None:
    _push(wire, b"zINSTREAM\0", deadline)
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK]
        _push(wire, struct.pack("!L", len(piece)) + piece, deadline)
    _push(wire, struct.pack("!L", 0), deadline)


def _push(wire: socket.socket, data: bytes, deadline: float) -> None:
    wire.settimeout(_left(deadline))
    wire.sendall(data)


def _answer(wire: socket.socket, deadline: float) -> str:
    """Up to the NUL that ends it; an answer that was cut off is none."""
    said = b""
    while not said.endswith(b"\0"):
        wire.settimeout(_left(deadline))
        piece = wire.recv(LONGEST_ANSWER)
        if not piece or len(said) + len(piece) > LONGEST_ANSWER:
            raise ConnectionAbortedError
        said += piece
    return said[:-1].decode("utf-8", "replace").strip()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
