"""A web server of our own that misbehaves in every way that one on the internet may. Only on loopback.

    with Misbehaving() as server:
        checker.look(server.url("/missing"))

Each path is a behaviour; `requests` holds (method, path, headers in lower case) of what was asked, in order.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import socketserver
import ssl
import struct
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PAGE = b"<!doctype html><title>A fictional page</title>"


def answer(status: str, body: bytes = PAGE, **headers: str) -> bytes:
    given = {"content_type": "text/html; charset=utf-8", "content_length": str(len(body)), "connection": "close"}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in {**given, **headers}.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines]).encode() + b"\r\n\r\n" + body


def to(where: str, status: str = "301 Moved Permanently") -> bytes:
    return answer(status, b"", location=where)


class Misbehaving:
    """`robots` is the text of robots.txt, or a whole answer; `paths` adds behaviours: bytes, or what writes them."""

    def __init__(self, *, robots: str | bytes | None = None, tls: bool = False, host: str = "127.0.0.1") -> None:
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self.robots = robots
        self.paths: dict[str, bytes | Callable[[socket.socket, str], None]] = {}
        self.stopping = threading.Event()
        self._folder = tempfile.TemporaryDirectory()
        self.authority: Path | None = None
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    outer._handle(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = daemon_threads = True
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

            def handle_error(self, request: object, client_address: object) -> None:
                """Clients go away in the middle: that is what is tested."""

        self._server = Server((host, 0), Handler)
        self.host, self.port = host, int(self._server.server_address[1])
        self._context = self._certificate() if tls else None
        self.scheme = "https" if tls else "http"

    def __enter__(self) -> Misbehaving:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._folder.cleanup()

    def url(self, path: str = "/page", host: str = "") -> str:
        host = host or self.host
        return f"{self.scheme}://{f'[{host}]' if ':' in host else host}:{self.port}{path}"

    def asked(self, path: str) -> list[str]:
        """The methods with which a path was asked for."""
        return [method for method, each, _ in self.requests if each == path]

    def _handle(self, raw: socket.socket) -> None:
        raw.settimeout(20)
        if self._context:
            raw = self._context.wrap_socket(raw, server_side=True)
        head = b""
        while b"\r\n\r\n" not in head:
            part = raw.recv(4096)
            if not part:
                return
            head += part
        first, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        method, path, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self.requests.append((method, path, headers))
        self._behave(raw, method, path)
        if self._context:
            raw.close()

    def _behave(self, raw: socket.socket, method: str, path: str) -> None:
        own = self.paths.get(path)
        if path == "/robots.txt" and own is None:
            text = self.robots
            own = text if isinstance(text, bytes) else answer("404 Not Found") if text is None else answer(
                "200 OK", text.encode(), content_type="text/plain"
            )  # fmt: skip
        if own is None:
            own = BEHAVIOURS.get(path.partition("?")[0], answer("404 Not Found"))
        if callable(own):
            own(raw, method)
            return
        head, _, body = own.partition(b"\r\n\r\n")
        raw.sendall(head + b"\r\n\r\n" + (b"" if method == "HEAD" else body))

    def drip(self, raw: socket.socket, method: str) -> None:
        """A byte now and then, for ever."""
        raw.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.stopping.wait(0.05):
            raw.sendall(b"z")

    def _certificate(self) -> ssl.SSLContext:
        """A certificate for this host, signed by an authority of its own, which nobody knows (`authority`)."""
        key, at = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fictional.example")])
        names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(self.host))])
        signed = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(at - dt.timedelta(days=1)).not_valid_after(at + dt.timedelta(days=1))
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )  # fmt: skip
        folder = Path(self._folder.name)
        (folder / "key.pem").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self.authority = folder / "certificate.pem"
        self.authority.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority, folder / "key.pem")
        return context


def _reset(raw: socket.socket, method: str) -> None:
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raw.close()


def _hang_up(raw: socket.socket, method: str) -> None:
    raw.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def _huge_headers(raw: socket.socket, method: str) -> None:
    raw.sendall(b"HTTP/1.1 200 OK\r\n")
    for _ in range(2_000):
        raw.sendall(b"X-Long: " + b"z" * 4_000 + b"\r\n")


def _endless_continue(raw: socket.socket, method: str) -> None:
    for _ in range(200_000):
        raw.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 50)


def _huge_body(raw: socket.socket, method: str) -> None:
    raw.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999999\r\n\r\n")
    for _ in range(100_000 if method == "GET" else 0):
        raw.sendall(b"z" * 10_000)


def _only_get(status: str) -> Callable[[socket.socket, str], None]:
    """Refuses HEAD, as many servers do."""

    def behave(raw: socket.socket, method: str) -> None:
        raw.sendall(answer("200 OK") if method == "GET" else answer(status, b""))

    return behave


def _head_says(body: bytes, kind: str) -> Callable[[socket.socket, str], None]:
    """Answers HEAD with a length and a type that are not the page's."""

    def behave(raw: socket.socket, method: str) -> None:
        raw.sendall(answer("200 OK") if method == "GET" else answer("200 OK", body, content_type=kind))

    return behave


def _head_hangs_up(raw: socket.socket, method: str) -> None:
    if method == "GET":
        raw.sendall(answer("200 OK"))


BEHAVIOURS: dict[str, bytes | Callable[[socket.socket, str], None]] = {
    "/": answer("200 OK"),
    "/page": answer("200 OK"),
    "/leaflet.pdf": answer("200 OK", b"%PDF-1.7", content_type="application/pdf"),
    "/picture": answer("200 OK", b"\x89PNG", content_type="image/png"),
    "/empty": answer("200 OK", b""),
    "/missing": answer("404 Not Found"),
    "/withdrawn": answer("410 Gone"),
    "/broken": answer("500 Internal Server Error"),
    "/busy": answer("503 Service Unavailable", retry_after="120"),
    "/not-for-robots": answer("403 Forbidden"),
    "/too-often": answer("429 Too Many Requests"),
    "/odd-status": answer("999 Request denied"),
    "/moved": to("/page"),
    "/moved-308": to("/page", "308 Permanent Redirect"),
    "/for-now": to("/page", "302 Found"),
    "/twice": to("/moved"),
    "/slash": to("/slash/"),
    "/slash/": answer("200 OK"),
    "/old/article": to("/"),
    "/loop": to("/loop-back"),
    "/loop-back": to("/loop"),
    "/itself": to("/itself"),
    "/nowhere": to("http://"),
    "/to-a-file": to("file:///etc/passwd"),
    "/to-missing": to("/missing"),
    "/to-no-address": to("http://[::1"),
    "/without-location": answer("302 Found"),
    "/reset": _reset,
    "/hang-up": _hang_up,
    "/garbage": b"\x16\x03\x01 this is no HTTP \xff\xfe\r\n\r\n",
    "/huge-headers": _huge_headers,
    "/endless-continue": _endless_continue,
    "/huge-body": _huge_body,
    "/no-head-405": _only_get("405 Method Not Allowed"),
    "/no-head-404": _only_get("404 Not Found"),
    "/no-head-501": _only_get("501 Not Implemented"),
    "/no-head-403": _only_get("403 Forbidden"),
    "/head-hangs-up": _head_hangs_up,
    "/head-empty": _head_says(b"", "text/html"),
    "/head-not-a-page": _head_says(PAGE, "application/octet-stream"),
    **{f"/far/{each}": to(f"/far/{each + 1}", "302 Found") for each in range(30)},
}
