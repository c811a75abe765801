"""An adviser's calendar behind its private link. The pages of the rota are the desk's."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.limits import limited
from adviceline.accounts.permissions import public
from adviceline.content.current import current_content
from adviceline.workforce.calendar import rota_calendar
from adviceline.workforce.queries.rota import feed_by, shifts_for_calendar

READ_RATE = "120/h"


@public
@require_safe
@limited(READ_RATE, name="rota-calendar", methods=("GET", "HEAD"))
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The shifts of whoever holds the link, to be read by a calendar; nobody signs in."""
    feed = feed_by(token)
    if feed is None:
        raise Http404("This link opens no calendar. It may have been ended.")
    at = timezone.now()
    summary = f"On the line: {current_content().service.short_name}"
    answer = HttpResponse(
        rota_calendar(shifts_for_calendar(feed, at=at), summary=summary, at=at),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = 'inline; filename="rota.ics"'
    answer["Cache-Control"] = "private, no-store"
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    return answer
