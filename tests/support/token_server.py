"""An identity provider for tests: gives tokens to the application that it knows, and tells a mail server whose they are."""

from __future__ import annotations

import json
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

CLIENT, SECRET, TENANT = "11111111-2222-3333-4444-555555555555", "an_application_secret", "tenant-of-tests"


class TokenServer:
    """`token_info` (plain http, for the mail server) and, once `secure` was called, `authority` (https). `given` are the
    tokens that are good; `asked` counts requests for one."""

    def __init__(self) -> None:
        self.given: dict[str, str] = {}
        self.user, self.asked = "advice", 0
        self._servers = [self._start(None)]

    @property
    def token_info(self) -> str:
        return f"http://127.0.0.1:{self._servers[0].server_port}/tokeninfo"

    def secure(self, certificate: Path, key: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self._servers.append(self._start(context))

    @property
    def authority(self) -> str:
        return f"https://localhost:{self._servers[1].server_port}"

    def _start(self, context: ssl.SSLContext | None) -> ThreadingHTTPServer:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (_Asked,), {"provider": self}))
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()


class _Asked(BaseHTTPRequestHandler):
    provider: TokenServer

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/tokeninfo":
            token = parse_qs(parts.query).get("access_token", [""])[0]
            user = self.provider.given.get(token)
            self._answer(200 if user else 401, {"email": user, "expires_in": 600} if user else {"error": "invalid"})
        elif parts.path == f"/{TENANT}/v2.0/.well-known/openid-configuration":
            base = f"{self.provider.authority}/{TENANT}"
            self._answer(200, {"issuer": f"{base}/v2.0", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                               "token_endpoint": f"{base}/oauth2/v2.0/token"})  # fmt: skip
        else:
            self._answer(404, {})

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.provider.asked += 1
        if asked.get("client_id") != [CLIENT] or asked.get("client_secret") != [SECRET]:
            self._answer(401, {"error": "invalid_client", "error_description": "no"})
            return
        token = f"token-{self.provider.asked}"
        self.provider.given[token] = self.provider.user
        self._answer(200, {"token_type": "Bearer", "expires_in": 3600, "access_token": token})

    def _answer(self, status: int, said: dict[str, object]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing: tests are quiet."""
