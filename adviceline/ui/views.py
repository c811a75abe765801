"""The component page, and the choice of colours."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from adviceline.ui import examples
from adviceline.ui.context import THEME_COOKIE, THEMES
from adviceline.ui.errors import error_page

A_YEAR_SECONDS = 365 * 24 * 60 * 60


@require_safe
def component_page(request: HttpRequest) -> HttpResponse:
    """Every component of ours with an example; ``?desk`` shows it in the desk's frame. For those who work on the service:
    in production there is no such page but for staff."""
    if settings.PRODUCTION and not request.user.is_authenticated:
        raise Http404("The components are not a page of the service.")
    frame = "ui/desk.html" if "desk" in request.GET else "ui/public.html"
    return render(request, "ui/component_page.html", {"frame": frame, **examples.context()})


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keeps ``theme`` (auto, light or dark) in a cookie and goes back to where the person was."""
    theme = request.POST.get("theme", "")
    if theme not in THEMES:
        return error_page(request, 400, paragraphs=["The colours are auto, light or dark."])
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        THEME_COOKIE, theme, max_age=A_YEAR_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return answer


# Open to anybody. The decorator that says so is in accounts, which stands above this room.
for _view in (component_page, set_theme):
    _view.required_permission = None  # type: ignore[attr-defined]
