"""The adviser's telephone: the call that is there and whose it seems to be, their state, and the telephone in the browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.models import Person
from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.chat.identity import page_token
from adviceline.channels.telephony import actions
from adviceline.channels.telephony.at_telephone import at_my_telephone, colleagues
from adviceline.channels.telephony.speaking import allow_speech
from adviceline.desk.shown import label
from adviceline.desk.views.common import person
from adviceline.workforce.queries.presence import state_of


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """`?wait=1` is the page that loads itself again where no script runs."""
    at, by = timezone.now(), person(request)
    context = _context(by, at) | {
        "at": at, "label": label, "refreshes": "wait" in request.GET,
        "token": page_token(request.session, chat=None, person=by, only_watches=True),
    }  # fmt: skip
    answer = render(request, "desk/phone.html", context)
    mine = context["mine"]
    return allow_speech(answer) if mine is not None and mine.settings.in_browser else answer


@require_POST
@permission_required(Permission.WORK_ENQUIRIES)
@never_cache
def sign_on(request: HttpRequest) -> HttpResponse:
    """What this person's own browser needs to be their telephone."""
    try:
        found = actions.give_secret(by=person(request), at=timezone.now())
    except actions.UnableToSignOn as error:
        return JsonResponse({"why": str(error)}, status=409)
    return JsonResponse(found.as_dict())


def _context(by: Person, at: datetime) -> dict[str, Any]:
    may_answer = by.may(Permission.WORK_ENQUIRIES)
    mine = at_my_telephone(by, at=at) if may_answer else None
    if mine is not None and mine.row is not None and mine.earlier:
        actions.note_shown(telephone=mine.row, enquiries=mine.earlier, by=by, at=at)
    return {
        "mine": mine, "state": state_of(by, at=at), "may_answer": may_answer,
        "colleagues": colleagues(by, at=at) if mine is not None else [],
    }  # fmt: skip
