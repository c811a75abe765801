"""The page 'Call us': ringing the service from a browser, where the exchange's settings allow it."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public
from adviceline.channels.telephony.advisers import current_exchange
from adviceline.channels.telephony.exchange.passwords import WEB_CALLER, passwords
from adviceline.channels.telephony.exchange.settings import Exchange, UnusableExchange
from adviceline.channels.telephony.speaking import allow_speech
from adviceline.ui.words import sentence, title, words

SIGN_ON_RATE = "20/10m"
STATES = ("off", "connecting", "ready", "calling", "talking", "away", "no_microphone")
NAMES = ("no_script", "your_call", "ring", "hang_up", "keys")


@public
@require_safe
@never_cache
def call_us(request: HttpRequest) -> HttpResponse:
    _exchange()
    context = {
        "heading": title("call_us.page"), "body": words("call_us.page") + recording_words(), "states": STATES,
        "says": {each: sentence(f"call_us.{each}") for each in (*STATES, *NAMES)},
    }  # fmt: skip
    return allow_speech(render(request, "telephony/call_us.html", context))


@public
@require_POST
@never_cache
@limited(SIGN_ON_RATE, name="call-us")
def sign_on(request: HttpRequest) -> HttpResponse:
    """What a caller's browser needs: a name of the exchange that can ring the queue, and do nothing else."""
    exchange = _exchange()
    try:
        secret = passwords(exchange)[WEB_CALLER]
    except UnusableExchange as error:
        raise Http404("The service cannot be rung from a browser just now.") from error
    return JsonResponse({"address": exchange.browser.address, "name": WEB_CALLER, "secret": secret})


def recording_words() -> Markup:
    """Whether calls are recorded, and on what basis."""
    basis = settings.RECORDING_BASIS
    return words("call_us.recorded", basis=basis) if basis else words("call_us.not_recorded")


def _exchange() -> Exchange:
    exchange = current_exchange()
    if exchange is None or not exchange.browser.is_on or not exchange.browser.callers:
        raise Http404("The service is not rung from a browser.")
    return exchange
