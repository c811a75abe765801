"""How it goes now, for whoever supervises: read from across the room, and by itself again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.chat import queries
from adviceline.channels.chat.identity import page_token
from adviceline.desk.views.common import person
from adviceline.desk.wallboard import wallboard


@require_safe
@permission_required(Permission.SUPERVISE)
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """`?wait=1` is the page that loads itself again where no script runs. A script asks for the part that changes, each time
    the line does."""
    at = timezone.now()
    if request.headers.get("X-Part") == "wallboard":
        part = {"board": wallboard(at=at), "at": at, "token": ""}
        return HttpResponse(render_to_string("desk/parts/wallboard.html", part))
    context = {
        "board": wallboard(at=at), "at": at, "refreshes": "wait" in request.GET,
        "token": page_token(request.session, chat=None, person=person(request), only_watches=True),
        "newest": max(queries.waiting_ids(), default=0),
    }  # fmt: skip
    return render(request, "desk/wallboard.html", context)
