"""The answers of an enquiry that is being filled in, kept between its pages.

One question a page reads best on a telephone and by ear, and going back must find every answer, so the answers stay
between requests. They may hold how to reach somebody. So they are sealed in the session with a key that only the
visitor's own browser has (a cookie): the database alone cannot be read, what is abandoned is unreadable when the
browser closes, and a job deletes it. The question is kept only after the guard has let it through.

`Draft.key` names the enquiry to come, so that however often it is sent it is one enquiry.
"""

from __future__ import annotations

import base64
import json
import os
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

COOKIE = "adviceline_draft"
SESSION_KEY = "web.draft"
LIFE = timedelta(hours=12)
_BOUND_TO = b"adviceline.web.draft"
_KEY_BYTES, _NONCE_BYTES = 32, 12


@dataclass
class Draft:
    """Answers by name, codes and short texts. `begun_at` limits how long they are kept."""

    key: uuid.UUID
    begun_at: datetime
    answers: dict[str, str] = field(default_factory=dict)


def load_draft(request: HttpRequest, *, at: datetime) -> Draft | None:
    """The visitor's draft, or None when there is none, it is too old, or it cannot be opened."""
    sealed, key = request.session.get(SESSION_KEY), _browser_key(request)
    if not sealed or key is None:
        return None
    try:
        raw = base64.b64decode(sealed)
        data = json.loads(AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _BOUND_TO))
        draft = Draft(uuid.UUID(data["key"]), datetime.fromisoformat(data["begun_at"]), data["answers"])
    except (InvalidTag, ValueError, KeyError, TypeError):
        return None
    return draft if at - draft.begun_at < LIFE else None


def new_draft(*, at: datetime) -> Draft:
    return Draft(uuid.uuid4(), at)


def save_draft(request: HttpRequest, answer: HttpResponseBase, draft: Draft) -> None:
    """Seal the draft into the session, and give the browser its key if it has none."""
    key = _browser_key(request) or os.urandom(_KEY_BYTES)
    data = {"key": str(draft.key), "begun_at": draft.begun_at.isoformat(), "answers": draft.answers}
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(key).encrypt(nonce, json.dumps(data).encode(), _BOUND_TO)
    request.session[SESSION_KEY] = base64.b64encode(sealed).decode()
    answer.set_cookie(
        COOKIE, base64.urlsafe_b64encode(key).decode(), httponly=True, samesite="Lax", secure=settings.HTTPS
    )


def drop_draft(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Forget the answers, on both sides."""
    request.session.pop(SESSION_KEY, None)
    answer.delete_cookie(COOKIE, samesite="Lax")


def _browser_key(request: HttpRequest) -> bytes | None:
    try:
        key = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except ValueError:
        return None
    return key if len(key) == _KEY_BYTES else None
