"""Who is at a socket: the session of the cookie and the token of the page must say the same. Neither is enough alone.

A frame on another site has no cookie: there its token alone says it, signed for that one chat.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.core import signing
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from adviceline.accounts.models import Person
from adviceline.accounts.roles import Permission
from adviceline.accounts.second_factor import has_second_factor
from adviceline.channels.chat.models import Chat
from adviceline.channels.chat.queries import chat_of_key

SALT = "adviceline.chat.page"
TOKEN_SECONDS = 12 * 60 * 60
#: How the token of a frame on another site begins: see `embedding`.
EMBEDDED, EMBEDDED_SALT = "embedded.", "adviceline.chat.embedded"
SESSION_CHAT = "chat"
Headers = Iterable[tuple[bytes, bytes]]


class NotLetIn(Exception):
    """The socket is not for whoever asks. Why is not said."""


@dataclass(frozen=True)
class AtSocket:
    """`chat_id` is None for a page of the queue; `person` is None for the enquirer. `only_watches`: a page that shows how
    it goes, by which nobody is ready to chat."""

    chat_id: int | None
    person: Person | None
    only_watches: bool = False


def page_token(session: Any, *, chat: Chat | None, person: Person | None, only_watches: bool = False) -> str:
    """For a page whose view has looked at who may see it; worth nothing with another session."""
    said = {"chat": chat.key.hex if chat else "", "person": person.pk if person else 0, "watch": only_watches}
    return signing.dumps(said, salt=f"{SALT}.{session.session_key}")


def who(headers: Headers, token: str) -> AtSocket:
    """Raises `NotLetIn`."""
    if token.startswith(EMBEDDED):
        chat = chat_of_embedded(token)
        if chat is None:
            raise NotLetIn
        return AtSocket(chat.pk, None)
    session = session_of(headers)
    try:
        said = signing.loads(token, salt=f"{SALT}.{session.session_key}", max_age=TOKEN_SECONDS)
        key, person_id, only_watches = str(said["chat"]), int(said["person"]), bool(said["watch"])
    except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
        raise NotLetIn from error
    chat = chat_of_key(key) if key else None
    if key and chat is None:
        raise NotLetIn
    if not person_id:
        if chat is None or session.get(SESSION_CHAT) != chat.key.hex:
            raise NotLetIn
        return AtSocket(chat.pk, None)
    person = person_of(session)
    if person is None or person.pk != person_id or not person.may(Permission.READ_ENQUIRIES):
        raise NotLetIn
    return AtSocket(chat.pk if chat else None, person, only_watches)


def chat_of_embedded(token: str) -> Chat | None:
    """The chat of a frame's token; None for any other, and where the settings let nobody embed chat."""
    if not token.startswith(EMBEDDED) or not settings.CHAT_EMBEDDED_AT:
        return None
    try:
        key = signing.loads(token.removeprefix(EMBEDDED), salt=EMBEDDED_SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return None
    return chat_of_key(str(key))


def session_of(headers: Headers) -> Any:
    """The session that the cookie names; raises `NotLetIn` for none."""
    sent = b"; ".join(value for name, value in headers if name == b"cookie").decode("latin-1")
    key = parse_cookie(sent).get(settings.SESSION_COOKIE_NAME, "")
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    if not key or not session.exists(key):
        raise NotLetIn
    return session


def person_of(session: Any) -> Person | None:
    """Who is signed in with that session, with a second factor; None for nobody."""
    request = HttpRequest()
    request.session = session
    person = get_user(request)
    if not isinstance(person, Person) or not person.is_active:
        return None
    request.user = person
    return person if has_second_factor(request) else None


def is_of_this_site(headers: Headers) -> bool:
    """Whether the page that opens the socket is one of ours: its origin is the host it asks, and we answer to that."""
    sent = {name.decode(): value.decode("latin-1") for name, value in headers if name in {b"origin", b"host"}}
    host = sent.get("host", "")
    domain, _ = split_domain_port(host)
    try:
        origin = urlsplit(sent.get("origin", ""))
    except ValueError:
        return False
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    return origin.scheme == ("https" if settings.HTTPS else "http") and origin.netloc.lower() == host.lower()
