"""How often one address may send a form: counted in the shared cache, so that several processes count together.

A window is fixed: up to twice the rate can pass around the moment one window ends and the next begins.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.crypto import salted_hmac

from adviceline.ui.errors import error_page
from adviceline.ui.kept import typed_words

View = Callable[..., HttpResponseBase]
Key = Callable[[HttpRequest], str]

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_RATE = re.compile(r"(\d+)/(\d*)([smhd])")
#: A visitor with IPv6 usually holds a whole /64, so that is counted as one address.
IPV6_PREFIX = 64


class LimitedRequest(HttpRequest):
    """What a view limited with `in_form=True` is given."""

    limited: int
    """Seconds to wait; 0 when the request is within the rate."""


def parse_rate(rate: str) -> tuple[int, int]:
    """`10/m`, `10/10m`, `100/h` as (how many, in how many seconds)."""
    found = _RATE.fullmatch(rate)
    if not found or not int(found[1]) or found[2] == "0":
        raise ValueError(f"'{rate}' is not a rate: write 10/m or 10/10m.")
    return int(found[1]), int(found[2] or 1) * _UNITS[found[3]]


def client_address(request: HttpRequest) -> str:
    """The visitor's address, for counting; never stored.

    `X-Forwarded-For` counts only as far as our own proxies wrote it (ADVICELINE_PROXIES): with two proxies, the
    second entry from the right. Whatever a visitor writes further left is ignored.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    candidates = [forwarded[-proxies]] if proxies and len(forwarded) >= proxies else []
    for candidate in (*candidates, request.META.get("REMOTE_ADDR", "")):
        try:
            address = ipaddress.ip_address(candidate)
        except ValueError:
            continue
        if isinstance(address, ipaddress.IPv6Address):
            if address.ipv4_mapped:
                return str(address.ipv4_mapped)
            return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False).network_address)
        return str(address)
    return "unknown"


def limited(
    rate: str, *, key: Key = client_address, name: str = "", methods: Collection[str] = ("POST",), in_form: bool = False
) -> Callable[[View], View]:
    """Allow a view `rate` requests (`10/10m`) from each `key`, by default the visitor's address.

    Views given the same `name` share one count. Over the rate the answer is a page with status 429, `Retry-After` and
    what was typed. With `in_form=True` the view is called all the same, with `request.limited` set to the seconds to
    wait, and shows its own form again; it must then do nothing else.
    """
    most, seconds = parse_rate(rate)

    def decorate(view: View) -> View:
        counted_as = name or f"{view.__module__}.{view.__qualname__}"

        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            wait = count(counted_as, key(request), most=most, seconds=seconds) if request.method in methods else 0
            if in_form:
                cast(LimitedRequest, request).limited = wait
            elif wait:
                return too_many(request, wait=wait)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def count(name: str, who: str, *, most: int, seconds: int) -> int:
    """Count one request of `who`; answers the seconds to wait, 0 when it is within the rate or limits are off."""
    if not settings.RATE_LIMITS:
        return 0
    window, passed = divmod(int(time.time()), seconds)
    hidden = salted_hmac("adviceline.limits", who, algorithm="sha256").hexdigest()[:32]
    place = f"limit:{name}:{window}:{hidden}"
    cache.add(place, 0, timeout=seconds + 1)
    try:
        used = cache.incr(place)
    except ValueError:  # the cache dropped it between the two lines
        used = 1
    return seconds - passed if used > most else 0


def too_many(request: HttpRequest, *, wait: int = 60) -> HttpResponse:
    """The page that asks to wait, with what was typed. Also `handler429` of the site, which allauth calls."""
    minutes = -(-wait // 60)
    answer = error_page(
        request, 429,
        paragraphs=[
            "We had several requests from you in a short time. What you sent this time was not saved.",
            f"Wait {'one minute' if minutes <= 1 else f'{minutes} minutes'}, then try again. You can also call us.",
        ],
        kept=typed_words(request),
    )  # fmt: skip
    answer["Retry-After"] = str(wait)
    return answer
