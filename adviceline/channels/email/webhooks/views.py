"""Taking a message from a provider: proved, stored, committed, and only then answered."""

from __future__ import annotations

import uuid

import structlog
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from adviceline.accounts.permissions import public
from adviceline.channels.email.actions import own_mailboxes
from adviceline.channels.email.actions.storing import store
from adviceline.channels.email.sources import LARGEST_MESSAGE, RawMessage
from adviceline.channels.email.tasks import RECORD_HEARD
from adviceline.channels.email.webhooks.bodies import TooLarge, Unusable, fields_of, whole
from adviceline.channels.email.webhooks.providers import Forged, check, provider_named
from adviceline.jobs.actions import enqueue

log = structlog.get_logger(__name__)


@public
@csrf_exempt
@require_POST
def incoming(request: HttpRequest, provider: str) -> HttpResponse:
    """200 once the message is safe with us, or was before; anything else, and the provider keeps it and tries again."""
    found = provider_named(provider)
    if found is None:
        return _say(404, "No mail is taken here. ADVICELINE_MAIL_WEBHOOKS names the providers.")
    try:
        body = whole(request)
        fields = fields_of(request, body)
        check(found, request, fields)
    except TooLarge:
        return _say(413, "The message is too large. Nothing was taken.")
    except Unusable as error:
        return _say(400, f"{error} Nothing was taken.")
    except Forged:
        log.warning("mail refused: not proved to be the provider's", provider=provider)
        return _say(403, "The signature or the password is missing or wrong. Nothing was taken.")
    content = fields.get(found.field, b"")
    if not content.strip():
        return _say(400, f"The message itself is not there. {found.advice} Nothing was taken.")
    if len(content) > LARGEST_MESSAGE:
        return _say(413, "The message is too large. Nothing was taken.")
    return _take(provider, content)


def _take(provider: str, content: bytes) -> HttpResponse:
    at = timezone.now()
    try:
        message = RawMessage(f"webhook:{provider}", content, at)
        known = store([message], run=uuid.uuid4(), mailboxes=own_mailboxes(), at=at, is_live=True)
        with transaction.atomic():
            enqueue(RECORD_HEARD, args={}, at=at)
    except DatabaseError as error:
        log.error("mail could not be stored", provider=provider, error=type(error).__name__)
        answer = _say(503, "The message cannot be stored just now. Send it again later.")
        answer["Retry-After"] = "60"
        return answer
    return _say(200, "It was taken before." if known else "Taken.")


def _say(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
