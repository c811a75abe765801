"""What a page needs so that a browser can be a telephone: the microphone, and a socket to the exchange and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django_permissions_policy import PermissionsPolicyMiddleware

from adviceline.channels.telephony.advisers import current_exchange


def allow_speech(answer: HttpResponse) -> HttpResponse:
    """The same answer: its content policy is widened by the exchange's socket alone, and the page may use the microphone."""
    exchange = current_exchange()
    if exchange is not None and exchange.browser.is_on:
        told = urlsplit(exchange.browser.address)
        answer._csp_update = {"connect-src": [f"{told.scheme}://{told.netloc}"]}  # type: ignore[attr-defined]  # django-csp's
        policy: dict[str, str | list[str] | tuple[str]] = {**settings.PERMISSIONS_POLICY, "microphone": ["self"]}
        header = PermissionsPolicyMiddleware.compute_header_value(policy, name="telephone")
        answer._permissions_policy_override = header  # type: ignore[attr-defined]  # django-permissions-policy's
    return answer
