"""The gate behind sign-in: somebody who is signed in needs a second factor before anything but public pages opens.

It decides by the marks of the view that will answer (`accounts.permissions`), never by how the address looks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from adviceline.accounts.second_factor import has_second_factor

_UNMARKED = object()


class StaffGate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers to somebody who is signed in are not to be kept by the browser: the computer may be shared."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send people without a second factor to set one up."""
        if getattr(view, "required_permission", _UNMARKED) is None or getattr(view, "before_second_factor", False):
            return None
        if not request.user.is_authenticated or has_second_factor(request):
            return None
        return redirect("mfa_index")


staff_gate = StaffGate
