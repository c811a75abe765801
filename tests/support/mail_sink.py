"""A mail server for tests: takes messages over real SMTP, counts what it took, and can be told to misbehave.

`manners` decides what becomes of each message. `take`; `refuse` after the text, or `refuse_greeting`,
`refuse_sender`, `refuse_recipient`, `refuse_data` earlier: certainly not taken. `hang_up` takes it, then ends the
connection without an answer, and `hang_up_before_the_end` cuts it off inside the text: the sender cannot know.
"""

from __future__ import annotations

import contextlib
import email
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable


class MailSink(socketserver.ThreadingTCPServer):
    """`taken` counts messages by recipient; `ids` holds the Message-IDs each recipient was sent.
    `talking` is how many conversations are going on, `cut_off` how many ended without a goodbye."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, manners: Callable[[], str] = lambda: "take", pause_seconds: Callable[[], float] = lambda: 0
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.manners, self.pause_seconds = manners, pause_seconds
        self.taken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ids: dict[str, list[str]] = {}
        self.talking = self.cut_off = 0
        self.lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join(5)

    def handle_error(self, request: object, client_address: object) -> None:
        """A sender that was killed: expected here."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailSink

    def handle(self) -> None:
        ended = False
        with self.server.lock:
            self.server.talking += 1
        with contextlib.suppress(OSError):
            ended = self._converse()
        with self.server.lock:
            self.server.talking -= 1
            self.server.cut_off += not ended

    def _converse(self) -> bool:
        """True when the sender said goodbye."""
        manner = self.server.manners()
        self._say("554 No" if manner == "refuse_greeting" else "220 sink")
        recipients: list[str] = []
        while line := self.rfile.readline():
            match line.decode("ascii", "replace").strip().upper().split(":")[0].split(" ")[0]:
                case "MAIL":
                    self._say("452 Not now" if manner == "refuse_sender" else "250 OK")
                case "RCPT" if manner == "refuse_recipient":
                    self._say("550 Nobody of that name")
                case "RCPT":
                    recipients.append(line.decode().split("<")[1].split(">")[0])
                    self._say("250 OK")
                case "DATA" if manner == "refuse_data":
                    self._say("421 Closing")
                    return True
                case "DATA":
                    self._say("354 Go on")
                    if not self._take(recipients, manner):
                        return False
                    recipients = []
                case "QUIT":
                    self._say("221 Bye")
                    return True
                case _:
                    self._say("250 OK")
        return False

    def _take(self, recipients: list[str], manner: str) -> bool:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False  # cut off before the end: not a message
            lines.append(line)
            if manner == "hang_up_before_the_end":
                return False
        message = email.message_from_bytes(b"".join(lines))
        with self.server.lock:
            for recipient in recipients:
                if manner == "refuse":
                    self.server.refused[recipient] += 1
                else:
                    self.server.taken[recipient] += 1
                self.server.ids.setdefault(recipient, []).append(str(message["Message-ID"]))
        time.sleep(self.server.pause_seconds())
        if manner == "hang_up":
            return False
        self._say("451 Try again later" if manner == "refuse" else "250 Taken")
        return True

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())
