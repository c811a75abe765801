"""For the service manager: whether the two accounts of the telephone agree, and what was believed where they do not."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.channels.telephony.queries import accounts_between, differences

MOST_SHOWN = 200
WHAT = {
    "presence": "Whether there was a call",
    "end": "How it ended",
    "outcome": "What became of it",
    "adviser": "Who answered",
    "wait_seconds": "Seconds of waiting",
    "talk_seconds": "Seconds of talk",
    "call-back": "Whether a call-back was asked for",
}


@require_safe
@permission_required(Permission.MANAGE_JOBS)
def two_accounts(request: HttpRequest) -> HttpResponse:
    """Today's calls by who told of them, and each difference of the last month. It shows no number."""
    at = timezone.now()
    today = timezone.localdate(at)
    start, end = (
        timezone.make_aware(datetime.combine(day, time.min)) for day in (today, today + timedelta(days=1))
    )  # fmt: skip
    context = {
        "today": accounts_between(start, end),
        "differences": differences(at=at, most=MOST_SHOWN),
        "what": WHAT,
    }
    return render(request, "desk/two_accounts.html", context)
