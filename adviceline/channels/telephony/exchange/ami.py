"""Asterisk's manager interface: signing in, asking, and hearing events. One thread uses one connection."""

from __future__ import annotations

import hashlib
import itertools
import socket
import time
from collections import deque

Message = dict[str, str]
LONGEST_LINE = 64 * 1024
ANSWER_SECONDS = 10.0
_NOT_IN_A_LINE = dict.fromkeys(map(ord, "\r\n\0"))


class Gone(Exception):
    """The exchange cannot be reached, or the connection broke off; says which, without what was sent."""


class Manager:
    """A connection that is signed in. Events that come while an answer is awaited are kept for `next_event`."""

    def __init__(self, address: str, port: int, *, user: str, secret: str) -> None:
        self._numbers = itertools.count(1)
        self._rest = b""
        self._events: deque[Message] = deque()
        try:
            self._socket = socket.create_connection((address, port), timeout=ANSWER_SECONDS)
        except OSError as error:
            raise Gone(f"the exchange does not answer on port {port} ({type(error).__name__})") from error
        try:
            self._greeting()
            challenge = self.ask("Challenge", AuthType="MD5").get("Challenge", "")
            # The protocol's own: it keeps the password off the wire.
            key = hashlib.md5((challenge + secret).encode(), usedforsecurity=False).hexdigest()
            if self.ask("Login", AuthType="MD5", Username=user, Key=key).get("Response") != "Success":
                raise Gone("the exchange refuses the password of its manager")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._socket.close()

    def ask(self, action: str, **fields: str) -> Message:
        """The response to an action."""
        number = self.tell(action, **fields)
        while True:
            message = self._message(time.monotonic() + ANSWER_SECONDS)
            if message is None:
                raise Gone(f"the exchange did not answer {action}")
            if message.get("ActionID") == number and "Response" in message:
                return message
            self._events.append(message)

    def ask_list(self, action: str, **fields: str) -> list[Message]:
        """The events of a list, which ends with one that says `EventList: Complete`."""
        number = self.tell(action, **fields)
        found: list[Message] = []
        while True:
            message = self._message(time.monotonic() + ANSWER_SECONDS)
            if message is None:
                raise Gone(f"the exchange did not answer {action}")
            if message.get("ActionID") != number:
                self._events.append(message)
            elif message.get("EventList") == "Complete" or message.get("Response") == "Error":
                return found
            elif "Event" in message:
                found.append(message)

    def tell(self, action: str, **fields: str) -> str:
        """Send an action; answers its number."""
        number = f"a{next(self._numbers)}"
        lines = [f"Action: {action}", f"ActionID: {number}"]
        lines += [f"{name}: {value.translate(_NOT_IN_A_LINE)}" for name, value in fields.items()]
        try:
            self._socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        except OSError as error:
            raise Gone("the connection to the exchange broke off") from error
        return number

    def next_event(self, *, seconds: float) -> Message | None:
        """The next event; None when there is none for so long."""
        deadline = time.monotonic() + seconds
        while True:
            message = self._events.popleft() if self._events else self._message(deadline)
            if message is None or "Event" in message:
                return message

    def events(self, *, seconds: float, most: int) -> list[Message]:
        """The next, awaited for so long, and those that have come with it; no more than `most`."""
        first = self.next_event(seconds=seconds)
        found = [] if first is None else [first]
        while found and len(found) < most and (self._events or b"\r\n\r\n" in self._rest):
            if (more := self.next_event(seconds=0)) is None:
                break
            found.append(more)
        return found

    def _greeting(self) -> None:
        if not self._line(time.monotonic() + ANSWER_SECONDS).startswith("Asterisk Call Manager"):
            raise Gone("what answers there is no exchange")

    def _message(self, deadline: float) -> Message | None:
        found: Message = {}
        while True:
            try:
                line = self._line(deadline if not found else time.monotonic() + ANSWER_SECONDS)
            except TimeoutError:
                if found:
                    raise Gone("the exchange broke off in the middle of a message") from None
                return None
            if not line:
                if found:
                    return found
                continue
            name, _, value = line.partition(": ")
            found.setdefault(name, value)

    def _line(self, deadline: float) -> str:
        while b"\r\n" not in self._rest:
            if len(self._rest) > LONGEST_LINE:
                raise Gone("what answers there is no exchange")
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                self._socket.settimeout(left)
                more = self._socket.recv(65536)
            except TimeoutError:
                raise
            except OSError as error:
                raise Gone("the connection to the exchange broke off") from error
            if not more:
                raise Gone("the exchange ended the connection")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\r\n")
        return line.decode("utf-8", "replace")
