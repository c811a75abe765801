"""The queue, all enquiries, and the search by reference."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.contacts.queries import MOST_COUNTED, QueueFilter, newest_page, queue_counts, queue_page
from adviceline.contacts.references import NotAReference, parse_reference
from adviceline.content.current import current_content
from adviceline.desk.forms import choices
from adviceline.desk.shown import CHANNELS, queue_row
from adviceline.desk.views.common import person
from adviceline.ui.due import waited

VIEWS = (("all", "All open"), ("new", "New"), ("mine", "Mine"), ("waiting", "Waiting"), ("due", "Due"))


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def queue(request: HttpRequest) -> HttpResponse:
    """Open enquiries, soonest due first."""
    return render(request, "desk/queue.html", _queue(request))


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def arrivals(request: HttpRequest) -> HttpResponse:
    """How many new enquiries there are, for the line above the queue: it never moves the rows."""
    counts = queue_counts(by=person(request), at=timezone.now())
    return render(request, "desk/arrivals.html", {"new": counts["new"], "seen": _number(request.GET.get("seen", ""))})


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def enquiries(request: HttpRequest) -> HttpResponse:
    """Every enquiry, newest first."""
    at = timezone.now()
    page = newest_page(after=_after(request.GET.get("after", "")))
    may_claim = person(request).may(Permission.WORK_ENQUIRIES)
    rows = [queue_row(enquiry, at=at, waited=waited, may_claim=may_claim) for enquiry in page.rows]
    older = f"{reverse('desk:enquiries')}?after={_cursor(page.next_after)}" if page.next_after else None
    return render(
        request,
        "desk/enquiries.html",
        {"rows": rows, "at": at, "older_url": older, "is_first": "after" not in request.GET},
    )


@require_safe
@permission_required(Permission.READ_ENQUIRIES)
def search(request: HttpRequest) -> HttpResponse:
    """To the enquiry whose reference was typed; what is wrong with it otherwise."""
    typed = request.GET.get("q", "")[:80]
    try:
        reference = parse_reference(typed, prefix=current_content().service.reference_prefix)
    except NotAReference as error:
        messages.error(request, f"{error} You typed '{typed}'.")
        return redirect("desk:queue")
    return redirect("desk:enquiry", reference=reference)


def _queue(request: HttpRequest) -> dict[str, Any]:
    at, by = timezone.now(), person(request)
    shows = [view for view, _ in VIEWS]
    chosen = QueueFilter(
        show=_one_of(request.GET.get("show", ""), shows) or "all",
        channel=_one_of(request.GET.get("channel", ""), CHANNELS),
        kind=_one_of(request.GET.get("kind", ""), dict(choices("kind"))),
        region=_one_of(request.GET.get("region", ""), dict(choices("region"))),
    )
    page = queue_page(chosen=chosen, by=by, at=at, after=_after(request.GET.get("after", "")))
    counts = queue_counts(by=by, at=at)
    may_claim = by.may(Permission.WORK_ENQUIRIES)
    query = request.GET.copy()
    if page.next_after:
        query["after"] = _cursor(page.next_after)
    return {
        "at": at,
        "rows": [queue_row(enquiry, at=at, waited=waited, may_claim=may_claim) for enquiry in page.rows],
        "chosen": chosen,
        "new_count": counts["new"],
        "views": [
            {
                "label": words,
                "value": view,
                "href": f"{reverse('desk:queue')}?show={view}",
                "current": view == chosen.show,
                "count": f"{counts[view]}" if counts.get(view, 0) < MOST_COUNTED else f"{MOST_COUNTED}+",
            }
            if view in counts
            else {
                "label": words,
                "value": view,
                "href": f"{reverse('desk:queue')}?show={view}",
                "current": view == chosen.show,
            }
            for view, words in VIEWS
        ],
        "channels": list(CHANNELS.items()),
        "kinds": choices("kind"),
        "regions": choices("region"),
        "older_url": f"{reverse('desk:queue')}?{query.urlencode()}" if page.next_after else None,
        "is_first": "after" not in request.GET,
    }


def _one_of(value: str, allowed: Any) -> str:
    return value if value in allowed else ""


def _number(value: str) -> int:
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _cursor(after: tuple[datetime, int]) -> str:
    return f"{after[0].timestamp():.6f}_{after[1]}"


def _after(cursor: str) -> tuple[datetime, int] | None:
    """The place in the list that a link holds; None for one that was tampered with, which starts at the top."""
    moment, _, pk = cursor.partition("_")
    try:
        return (datetime.fromtimestamp(float(moment), tz=timezone.get_default_timezone()), int(pk)) if cursor else None
    except (ValueError, OverflowError, OSError):
        return None
