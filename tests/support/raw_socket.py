"""A web socket written byte by byte, for what no library sends: broken frames, and a reader that does not read."""

from __future__ import annotations

import base64
import os
import select
import socket
import struct
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60
TEXT, CLOSE = 0x1, 0x8


class RawSocket:
    """Open, and let in as a socket; `takes` is how many bytes the kernel holds for us at most."""

    def __init__(self, base: str, *, cookies: str, takes: int | None = None) -> None:
        where = urlsplit(base)
        assert where.hostname is not None
        assert where.port is not None
        self.wire = socket.socket()
        if takes:
            self.wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, takes)
        self.wire.settimeout(PATIENCE_SECONDS)
        self.wire.connect((where.hostname, where.port))
        key = base64.b64encode(os.urandom(16)).decode()
        asked = (
            f"GET /chat/socket HTTP/1.1\r\nHost: {where.netloc}\r\nOrigin: {base}\r\nCookie: {cookies}\r\n"
            f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
        )
        self.wire.sendall(asked.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += self.wire.recv(1)
        assert b" 101 " in answer.splitlines()[0], answer

    def __enter__(self) -> RawSocket:
        return self

    def __exit__(self, *error: object) -> None:
        self.wire.close()

    def sends(self, payload: bytes) -> None:
        """One text message in one whole, masked frame."""
        self.wire.sendall(frame(payload))

    def close_code(self) -> int | None:
        """With which the other end closes, whatever it says before; None when it only hangs up."""
        said = b""
        while (piece := self._piece()) is not None:
            said += piece
        while len(said) >= 2:
            kind, size, start = said[0] & 0x0F, said[1] & 0x7F, 2
            if size == 126:
                size, start = struct.unpack("!H", said[2:4])[0], 4
            payload, said = said[start : start + size], said[start + size :]
            if kind == CLOSE:
                return int(struct.unpack("!H", payload[:2])[0])
        return None

    def is_cut_off(self) -> bool:
        """Wait, without reading, until the other end has given us up; False when it does not."""
        poll = select.poll()
        poll.register(self.wire, select.POLLHUP | select.POLLERR)
        return bool(poll.poll(PATIENCE_SECONDS * 1000))

    def _piece(self) -> bytes | None:
        try:
            return self.wire.recv(65536) or None
        except ConnectionResetError:
            return None


def frame(payload: bytes, *, first: int = 0x80 | TEXT, is_masked: bool = True, size: int | None = None) -> bytes:
    """As RFC 6455 has it; `first` is the first byte, `size` what the frame says of its length."""
    stated, mask = len(payload) if size is None else size, os.urandom(4) if is_masked else b""
    bit = 0x80 if is_masked else 0
    if stated < 126:
        head = struct.pack("!BB", first, bit | stated)
    elif stated < 65536:
        head = struct.pack("!BBH", first, bit | 126, stated)
    else:
        head = struct.pack("!BBQ", first, bit | 127, stated)
    if is_masked:
        payload = bytes(each ^ mask[number % 4] for number, each in enumerate(payload))
    return head + mask + payload
