"""A token for Microsoft 365 (or another provider of OAuth 2.0 client credentials), kept until it ends."""

from __future__ import annotations

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
    except (requests.RequestException, RuntimeError, ValueError, KeyError) as error:
        raise NoToken(f"the identity provider could not be asked ({type(error).__name__})") from None
    if not answer or "access_token" not in answer:
        raise NoToken(f"the identity provider refused ({str((answer or {}).get('error', 'no reason given'))[:60]})")
    return str(answer["access_token"])


@lru_cache(maxsize=8)
def _application(oauth: OAuth) -> msal.ConfidentialClientApplication:
    session = _Session()
    if oauth.certificates:
        session.verify = oauth.certificates
    return msal.ConfidentialClientApplication(
        oauth.client_id, client_credential=oauth.secret, authority=f"{oauth.authority}/{oauth.tenant}",
        instance_discovery=False, http_client=session,
    )  # fmt: skip
