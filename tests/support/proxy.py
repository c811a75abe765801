"""A door in front of a server that can be shut: connections through it then end, and new ones are refused."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Door:
    """Forwards 127.0.0.1:`port` to another address while it is open."""

    def __init__(self, host: str, port: int) -> None:
        self._behind = (host, port)
        self._pairs: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        self._is_open = threading.Event()
        self._is_open.set()
        threading.Thread(target=self._welcome, daemon=True).start()

    def shut(self) -> None:
        self._is_open.clear()
        for end in self._pairs:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def open(self) -> None:
        self._is_open.set()

    def close(self) -> None:
        self.shut()
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _welcome(self) -> None:
        while True:
            try:
                visitor, _ = self._listening.accept()
            except OSError:
                return
            if not self._is_open.is_set():
                visitor.close()
                continue
            inside = socket.create_connection(self._behind)
            self._pairs += [visitor, inside]
            for one, other in ((visitor, inside), (inside, visitor)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(65536):
                other.sendall(piece)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
