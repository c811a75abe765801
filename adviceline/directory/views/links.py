"""How the links of the directory stand, with the evidence, and having one checked now."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from adviceline.accounts.permissions import permission_required
from adviceline.accounts.roles import Permission
from adviceline.directory.links import actions
from adviceline.directory.links.queries import link_shown, links, states_counted
from adviceline.directory.models import Entry
from adviceline.directory.rules.links import STATES
from adviceline.directory.views.common import person

PER_PAGE = 25


@require_safe
@permission_required(Permission.EDIT_CONTENT)
def listed(request: HttpRequest) -> HttpResponse:
    """Every link, those first that need somebody; `?state=`, `&page=`."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    page = Paginator(links(state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(entry, link_shown(entry)) for entry in page.object_list],
        "state": state,
        "states": states_counted(),
        "checks_run": settings.LINK_CHECKS,
    }
    return render(request, "directory/links.html", context)


@require_POST
@permission_required(Permission.EDIT_CONTENT)
def check(request: HttpRequest, entry_id: str) -> HttpResponse:
    """Have one link looked at now; the answer is on the entry's page within a minute."""
    entry = get_object_or_404(Entry, pk=entry_id)
    try:
        actions.ask_for_check(entry=entry, by=person(request), at=timezone.now())
        messages.success(request, "The link is being checked. Load this page again in a minute.")
    except actions.UnableToCheck as problem:
        messages.error(request, str(problem))
    answer = redirect("directory:entry", entry_id=entry_id)
    answer["Location"] += "#link"
    return answer
