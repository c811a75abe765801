"""One request to a server that may be slow, broken or hostile, to an address that was allowed.

The name is resolved once, every address that it leads to is checked, and the connection is made to that very address:
a name that answers differently a moment later leads nowhere else. Time and bytes are counted over the whole request,
so that a server that sends one byte a second holds nobody up.
"""

from __future__ import annotations

import http.client
import io
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from adviceline.directory.rules.reach import Reach, Target

CONNECT_SECONDS, REQUEST_SECONDS, RESOLVE_SECONDS = 6.0, 15.0, 6.0
MOST_BODY = 16 * 1024
MOST_HEADERS = 128 * 1024

Resolve = Callable[[str, int], list[str]]


class NoAnswer(Exception):
    """The server gave no usable answer. `final`: asking the same server in another way would not help."""

    def __init__(self, words: str, *, final: bool = False) -> None:
        super().__init__(words)
        self.final = final


@dataclass(frozen=True)
class Answer:
    """A status with its headers (names in lower case) and the beginning of the body; None where none was asked for."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


def resolve_by_system(host: str, port: int) -> list[str]:
    """Every address of a name. Raises `OSError` when there is none, `TimeoutError` when it takes too long."""
    found: queue.Queue[list[str] | OSError] = queue.Queue(1)

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError) as problem:
            found.put(OSError(str(problem)))

    threading.Thread(target=ask, name="resolve", daemon=True).start()
    try:
        answer = found.get(timeout=RESOLVE_SECONDS)
    except queue.Empty:
        raise TimeoutError(host) from None
    if isinstance(answer, OSError):
        raise answer
    return answer


@dataclass(frozen=True)
class Fetcher:
    """Asks servers as `agent`. `reach` says what may be connected to; tests give their own server's."""

    agent: str
    reach: Reach = field(default_factory=Reach)
    resolve: Resolve = resolve_by_system
    request_seconds: float = REQUEST_SECONDS
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def ask(self, method: str, target: Target, *, most_body: int = MOST_BODY, within: float | None = None) -> Answer:
        """One request, no redirect followed. Raises `NoAnswer`, and `AddressRefused` for where it would lead."""
        seconds = self.request_seconds if within is None else min(within, self.request_seconds)
        deadline = time.monotonic() + seconds
        try:
            addresses = self.resolve(target.host, target.port)
        except TimeoutError as problem:
            raise NoAnswer(f"The name {target.host} could not be looked up in time.", final=True) from problem
        except OSError as problem:
            raise NoAnswer(f"There is no site of the name {target.host}.", final=True) from problem
        if not addresses:
            raise NoAnswer(f"There is no site of the name {target.host}.", final=True)
        raw = self._connect(self.reach.check(target.host, addresses), target.port, deadline)
        try:
            return self._over(raw, method, target, deadline, most_body)
        finally:
            raw.close()

    def _connect(self, addresses: list[str], port: int, deadline: float) -> socket.socket:
        for address in addresses[:4]:
            try:
                return socket.create_connection((address, port), timeout=min(CONNECT_SECONDS, _left(deadline)))
            except OSError:
                continue
        raise NoAnswer("The server cannot be reached.", final=True)

    def _over(self, raw: socket.socket, method: str, target: Target, deadline: float, most_body: int) -> Answer:
        try:
            raw.settimeout(_left(deadline))
            opened = self.tls.wrap_socket(raw, server_hostname=target.host) if target.scheme == "https" else raw
        except ssl.SSLCertVerificationError as problem:
            raise NoAnswer(f"Its certificate is not valid: {problem.verify_message}.", final=True) from problem
        except (TimeoutError, OSError) as problem:
            raise NoAnswer("A safe connection (TLS) could not be made.", final=True) from problem
        try:
            opened.sendall(self._request(method, target))
            timed = _Timed(opened, deadline, MOST_HEADERS + most_body)
            response = http.client.HTTPResponse(timed, method=method)  # type: ignore[arg-type]  # all that it uses
            response.begin()
            if timed.ended:
                raise NoAnswer("The server broke off the connection.")
            headers = {name.lower(): value for name, value in response.getheaders()}
            body = None if method == "HEAD" else response.read(most_body)
            return Answer(response.status, headers, body)
        except TimeoutError as problem:
            raise NoAnswer("The server took too long to answer.") from problem
        except _TooMuch as problem:
            raise NoAnswer("The server sends more than any page needs before its page.") from problem
        except (http.client.HTTPException, ValueError, LookupError) as problem:
            raise NoAnswer("What the server sends cannot be read as a web page.") from problem
        except OSError as problem:
            raise NoAnswer("The server broke off the connection.") from problem
        finally:
            opened.close()

    def _request(self, method: str, target: Target) -> bytes:
        lines = [
            f"{method} {target.path} HTTP/1.1",
            f"Host: {target.origin.partition('://')[2]}",
            f"User-Agent: {self.agent}",
            "Accept: text/html,application/xhtml+xml,application/pdf,*/*;q=0.8",
            "Accept-Language: en-GB,en;q=0.8",
            "Accept-Encoding: identity",
            "Connection: close",
        ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace")


class _TooMuch(Exception):
    """More bytes than a request may bring."""


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Timed(io.RawIOBase):
    """A socket read against one deadline and one count of bytes. Stands in for the socket of an `HTTPResponse`."""

    def __init__(self, sock: socket.socket, deadline: float, most: int) -> None:
        super().__init__()
        self._socket, self._deadline, self._most = sock, deadline, most
        self.ended = False

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io gives it a memoryview
        if self._most <= 0:
            raise _TooMuch
        self._socket.settimeout(_left(self._deadline))
        size = self._socket.recv_into(buffer[: self._most])
        self._most -= size
        self.ended = size == 0
        return size
