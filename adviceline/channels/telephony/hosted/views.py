"""The provider's webhooks. What a call does is written down before the provider is told what to do next.

The provider sends again what was not answered, and not always in order: each event of a call counts once, what was answered
is not taken a second time, and a call that is over long since hears nothing more (docs/adr/0105, 0144).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from adviceline.accounts.permissions import public
from adviceline.channels.telephony.actions import note_answered, take_webhook
from adviceline.channels.telephony.changed import line_changed
from adviceline.channels.telephony.hosted import telling
from adviceline.channels.telephony.hosted.signature import PROVIDER, is_genuine, signature
from adviceline.channels.telephony.hosted.steps import STEPS, Told
from adviceline.channels.telephony.models import Call, LiveCall, Webhook

log = structlog.get_logger(__name__)
LATE = timedelta(hours=1)
"""So long after its end a call is still told of. Later it is a webhook that somebody kept and sends again."""


class Acknowledged(HttpResponse):
    """Notes that it was given, once it was: what follows with the same signature is no second try of the provider's."""

    webhook: Webhook

    def close(self) -> None:
        try:
            note_answered(webhook=self.webhook, at=timezone.now())
        except DatabaseError:
            log.warning("that a webhook was answered could not be noted")
        super().close()


@public
@csrf_exempt
@require_POST
def webhook(request: HttpRequest, step: str) -> HttpResponse:
    """403 for what the provider did not sign, what was answered before, or what is kept from before; else what to do with
    the call now."""
    token, found = settings.PHONE_WEBHOOKS.get(PROVIDER), STEPS.get(step)
    if token is None or found is None:
        return _say(404, "No calls are taken here. ADVICELINE_PHONE_WEBHOOKS names the provider.")
    given, public_address = request.headers.get("X-Twilio-Signature", ""), f"{settings.SITE}{request.get_full_path()}"
    fields = {each: request.POST.getlist(each) for each in request.POST}
    if not is_genuine(given=given, token=token, address=public_address, fields=fields):
        log.warning("a call's webhook refused: not signed by the provider", step=step)
        return _say(403, "The signature is missing or wrong.")
    at, call_id = timezone.now(), request.POST.get("CallSid", "")
    if not telling.CALL_ID.fullmatch(call_id):
        return _say(400, "There is no call in this.")
    call = LiveCall.objects.filter(call_id=call_id).first()
    if _is_kept_from_before(call, call_id, at=at):
        log.warning("a call's webhook refused: the call is over since long", step=step)
        return _say(403, "This call is over.")
    # By the signature as we write it: however the copy is put together, what the provider signed is the same.
    taken = take_webhook(signed=signature(token=token, address=public_address, fields=fields), at=at)
    if taken.answered_at is not None:
        log.warning("a call's webhook refused: it was answered before", step=step)
        return _say(403, "This was answered before.")
    told = Told(request.GET, {each: values[-1].replace("\x00", "") for each, values in fields.items()}, call, at)
    answer = Acknowledged(str(found(told)), content_type="text/xml; charset=utf-8")
    line_changed()  # each step has committed what it heard
    answer.webhook = taken
    return answer


def _is_kept_from_before(call: LiveCall | None, call_id: str, *, at: datetime) -> bool:
    if call is None:
        return Call.objects.filter(key=f"call:{call_id}").exists()
    if call.transport != LiveCall.Transport.HOSTED or call.began_at < at - telling.LONGEST:
        return True
    return call.ended_at is not None and call.ended_at < at - LATE


def _say(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain; charset=utf-8")
