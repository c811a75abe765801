"""An OpenID Connect provider on 127.0.0.1 that says what the test tells it to: discovery, tokens, keys, user info."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "adviceline", "a secret for tests"


class IdentityProvider:
    """`with IdentityProvider() as provider:`; set `provider.claims` to who is signed in there. `token_claims` are said in
    the id token alone (None: no id token is given)."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.token_claims: dict[str, Any] | None = {}
        self.broken = False
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._grants: dict[str, dict[str, str]] = {}
        self._tokens: set[str] = set()

    def __enter__(self) -> IdentityProvider:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.startswith("/authorise?"):
                    provider._send_back(self)
                else:
                    provider._answer(self, {})

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                provider._answer(self, {name: values[0] for name, values in parse_qs(sent).items()})

            def log_message(self, *args: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def settings(self) -> dict[str, Any]:
        """SOCIALACCOUNT_PROVIDERS as config.settings makes it from ADVICELINE_OIDC_*."""
        app = {
            "provider_id": "staff",
            "name": "Staff single sign-on",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.issuer},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def authorise(self, address: str) -> str:
        """What the provider's own sign-in page does: checks the request and answers the address to go back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT_ID
        assert asked["response_type"] == "code"
        assert "openid" in asked["scope"].split()
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self._grants[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _send_back(self, request: BaseHTTPRequestHandler) -> None:
        """To a browser: whoever `claims` says is signed in already, and goes straight back."""
        request.send_response(302)
        request.send_header("Location", self.authorise(request.path))
        request.send_header("Content-Length", "0")
        request.end_headers()

    def _answer(self, request: BaseHTTPRequestHandler, sent: dict[str, str]) -> None:
        routes = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": self._keys,
            "/token": lambda: self._token(sent, request),
            "/userinfo": lambda: self._user_info(request),
        }
        status, body = (503, {}) if self.broken else routes[urlsplit(request.path).path]()
        text = json.dumps(body).encode()
        request.send_response(status)
        request.send_header("Content-Type", "application/json")
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)

    def _configuration(self) -> tuple[int, dict[str, Any]]:
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorise",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self) -> tuple[int, dict[str, Any]]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return 200, {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def _token(self, sent: dict[str, str], request: BaseHTTPRequestHandler) -> tuple[int, dict[str, Any]]:
        grant = self._grants.pop(sent.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest())
        if (
            grant is None
            or sent.get("client_secret") != CLIENT_SECRET
            or challenge.decode().rstrip("=") != grant["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        token = secrets.token_urlsafe(8)
        self._tokens.add(token)
        now = int(time.time())
        given = {"access_token": token, "token_type": "Bearer", "expires_in": 60}
        if self.token_claims is None:
            return 200, given
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims, **self.token_claims}
        signed = jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "one"})
        return 200, given | {"id_token": signed}

    def _user_info(self, request: BaseHTTPRequestHandler) -> tuple[int, dict[str, Any]]:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in self._tokens:
            return 401, {}
        return 200, {name: value for name, value in self.claims.items() if name not in {"amr", "aud", "exp"}}
