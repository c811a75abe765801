"""The connection under a chat's socket: uvicorn's own, which gives up on somebody who takes nothing of what we send.

uvicorn waits for ever for a full wire, and its close waits behind what was not taken. Such a connection would keep
what waits for its page in our memory for as long as its other end likes.
"""

from __future__ import annotations

import asyncio
import socket
import struct

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

UNREAD_SECONDS = 15.0
"""In which a full wire (64 kB beside the kernel's own) must become free again, for the most part."""

AT_ONCE = struct.pack("ii", 1, 0)


class Wire(WebSocketsSansIOProtocol):
    _giving_up: asyncio.TimerHandle | None = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self._go_on()
        self._giving_up = self.loop.call_later(UNREAD_SECONDS, self._give_up)

    def resume_writing(self) -> None:
        self._go_on()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        self._go_on()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        """At once, and with what the kernel holds: else it would go on trying to hand that over."""
        self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.transport.abort()

    def _go_on(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
