"""Whether a session stands on a second factor: one of the person's own, their identity provider's, or the demo.

The last two are marks in the session, each bound to the person it was made for, so that a mark put there for one
person, or by one who was not signed in yet, is worth nothing to another.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

DEMO_MARK = "demo_sign_in"
PROVIDER_MARK = "second_factor_at_provider"
#: What an identity provider says in `amr` when it asked for more than one factor (RFC 8176).
SEVERAL_FACTORS = "mfa"


def has_own_second_factor(person: Any) -> bool:
    """An authenticator app or a passkey. Recovery codes alone are none: they exist to stand in for one."""
    return bool(
        Authenticator.objects.filter(
            user_id=person.pk, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).exists()
    )


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the signed-in person of this session may go on."""
    person, session = request.user, request.session
    if settings.DEMO and getattr(person, "is_fictional", False) and _is_for(person, session.get(DEMO_MARK)):
        return True
    if settings.SOCIALACCOUNT_PROVIDERS and _is_for(person, session.get(PROVIDER_MARK)):
        return True
    return has_own_second_factor(person)


def _is_for(person: Any, mark: Any) -> bool:
    return type(mark) is int and mark == person.pk  # True == 1, so a mere yes would name the first person


def said_by_provider(claims: dict[str, Any]) -> bool:
    """Whether the claims of an id token say that a second factor was used."""
    methods = claims.get("amr") or []
    return isinstance(methods, list) and SEVERAL_FACTORS in methods
