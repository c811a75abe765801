"""A token for Microsoft 365 (or another provider of OAuth 2.0 client credentials), kept until it ends."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msal
import requests

from adviceline.channels.email.reading.accounts import OAuth

SECONDS = 20


class NoToken(Exception):
    """The identity provider gave no token; says its error code, and nothing of the secret."""


class _Session(requests.Session):
    """msal's default waits for ever. The certificates of the setting go before those of the environment."""

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        options["timeout"] = SECONDS
        if self.verify is not True:
            options["verify"] = self.verify
        return super().request(*arguments, **options)


def access_token(oauth: OAuth, *, anew: bool = False) -> str:
    """The one in hand while it is good; `anew` asks for another. Raises `NoToken`."""
    try:
        if anew:
            _application.cache_clear()
        answer = _application(oauth).acquire_token_for_client(scopes=[oauth.scope])
    except (ValueError, KeyError):  # what it says of itself cannot be read: most often there is no such tenant
        raise NoToken("the identity provider does not know the tenant, or answers in no way that we know") from None
    except (requests.RequestException, RuntimeError) as error:
        raise NoToken(f"the identity provider could not be asked ({type(error).__name__})") from None
    if not answer or "access_token" not in answer:
        raise NoToken(f"the identity provider refused: {_refusal(answer or {})}")
    return str(answer["access_token"])


#: What Microsoft Entra's numbers mean (AADSTS…), then what the codes of OAuth 2.0 mean (RFC 6749, 5.2).
_NUMBERS = {
    7000222: "the application's secret has ended: make another", 7000215: "the application's secret is wrong",
    700016: "the tenant knows no application of that client id", 7000112: "the application is switched off",
    90002: "there is no such tenant", 900023: "there is no such tenant", 1002012: "the scope is wrong",
}  # fmt: skip
_CODES = {
    "invalid_client": "the client id or the secret is wrong, or the secret has ended",
    "unauthorized_client": "the application may not ask for this: grant it IMAP.AccessAsApp, with an administrator's consent",
    "invalid_scope": "the scope is wrong", "invalid_request": "the tenant or the client id is wrong",
    "invalid_grant": "the application may not ask for this", "access_denied": "the application may not ask for this",
    "temporarily_unavailable": "it is busy", "server_error": "it has a fault of its own",
}  # fmt: skip


def _refusal(answer: dict[str, Any]) -> str:
    """In words that say what to do; the code stands after them, and nothing else that was said."""
    code = re.sub(r"[^a-z_]", "", str(answer.get("error", "")))[:60]
    numbers = [each for each in answer.get("error_codes") or [] if isinstance(each, int)][:3]
    words = next((_NUMBERS[each] for each in numbers if each in _NUMBERS), _CODES.get(code, "it does not say why"))
    named = ", ".join([*([code] if code else []), *(f"AADSTS{each}" for each in numbers)])
    return f"{words} ({named})" if named else words


@lru_cache(maxsize=8)
def _application(oauth: OAuth) -> msal.ConfidentialClientApplication:
    session = _Session()
    if oauth.certificates:
        session.verify = oauth.certificates
    return msal.ConfidentialClientApplication(
        oauth.client_id, client_credential=oauth.secret, authority=f"{oauth.authority}/{oauth.tenant}",
        instance_discovery=False, http_client=session,
    )  # fmt: skip
