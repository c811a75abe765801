"""The gate behind sign-in: a person with a role must have a second factor before anything else opens."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

#: Addresses that a signed-in person without a second factor may use: setting one up, and leaving.
OPEN_WITHOUT_SECOND_FACTOR = ("/accounts/", "/static/")


def staff_gate(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Send people without a second factor to set one up. Demo sign-ins, which exist in demo only, are let through."""

    def gate(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if (
            user.is_authenticated
            and not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR)
            and not (settings.DEMO and request.session.get("demo_sign_in"))
            and not get_mfa_adapter().is_mfa_enabled(user)
            and getattr(request.resolver_match, "app_name", "") != "web"
        ):
            return redirect("mfa_index")
        return get_response(request)

    return gate
